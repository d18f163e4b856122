using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Alot.Data.Transactions;

/// <summary>
/// Connections of their own for the rounds of sales, that keep their statements prepared: parsing and planning them again for
/// each sale costs more than carrying them out. Only for statements whose texts can be encoded, whoever wrote them: one that
/// can't breaks off while it is being sent, and a connection with prepared statements is out of step afterwards.
/// </summary>
public sealed class PreparedConnections : IDbContextFactory<AlotDb>, IAsyncDisposable
{
    /// <summary>So many rounds run at once on one node; more would only wait for the disk and each other.</summary>
    public const int PoolSize = 16;

    private const int Statements = 40;

    // One row and a hundred want the same plan: everything by its key. The server would otherwise plan again for each sale to
    // find that out, or keep a plan that it made when the tables were empty.
    private const string Plans =
        "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c jit=off";

    private readonly NpgsqlDataSource source;
    private readonly DbContextOptions<AlotDb> options;

    public PreparedConnections(string connection)
    {
        var own = new NpgsqlConnectionStringBuilder(connection)
        {
            ApplicationName = "alot sales",
            MaxPoolSize = PoolSize,
            MaxAutoPrepare = Statements,
            AutoPrepareMinUsages = 2,
            Options = Plans,
            // Nothing is ever set on these connections.
            NoResetOnClose = true,
        };
        source = new NpgsqlDataSourceBuilder(own.ConnectionString).Build();
        options = new DbContextOptionsBuilder<AlotDb>().UseNpgsql(source).Options;
    }

    public AlotDb CreateDbContext() => throw new NotSupportedException("Connections are opened asynchronously.");

    public async Task<AlotDb> CreateDbContextAsync(CancellationToken cancellationToken = default) =>
        new(options) { OwnConnection = await source.OpenConnectionAsync(cancellationToken) };

    public ValueTask DisposeAsync() => source.DisposeAsync();
}
