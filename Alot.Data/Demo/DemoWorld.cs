using Alot.Data.Accounts;
using Alot.Data.Draws;
using Alot.Data.Live;
using Alot.Data.Pots;
using Alot.Data.Transactions;
using Alot.Data.Trivia;
using Alot.Domain;
using Alot.Domain.Accounts;
using Alot.Domain.Compliance;
using Alot.Domain.Pots;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Alot.Data.Demo;

/// <summary>
/// Development's catalogue with a past: lots of every tier and state, players, payments, draws, refunds. Lived through once,
/// by the use cases themselves at the times they would have run; after that the world is everybody's to change.
/// </summary>
/// <remarks>
/// Call it before workers start: they would take a lot that is being lived through for one that is late. It needs the
/// accounts of <see cref="DemoAccounts"/>.
/// </remarks>
public sealed class DemoWorld(
    IDbContextFactory<AlotDb> contexts,
    Sealer sealer,
    TriviaKey trivia,
    DemoProcessor processor,
    PotLogins potLogins,
    PotPolicy potPolicy,
    TimeProvider clock,
    ILoggerFactory logs
)
{
    /// <summary>The audit log's word for a world that is made: it can't be taken back, and nobody edits it.</summary>
    public const string Made = "demo_world_made";

    private const long OneAtATime = 0x616c6f745f64656d;

    /// <returns>False when it was made before.</returns>
    public async Task<bool> SeedAsync(CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        await db.Database.OpenConnectionAsync(stop);
        await using (var turn = db.Sql("select pg_advisory_lock($1)", OneAtATime))
        {
            // The other node may be at it.
            turn.CommandTimeout = 120;
            await turn.ExecuteNonQueryAsync(stop);
        }
        try
        {
            if (await db.AuditLogs.AnyAsync(l => l.Action == Made, stop))
                return false;
            var past = new DemoClock(clock.GetUtcNow());
            // Nobody watches the past: what it announces ends here.
            var transactions = new Transactions.Transactions(
                contexts,
                new AppClock(past, follows: false),
                new LiveFeed(),
                logs.CreateLogger<Transactions.Transactions>()
            );
            await using var pots = new DemoPots(
                contexts,
                transactions,
                potLogins,
                potPolicy,
                new StaffAccess(new StaffRules(SecondFactor: false), past),
                new SigningKeys(sealer),
                sealer,
                past,
                logs
            );
            await new DemoLife(contexts, transactions, sealer, trivia, processor, pots, past).LiveAsync(stop);
            return true;
        }
        finally
        {
            await using var done = db.Sql("select pg_advisory_unlock($1)", OneAtATime);
            await done.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }
}
