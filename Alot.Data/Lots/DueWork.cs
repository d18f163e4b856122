using Alot.Data.Draws;
using Alot.Data.Payments;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Draws;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Lots;

/// <param name="IsAlternate">The lot is settled, its winner was disqualified, and the round says who follows.</param>
/// <param name="IsToReport">It is so late that staff must know, and they don't yet.</param>
public sealed record WaitingForRound(LotId LotId, DrandChain Chain, long Round, bool IsAlternate, bool IsToReport);

/// <summary>
/// What is due now, read from the rows themselves: a job that did not run, or ran twice, changes nothing about it. Each
/// item is then done by a use case that looks again under its lock.
/// </summary>
public sealed class DueWork(IDbContextFactory<AlotDb> contexts, AppClock clock)
{
    public const int Most = 200;

    /// <summary>Holds that are over, and all holds of lots that no longer sell: find out what became of them.</summary>
    public Task<IReadOnlyList<Guid>> HoldsAsync(CancellationToken stop) =>
        ReadAsync(
            """
            select p.id from room_entry_purchases p join rooms r on r.id = p.room_id
            where p.status = 'pending' and (p.hold_expires_at <= $1 or r.deadline <= $1 or r.status <> 'open')
            order by p.hold_expires_at limit $2
            """,
            stop
        );

    public Task<IReadOnlyList<Guid>> ToExpireAsync(CancellationToken stop) =>
        ReadAsync(
            """
            select id from rooms where status = 'open' and deadline <= $1 and held_tickets = 0 and frozen_at is null
            order by deadline limit $2
            """,
            stop
        );

    public Task<IReadOnlyList<Guid>> ToFreezeAsync(CancellationToken stop) =>
        ReadAsync(
            """
            select r.id from rooms r join draw_commitments c on c.room_id = r.id
            where r.status = 'funded' and r.frozen_at is null and c.published_at is null and r.funded_at <= $1
            order by r.funded_at limit $2
            """,
            stop
        );

    public Task<IReadOnlyList<Guid>> ToDrawAsync(CancellationToken stop) =>
        ReadAsync(
            """
            select r.id from rooms r join draw_commitments c on c.room_id = r.id
            where r.status = 'funded' and r.frozen_at is null and c.published_at is not null and c.mode <> 'beacon'
                and r.funded_at + make_interval(secs => (r.terms->>'draw_delay_seconds')::int) <= $1
            order by r.funded_at limit $2
            """,
            stop
        );

    /// <summary>Lots whose agreed round is due, the earliest rounds first.</summary>
    public async Task<IReadOnlyList<WaitingForRound>> ToDrawByBeaconAsync(CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        await clock.FollowAsync(db, stop);
        var now = clock.GetUtcNow();
        await using var read = db.Sql(
            """
            select w.id, w.beacon_chain, w.round, w.is_alternate,
                exists (select from alerts a where a.kind = $3 and a.subject = w.id::text and a.cleared_at is null)
            from (
                select r.id, c.beacon_chain, c.beacon_round as round, false as is_alternate
                from rooms r join draw_commitments c on c.room_id = r.id
                where r.status = 'funded' and r.frozen_at is null and c.published_at is not null and c.mode = 'beacon'
                    and c.beacon_chain is not null and c.beacon_round is not null
                    and r.funded_at + make_interval(secs => (r.terms->>'draw_delay_seconds')::int) <= $1
                union all
                select r.id, c.beacon_chain, q.beacon_round, true
                from draw_disqualifications q
                join rooms r on r.id = q.room_id join draw_commitments c on c.room_id = r.id
                where r.frozen_at is null and c.beacon_chain is not null
                    and not exists (select from draw_alternates d where d.room_id = q.room_id and d.sequence = q.sequence)
            ) w
            order by w.round, w.id limit $2
            """,
            now,
            Most,
            LateBeacon.Kind
        );
        await using var rows = await read.ExecuteReaderAsync(stop);
        var waiting = new List<WaitingForRound>();
        while (await rows.ReadAsync(stop))
            if (
                DrandChain.Find(rows.GetString(1)) is { } chain
                && chain.HasRound(rows.GetInt64(2))
                && chain.TimeOf(rows.GetInt64(2)) is var due
                && due <= now
            )
                waiting.Add(
                    new WaitingForRound(
                        new LotId(rows.GetGuid(0)),
                        chain,
                        rows.GetInt64(2),
                        rows.GetBoolean(3),
                        due + LateBeacon.After <= now && !rows.GetBoolean(4)
                    )
                );
        return waiting;
    }

