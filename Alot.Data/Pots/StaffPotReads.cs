using Alot.Data.Lots;
using Alot.Data.Mapping;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Accounts;
using Alot.Domain.Ledger;
using Alot.Domain.Pots;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Pots;

/// <summary>Pots as staff see them: what waits, one with all that is known of it, and how they go.</summary>
public sealed partial class StaffPotReads(IDbContextFactory<AlotDb> contexts, PotPolicy policy, TimeProvider clock)
{
    /// <summary>A flag in a pot that is over is still about its players, for so long.</summary>
    public static readonly TimeSpan FlagsWait = TimeSpan.FromDays(7);

    /// <summary>How soon somebody should have looked.</summary>
    public static readonly TimeSpan Target = TimeSpan.FromMinutes(30);

    private const int MostItems = 100;

    /// <summary>
    /// Pots that somebody should look at: late ones first, then by their highest score, then those that are paused and those that are
    /// called off and not yet given back. The key is the pot's id.
    /// </summary>
    public async Task<IReadOnlyList<StaffQueueItem>> ItemsAsync(CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        var now = clock.GetUtcNow();
        await using var read = db.Sql(
            $"""
            {WaitingSql}
            select p.id, p.number, p.title, p.status, p.paused, p.pause_reason, w.called_off, w.late, p.locked_at,
                coalesce(f.players, 0)::int, coalesce(f.score, 0), w.since
            from waiting w join pots p on p.id = w.id left join flagged f on f.pot_id = p.id
            order by w.late desc, f.score desc nulls last, p.paused desc, w.since limit {MostItems}
            """,
            now - policy.SettleWithin,
            now - FlagsWait,
            policy.FlagAt
        );
        await using var row = await read.ExecuteReaderAsync(stop);
        var items = new List<StaffQueueItem>();
        while (await row.ReadAsync(stop))
        {
            var (late, paused, calledOff, players, score) = (
                row.GetBoolean(7),
                row.GetBoolean(4),
                row.GetBoolean(6),
                row.GetInt32(9),
                row.GetInt32(10)
            );
            string[] why =
            [
                .. late ? (string[])["late"] : [],
                .. players > 0 ? (string[])[players == 1 ? "1 player flagged" : $"{players} players flagged"] : [],
                .. paused ? (string[])["paused"] : [],
                .. calledOff ? (string[])["called off"] : [],
            ];
            var text =
                players > 0 ? $"Highest score {score}. {row.GetString(2)}, {row.GetString(3)}."
                : late ? $"{row.GetString(2)}: locked, and not settled."
                : paused ? row.GetString(5)
                : $"{row.GetString(2)}: its credits are on their way back.";
            items.Add(
                new StaffQueueItem(
                    row.GetGuid(0).ToString(),
                    $"Pot {row.GetInt32(1)}: {string.Join(", ", why)}",
                    text,
                    row.GetFieldValue<DateTimeOffset>(11),
                    PotId: new PotId(row.GetGuid(0))
                )
            );
        }
        return items;
    }

    /// <summary>The same as one of the queues.</summary>
    public async Task<StaffQueue> QueueAsync(CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        return await QueueAsync(db, policy, clock.GetUtcNow(), stop);
    }

    internal static async Task<StaffQueue> QueueAsync(
        AlotDb db,
        PotPolicy policy,
        DateTimeOffset now,
        CancellationToken stop
    )
    {
        await using var read = db.Sql(
            $"{WaitingSql} select count(*)::int, min(since), (count(*) filter (where since < $4))::int from waiting",
            now - policy.SettleWithin,
            now - FlagsWait,
            policy.FlagAt,
            now - Target
        );
        await using var row = await read.ExecuteReaderAsync(stop);
        await row.ReadAsync(stop);
        return new StaffQueue(
            "pots",
            "Pots",
            row.GetInt32(0),
            row.IsDBNull(1) ? null : row.GetFieldValue<DateTimeOffset>(1),
            Target,
            row.GetInt32(2)
        );
    }

    // $1 late if locked before, $2 flags from then on, $3 the threshold.
    private const string WaitingSql = """
        with flagged as (
            select f.pot_id, count(*) as players, max(f.score) as score, min(f.created_at) as since
            from pot_flags f where f.cleared_at is null and f.score >= $3 and f.created_at > $2 group by f.pot_id
        ),
        waiting as (
            select p.id, p.cancel_requested_at is not null and p.status in ('open', 'locked') as called_off,
                p.status in ('locked', 'settling') and not p.paused and p.locked_at <= $1 as late,
                least(f.since, case when p.status not in ('settled', 'cancelled') then p.paused_at end,
                    case when p.status in ('open', 'locked') then p.cancel_requested_at end,
                    case when p.status in ('locked', 'settling') and not p.paused and p.locked_at <= $1 then p.locked_at end) as since
            from pots p left join flagged f on f.pot_id = p.id
            where f.pot_id is not null or (p.status in ('open', 'locked', 'settling') and (p.paused or p.cancel_requested_at is not null
                or (p.status <> 'open' and p.locked_at <= $1)))
        )
        """;

