using Alot.Data.Live;
using Alot.Data.Transactions;
using Alot.Domain.Pots;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Alot.Data.Pots;

/// <summary>
/// How the two pot services sign in to the database (pots.md, "Database"): as themselves, so that what a player's click can reach
/// can't lock or settle a pot, whatever else goes wrong.
/// </summary>
public sealed record PotLogins(string Orchestrator, string Settlement)
{
    // Connection strings carry passwords.
    public override string ToString() => "logins of the pot services";
}

/// <summary>Units of work of one pot service, on its own connections.</summary>
public abstract class PotTransactions(
    string connection,
    PotService service,
    AppClock clock,
    LiveFeed feed,
    ILogger<Transactions.Transactions> log
) : IAsyncDisposable
{
    /// <summary>A step of a pot is short, and a service makes few at a time.</summary>
    private const int PoolSize = 4;

    private readonly NpgsqlDataSource source = new NpgsqlDataSourceBuilder(
        new NpgsqlConnectionStringBuilder(connection)
        {
            ApplicationName = $"alot pots {service}",
            MaxPoolSize = PoolSize,
        }.ConnectionString
    ).Build();

    private Transactions.Transactions? transactions;

    public Task<T> RunAsync<T>(Func<AlotDb, Task<T>> work, CancellationToken stop) => Units.RunAsync(work, stop);

    public Task<T> RunAsync<T>(Command command, Func<AlotDb, Task<T>> work, CancellationToken stop) =>
        Units.RunAsync(command, work, stop);

    private Transactions.Transactions Units =>
        transactions ??= new Transactions.Transactions(new Contexts(source), clock, feed, log);

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return source.DisposeAsync();
    }

    private sealed class Contexts(NpgsqlDataSource source) : IDbContextFactory<AlotDb>
    {
        private readonly DbContextOptions<AlotDb> options = new DbContextOptionsBuilder<AlotDb>()
            .UseNpgsql(source)
            .Options;

        public AlotDb CreateDbContext() => new(options);
    }
}

/// <summary>What opens, locks and cancels pots.</summary>
public sealed class OrchestratorTransactions(
    PotLogins logins,
    AppClock clock,
    LiveFeed feed,
    ILogger<Transactions.Transactions> log
) : PotTransactions(logins.Orchestrator, PotService.Orchestrator, clock, feed, log);

/// <summary>What reveals and pays.</summary>
public sealed class SettlementTransactions(
    PotLogins logins,
    AppClock clock,
    LiveFeed feed,
    ILogger<Transactions.Transactions> log
) : PotTransactions(logins.Settlement, PotService.Settlement, clock, feed, log);