    public Task<IReadOnlyList<Guid>> ToSettleAsync(CancellationToken stop) =>
        ReadAsync(
            "select id from rooms where status = 'drawing' and frozen_at is null and drawn_at <= $1 order by drawn_at limit $2",
            stop
        );

    public Task<IReadOnlyList<Guid>> ToReturnCreditsAsync(CancellationToken stop) =>
        ReadAsync(
            $"""
            select id from rooms where credits_returned_at is null and frozen_at is null and (
                status = 'refunding' or (status = 'cancelled' and opened_at is not null)
                or (status = 'expired' and expired_at + interval '{Domain.Lots.Lot.ExtensionWindowHours} hours' <= $1))
            order by id limit $2
            """,
            stop
        );

    public Task<IReadOnlyList<Guid>> ToCloseAsync(CancellationToken stop) =>
        ReadAsync(
            """
            select r.id from rooms r where r.status = 'refunding' and r.credits_returned_at is not null and r.expired_at <= $1
                and not exists (select from room_entry_purchases p where p.room_id = r.id and p.status = 'succeeded' and not p.is_settled_with_buyer)
                and not exists (select from refunds f where f.room_id = r.id and f.status not in ('succeeded', 'withdrawn'))
            limit $2
            """,
            stop
        );

    /// <summary>Purchases of cancelled lots whose refund has not been ordered.</summary>
    public Task<IReadOnlyList<Guid>> ToReturnAsync(CancellationToken stop) =>
        ReadAsync(
            """
            select p.id from room_entry_purchases p join rooms r on r.id = p.room_id
            where r.status = 'cancelled' and p.status = 'succeeded' and not p.is_settled_with_buyer and not p.disputed
                and r.frozen_at is null and r.cancelled_at <= $1
            order by p.id limit $2
            """,
            stop
        );

    public Task<IReadOnlyList<Guid>> ToDefaultAsync(CancellationToken stop) =>
        ReadAsync(
            """
            select p.id from room_entry_purchases p join rooms r on r.id = p.room_id
            where p.refund_eligible and not p.disputed and p.choose_by <= $1 and r.frozen_at is null
            order by p.choose_by limit $2
            """,
            stop
        );

    /// <summary>Disputes from before a settlement whose credits were given with it.</summary>
    public Task<IReadOnlyList<Guid>> ToClawBackAsync(CancellationToken stop) =>
        ReadAsync(
            """
            select d.id from disputes d join rooms r on r.id = d.room_id
            where d.claws_back and d.clawed_back_at is null and d.stage in ('open', 'lost') and r.status = 'settled'
                and r.settled_at <= $1
            order by d.id limit $2
            """,
            stop
        );

    public Task<IReadOnlyList<Guid>> ToRemindAsync(CancellationToken stop) =>
        ReadAsync(
            $"""
            select p.id from room_entry_purchases p join rooms r on r.id = p.room_id
            where p.refund_eligible and p.choose_by > $1 and p.reminders_sent < (
                select count(*) from unnest(array[{string.Join(',', RemindToChoose.Days)}]) day
                where r.expired_at + make_interval(days => day) <= $1)
            order by p.choose_by limit $2
            """,
            stop
        );

    public async Task<IReadOnlyList<string>> WebhooksAsync(CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        await clock.FollowAsync(db, stop);
        return await db
            .WebhookEvents.Where(e => e.AppliedAt == null && !e.Quarantined && e.DueAt <= clock.GetUtcNow())
            .OrderBy(e => e.DueAt)
            .Take(Most)
            .Select(e => e.EventId)
            .ToListAsync(stop);
    }

    private async Task<IReadOnlyList<Guid>> ReadAsync(string sql, CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        // A node that has just started knows nothing yet of a clock that was moved.
        await clock.FollowAsync(db, stop);
        await using var read = db.Sql(sql, clock.GetUtcNow(), Most);
        await using var rows = await read.ExecuteReaderAsync(stop);
        var ids = new List<Guid>();
        while (await rows.ReadAsync(stop))
            ids.Add(rows.GetGuid(0));
        return ids;
    }
}