    /// <summary>Null when there is no such pot.</summary>
    public async Task<StaffPot?> FindAsync(PotId id, CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        await using var moment = await db.Database.BeginTransactionAsync(
            System.Data.IsolationLevel.RepeatableRead,
            stop
        );
        if (await db.Pots.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, stop) is not { } pot)
            return null;
        var log = await db
            .PotAudits.AsNoTracking()
            .Where(a => a.PotId == id && a.Action != PotCheck.Action)
            .OrderByDescending(a => a.CreatedAt)
            .ThenByDescending(a => a.Id)
            .Take(MostItems)
            .ToListAsync(stop);
        var flags = await db
            .PotFlags.AsNoTracking()
            .Where(f => f.PotId == id && (f.Score > 0 || f.ClearedAt != null))
            .OrderByDescending(f => f.Score)
            .ThenBy(f => f.CreatedAt)
            .ToListAsync(stop);
        var entries = await db
            .PotEntries.AsNoTracking()
            .Where(e => e.PotId == id)
            .OrderBy(e => e.CreatedAt)
            .ThenBy(e => e.Id)
            .ToListAsync(stop);
        var names = await NamesAsync(
            db,
            [
                .. entries.Select(e => e.PlayerId),
                .. flags.Select(f => f.PlayerId),
                .. flags.Select(f => f.ClearedBy).OfType<PlayerId>(),
                .. log.Select(a => a.ActorId).OfType<PlayerId>(),
            ],
            stop
        );
        string Name(PlayerId player) => names.GetValueOrDefault(player, "");
        var atAddress = entries
            .Where(e => e is { CancelledAt: null, IpHash: not null })
            .GroupBy(e => e.IpHash!)
            .ToDictionary(g => g.Key, g => g.Select(e => e.PlayerId).Distinct().Count());
        var now = clock.GetUtcNow();
        return new StaffPot(
            pot.Id,
            pot.Number,
            pot.Title,
            pot.Template,
            pot.Status,
            pot.Mode,
            pot.EntryCost,
            pot.MaxTickets,
            pot.MaxPerUser,
            pot.TicketsSold,
            pot.Participants,
            pot.CreatedAt,
            pot.ClosesAt,
            pot.FilledAt,
            pot.LockedAt,
            pot.SettledAt,
            pot.CancelledAt,
            pot.Paused,
            pot.PauseReason,
            pot.PausedAt,
            pot.CancelRequestedAt,
            pot.CancelReason,
            pot is { Status: PotStatus.Locked or PotStatus.Settling, Paused: false, LockedAt: { } locked }
                && locked + policy.SettleWithin <= now,
            [
                .. entries.Select(e => new StaffPotEntry(
                    e.Id,
                    e.PlayerId,
                    Name(e.PlayerId),
                    e.TicketCount,
                    e.TicketsStart,
                    e.TicketsEnd,
                    e.CreditsSpent,
                    e.CreatedAt,
                    e.CancelledAt,
                    e.Flagged,
                    atAddress.GetValueOrDefault(e.IpHash ?? "")
                )),
            ],
            [
                .. flags.Select(f => new StaffPotFlag(
                    f.Id,
                    f.PlayerId,
                    Name(f.PlayerId),
                    f.Score,
                    Json.Read<FlagReason[]>(f.Reasons),
                    f.UpdatedAt,
                    f.ClearedAt is null && f.Score >= policy.FlagAt,
                    f.ClearedAt,
                    f.ClearedBy is { } by ? Name(by) : null,
                    f.ClearReason
                )),
            ],
            await AskedAsync(db, db.Approvals.Where(a => a.PotId == id), stop),
            [.. log.Select(a => new StaffPotNote(a.Action, a.ActorId is { } by ? Name(by) : null, a.Reason, a.CreatedAt))],
            await db.PotAudits.CountAsync(a => a.PotId == id && a.Action == PotCheck.Action, stop)
        );
    }

    /// <summary>A request about a pot that nobody has decided; null when it is over, or was about something else.</summary>
    public async Task<AskedOfPotView?> AskedAsync(Guid approval, CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        return await AskedAsync(db, db.Approvals.Where(a => a.Id == approval), stop);
    }

    private static async Task<AskedOfPotView?> AskedAsync(
        AlotDb db,
        IQueryable<Approval> which,
        CancellationToken stop
    )
    {
        var asked = await (
            from a in which.AsNoTracking()
            join p in db.Pots.AsNoTracking() on a.PotId equals p.Id
            where a.Outcome == null
            orderby a.RequestedAt
            select new { Approval = a, Pot = p }
        ).FirstOrDefaultAsync(stop);
        if (asked is null)
            return null;
        var (request, pot) = (asked.Approval, asked.Pot);
        var names = await NamesAsync(db, [request.RequestedBy], stop);
        return new AskedOfPotView(
            request.Id,
            pot.Id,
            pot.Number,
            pot.Title,
            pot.Committed,
            pot.Participants,
            request.Reason,
            request.RequestedBy,
            names.GetValueOrDefault(request.RequestedBy, ""),
            request.RequestedAt
        );
    }

    private static async Task<Dictionary<PlayerId, string>> NamesAsync(
        AlotDb db,
        IReadOnlyList<PlayerId> players,
        CancellationToken stop
    )
    {
        var ids = players.Select(p => p.Value).Distinct().ToList();
        return await db
            .Users.Where(u => ids.Contains(u.Id))
            .Select(u => new { u.Id, u.UserName })
            .ToDictionaryAsync(u => new PlayerId(u.Id), u => u.UserName ?? "", stop);
    }
}
