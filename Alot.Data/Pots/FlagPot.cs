using Alot.Data.Auditing;
using Alot.Data.Live;
using Alot.Data.Mapping;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Pots;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Alot.Data.Pots;

/// <summary>
/// Looks at who plays in a pot, and flags those who look like collusion (<see cref="Collusion"/>). Run after joins and at the
/// lock, so before the reveal. It moves nothing and stops nothing: what follows from a flag is up to staff.
/// </summary>
public sealed class FlagPot(
    Transactions.Transactions transactions,
    PotPolicy policy,
    TimeProvider clock,
    ILogger<FlagPot> log
)
{
    /// <returns>How many players are flagged now; null when the pot is over and its flags stay as they are.</returns>
    public async Task<int?> RunAsync(PotId id, CancellationToken stop)
    {
        var (flagged, changed) = await transactions.RunAsync(db => CheckAsync(db, id, stop), stop);
        if (changed)
            log.LogInformation("Event {Event}: pot {PotId}, {Flagged} players", "pot_flagged", id, flagged);
        return flagged;
    }

    private async Task<(int? Flagged, bool Changed)> CheckAsync(AlotDb db, PotId id, CancellationToken stop)
    {
        // Behind the lock no join is half done: what is counted is what the note below says was counted.
        var pot = await db.LockPotAsync(id, stop);
        if (pot.Status is PotStatus.Settled or PotStatus.Cancelled)
            return (null, false);
        var now = clock.GetUtcNow();
        var facts = await db.ReadPotFactsAsync(id, now, stop);
        var overrides = await OverridesAsync(db, facts.Players, stop);
        var flags = await db.PotFlags.Where(f => f.PotId == id).ToDictionaryAsync(f => f.PlayerId, stop);
        var flagged = new HashSet<PlayerId>();
        foreach (var player in facts.Players)
        {
            var score = Collusion.Of(player, overrides.GetValueOrDefault(player.Player, None));
            var flag = flags.GetValueOrDefault(player.Player);
            if (flag is null && score.Reasons.Count > 0)
            {
                flag = new PotFlag
                {
                    Id = Guid.CreateVersion7(now),
                    PotId = id,
                    PlayerId = player.Player,
                    CreatedAt = now,
                };
                db.Add(flag);
            }
            flag?.Take(score, now);
            if (flag is { ClearedAt: null } && flag.Score >= policy.FlagAt)
                flagged.Add(player.Player);
        }
        // Who has left is nobody's accomplice in this pot any more.
        foreach (var gone in flags.Values.Where(f => facts.Players.All(p => p.Player != f.PlayerId)))
            gone.Take(new FlagScore(0, []), now);
        await db.SaveChangesAsync(stop);

        var changed = await MarkAsync(db, id, flagged, stop);
        await RaiseAsync(db, pot, now, stop);
        await NoteAsync(db, pot, facts, flags, flagged, changed, now, stop);
        if (changed)
            db.Announce(Topic.Pot(id), Topic.Queues);
        return (flagged.Count, changed);
    }

    private static readonly HashSet<(string, string)> None = [];

    private static async Task<Dictionary<PlayerId, HashSet<(string, string)>>> OverridesAsync(
        AlotDb db,
        IReadOnlyList<PotPlayerFacts> players,
        CancellationToken stop
    )
    {
        var ids = players.Select(p => p.Player).ToList();
        return (await db.PotFlagOverrides.AsNoTracking().Where(o => ids.Contains(o.PlayerId)).ToListAsync(stop))
            .GroupBy(o => o.PlayerId)
            .ToDictionary(g => g.Key, g => g.Select(o => (o.Kind, o.Subject)).ToHashSet());
    }

    /// <returns>Whether any entry's mark changed.</returns>
    private static async Task<bool> MarkAsync(
        AlotDb db,
        PotId id,
        IReadOnlyCollection<PlayerId> flagged,
        CancellationToken stop
    ) =>
        await db.RunSqlAsync(
            """
            update pot_entries set flagged = user_id = any($2)
            where pot_id = $1 and cancelled_at is null and flagged <> (user_id = any($2))
            """,
            stop,
            id.Value,
            flagged.Select(p => p.Value).ToArray()
        ) > 0;

    // Once for each pot: what staff have cleared does not come up again with the next join.
    private async Task RaiseAsync(AlotDb db, Pot pot, DateTimeOffset now, CancellationToken stop)
    {
        await using var most = db.Sql(
            """
            select count(*) from pot_entries
            where pot_id = $1 and cancelled_at is null and ip_hash is not null
                and not exists (select from alerts where kind = $2 and subject = $1::text)
            group by ip_hash order by count(*) desc limit 1
            """,
            pot.Id.Value,
            PotAlerts.Address
        );
        if (await most.ExecuteScalarAsync(stop) is not long entries || entries < policy.EntriesPerAddress)
            return;
        await db.RaiseAsync(
            PotAlerts.Address,
            pot.Id.ToString(),
            $"Pot {pot.NumberText} has {entries} entries from one address. From {policy.EntriesPerAddress} on somebody should look.",
            now,
            stop
        );
        db.Note(pot.Id, "address_alert", now, metadata: new { Entries = entries });
    }

    // One note for each state that was looked at, which also says that nothing has to be looked at again (DuePots.ToFlagAsync), and
    // one more when somebody is flagged or no longer is.
    private static async Task NoteAsync(
        AlotDb db,
        Pot pot,
        PotFacts facts,
        Dictionary<PlayerId, PotFlag> before,
        HashSet<PlayerId> flagged,
        bool changed,
        DateTimeOffset now,
        CancellationToken stop
    )
    {
        var state = PotCheck.Of(facts.Entries, facts.Gone, pot.Status);
        var last = await db
            .PotAudits.Where(a => a.PotId == pot.Id && a.Action == PotCheck.Action)
            .OrderByDescending(a => a.CreatedAt)
            .ThenByDescending(a => a.Id)
            .Select(a => a.Metadata)
            .FirstOrDefaultAsync(stop);
        if (last is null || Json.Read<PotCheck>(last).State != state)
            db.Note(pot.Id, PotCheck.Action, now, metadata: new PotCheck(state, flagged.Count));
        if (changed)
            db.Note(
                pot.Id,
                "flagged",
                now,
                metadata: new { Players = flagged.Select(p => p.Value).Order().ToArray(), Before = before.Count }
            );
    }
}

