using Alot.Data.Live;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Pots;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Pots;

/// <param name="Who">A keyed hash of the account or the visitor: good for the rate limit and for nothing else.</param>
public sealed record CheerPotCommand(PotId PotId, string Who, string Cheer);

/// <summary>Somebody calls out one of the fixed cheers in a pot's room. Nothing hangs on it, so it has no key: one too many is refused.</summary>
public sealed class CheerPot(Transactions.Transactions transactions, TimeProvider clock)
{
    /// <exception cref="Refusal">Those of <see cref="PotCheers.Require"/>.</exception>
    public Task<bool> RunAsync(CheerPotCommand command, CancellationToken stop) =>
        transactions.RunAsync(
            async db =>
            {
                // Two presses of one person take turns; the pot itself is not locked for this.
                await db.RunSqlAsync("select pg_advisory_xact_lock(hashtextextended($1, 7))", stop, command.Who);
                var now = clock.GetUtcNow();
                var pot =
                    await db.Pots.AsNoTracking().SingleOrDefaultAsync(p => p.Id == command.PotId, stop)
                    ?? throw Refusal.NotFound("pot");
                var cheers = db.PotCheers.Where(c => c.Who == command.Who);
                var here = await cheers.CountAsync(c => c.PotId == command.PotId, stop);
                var last = await cheers.MaxAsync(c => (DateTimeOffset?)c.CreatedAt, stop);

                PotCheers.Require(pot, command.Cheer, here, last, now);

                db.Add(
                    new PotCheer
                    {
                        Id = Guid.CreateVersion7(now),
                        PotId = command.PotId,
                        Who = command.Who,
                        Cheer = command.Cheer,
                        CreatedAt = now,
                    }
                );
                db.Announce(Topic.Pot(command.PotId));
                return true;
            },
            stop
        );
}
