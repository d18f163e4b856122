using Npgsql;

namespace Alot.Tests.World;

/// <summary>
/// No room left on the device that an empty table of a server of our own lies on: the server reads nothing and each page that
/// it adds is refused by the operating system (<c>/dev/full</c>). Ends with its disposal; the table is empty again.
/// </summary>
internal sealed class FullDisk : IAsyncDisposable
{
    private readonly string administrator;
    private readonly string file;
    private readonly string serverLog;
    private readonly int before;

    private FullDisk(string administrator, string dataDirectory, string path)
    {
        this.administrator = administrator;
        file = Path.Combine(dataDirectory, path);
        serverLog = Path.Combine(dataDirectory, "..", "server.log");
        before = Said();
    }

    /// <summary>How often the server has found no room since this began.</summary>
    public int Refusals => Said() - before;

    private string Aside => file + ".aside";

    /// <exception cref="InvalidOperationException">The table isn't empty.</exception>
    public static async Task<FullDisk> UnderAsync(TestDatabase database, string table)
    {
        await ExecuteAsync(database.Administrator, $"vacuum full {table}"); // an empty table without a page
        var disk = new FullDisk(
            database.Administrator,
            await AskAsync(database.Administrator, "select current_setting('data_directory')"),
            await AskAsync(database.Administrator, $"select pg_relation_filepath('{table}')")
        );
        if (new FileInfo(disk.file).Length > 0)
            throw new InvalidOperationException($"{table} has rows: the server could not read them any more.");
        File.Move(disk.file, disk.Aside);
        File.CreateSymbolicLink(disk.file, "/dev/full");
        await disk.LetGoOfFilesAsync();
        return disk;
    }

    public async ValueTask DisposeAsync()
    {
        File.Delete(file);
        File.Move(Aside, file);
        await LetGoOfFilesAsync();
    }

    // A server process keeps what it has opened; new ones look again. Waits until the old ones are gone.
    private Task LetGoOfFilesAsync() =>
        ExecuteAsync(
            administrator,
            "select pg_terminate_backend(pid, 20000) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
        );

    private int Said() =>
        File.ReadLines(serverLog)
            .Count(line =>
                line.Contains("ERROR", StringComparison.Ordinal)
                && line.Contains("No space left on device", StringComparison.Ordinal)
            );

    private static async Task ExecuteAsync(string administrator, string sql)
    {
        await using var server = NpgsqlDataSource.Create(administrator);
        await using var command = server.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<string> AskAsync(string administrator, string sql)
    {
        await using var server = NpgsqlDataSource.Create(administrator);
        await using var command = server.CreateCommand(sql);
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