/// <summary>What the pot's log keeps of a check: which state of its entries was looked at, and how many were flagged.</summary>
internal sealed record PotCheck(string State, int Flagged)
{
    public const string Action = "checked";

    /// <summary>The same in SQL: <see cref="StateSql"/>.</summary>
    public static string Of(long entries, long gone, PotStatus status) =>
        string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{entries}-{gone}-{(status == PotStatus.Open ? "open" : "locked")}"
        );

    /// <summary>Of a pot <c>p</c>. Entries only ever grow in number, and so do those that are gone: equal means nothing happened.</summary>
    public const string StateSql = """
        (select count(*) || '-' || count(e.cancelled_at) from pot_entries e where e.pot_id = p.id)
            || case when p.status = 'open' then '-open' else '-locked' end
        """;
}

internal static class PotFlagging
{
    /// <summary>
    /// Takes a new score. A flag that staff have cleared stays as they saw it, until there is a reason that they have not seen.
    /// </summary>
    public static void Take(this PotFlag flag, FlagScore score, DateTimeOffset now)
    {
        var seen = Json.Read<FlagReason[]>(flag.Reasons);
        if (flag.ClearedAt is not null)
        {
            if (score.Reasons.All(r => r.Points == 0 || seen.Any(s => s.Kind == r.Kind && s.Subject == r.Subject)))
                return;
            (flag.ClearedAt, flag.ClearedBy, flag.ClearReason) = (null, null, null);
        }
        if (flag.Score == score.Score && seen.SequenceEqual(score.Reasons) && flag.UpdatedAt != default)
            return;
        flag.Score = score.Score;
        flag.Reasons = Json.Write(score.Reasons);
        flag.UpdatedAt = now;
    }
}
