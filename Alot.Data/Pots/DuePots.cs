using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Draws;
using Alot.Domain.Pots;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Pots;

/// <summary>A beacon pot whose agreed round is due.</summary>
public sealed record PotWaitingForRound(PotId PotId, DrandChain Chain, long Round);

/// <summary>What is due of pots now, read from the rows themselves, as <see cref="Lots.DueWork"/> does for lots.</summary>
public sealed class DuePots(IDbContextFactory<AlotDb> contexts, PotPolicy policy, AppClock clock)
{
    private const int Most = 200;

    // Somebody has looked at who plays in pot p, with its entries as they are now.
    private const string LookedAt = $"""
        exists (
            select from pots_audit a
            where a.pot_id = p.id and a.action = '{PotCheck.Action}' and a.metadata ->> 'state' = ({PotCheck.StateSql})
        )
        """;

    public Task<IReadOnlyList<PotId>> ToCancelAsync(CancellationToken stop) =>
        ReadAsync(
            """
            select id from pots where (status in ('open', 'locked') and cancel_requested_at is not null)
                or (status = 'open' and not paused and closes_at <= $1 and filled_at is null and participants < 2)
            order by closes_at limit $2
            """,
            stop
        );

    public Task<IReadOnlyList<PotId>> ToLockAsync(CancellationToken stop) =>
        ReadAsync(
            """
            select id from pots
            where status = 'open' and not paused and cancel_requested_at is null and participants >= 2
                and (filled_at is not null or closes_at <= $1)
            order by coalesce(filled_at, closes_at) limit $2
            """,
            stop
        );

    /// <summary>Beacon pots whose round is due.</summary>
    public async Task<IReadOnlyList<PotWaitingForRound>> ToCommitAsync(CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        await clock.FollowAsync(db, stop);
        var now = clock.GetUtcNow();
        var waiting = await db
            .Pots.AsNoTracking()
            .Where(p => p.Status == PotStatus.Locked && p.CommitHash == null && p.CancelRequestedAt == null)
            .OrderBy(p => p.BeaconRound)
            .Take(Most)
            .Select(p => new
            {
                p.Id,
                p.BeaconChain,
                p.BeaconRound,
            })
            .ToListAsync(stop);
        return
        [
            .. from p in waiting
            let chain = p.BeaconChain is null ? null : DrandChain.Find(p.BeaconChain)
            where chain is not null && p.BeaconRound is not null && chain.TimeOf(p.BeaconRound.Value) <= now
            select new PotWaitingForRound(p.Id, chain, p.BeaconRound!.Value),
        ];
    }

    /// <summary>Pots whose entries were not looked at as they are now; those that are revealed soonest first.</summary>
    public Task<IReadOnlyList<PotId>> ToFlagAsync(CancellationToken stop) =>
        ReadAsync(
            $"""
            select p.id from pots p
            where p.status in ('open', 'locked', 'settling') and p.tickets_sold > 0 and p.created_at <= $1
                and not {LookedAt}
            order by p.locked_at nulls last, p.closes_at limit $2
            """,
            stop
        );

    /// <summary>Pots whose reveal is due and whose players were looked at; a look that does not come holds nothing up for long.</summary>
    public Task<IReadOnlyList<PotId>> ToRevealAsync(CancellationToken stop)
    {
        var (delay, patience) = (Seconds(policy.RevealDelay), Seconds(policy.RevealDelay + policy.WatchPatience));
        return ReadAsync(
            $"""
            select p.id from pots p
            where p.status = 'locked' and not p.paused and p.cancel_requested_at is null and p.commit_hash is not null
                and p.locked_at + interval '{delay} seconds' <= $1
                and (p.locked_at + interval '{patience} seconds' <= $1 or {LookedAt})
            order by p.locked_at limit $2
            """,
            stop
        );
    }

    public Task<IReadOnlyList<PotId>> ToPayAsync(CancellationToken stop) =>
        ReadAsync(
            "select id from pots where status = 'settling' and not paused and locked_at <= $1 order by locked_at limit $2",
            stop
        );

    /// <summary>Locked for too long, and staff don't know yet.</summary>
    public Task<IReadOnlyList<PotId>> LateAsync(CancellationToken stop) =>
        ReadAsync(
            $"""
            select p.id from pots p
            where p.status in ('locked', 'settling') and not p.paused
                and p.locked_at + interval '{Seconds(policy.SettleWithin)} seconds' <= $1
                and not exists (select from alerts a where a.kind = '{PotAlerts.Late}' and a.subject = p.id::text and a.cleared_at is null)
            order by p.locked_at limit $2
            """,
            stop
        );

    private static string Seconds(TimeSpan span) =>
        span.TotalSeconds.ToString("0.###", System.Globalization.CultureInfo.InvariantCulture);

    private async Task<IReadOnlyList<PotId>> ReadAsync(string sql, CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        await clock.FollowAsync(db, stop);
        await using var read = db.Sql(sql, clock.GetUtcNow(), Most);
        await using var rows = await read.ExecuteReaderAsync(stop);
        var ids = new List<PotId>();
        while (await rows.ReadAsync(stop))
            ids.Add(new PotId(rows.GetGuid(0)));
        return ids;
    }
}
