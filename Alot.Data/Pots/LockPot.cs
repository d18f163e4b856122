using Alot.Data.Auditing;
using Alot.Data.Draws;
using Alot.Data.Live;
using Alot.Data.Mapping;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Compliance;
using Alot.Domain.Draws;
using Alot.Domain.Lots;
using Alot.Domain.Pots;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Alot.Data.Pots;

/// <summary>
/// The orchestrator's step when the last ticket is gone or the timer has ended: numbers the tickets, fixes and signs the list and, in
/// roster mode, the commitment; opens the template's next pot. A pot with fewer than two players is called off instead.
/// </summary>
public sealed class LockPot(
    OrchestratorTransactions transactions,
    PotPolicy policy,
    SigningKeys keys,
    Sealer sealer,
    DrawPolicy draws,
    TimeProvider clock,
    ILogger<LockPot> log
)
{
    /// <returns>False when there was nothing to do, or not yet.</returns>
    public async Task<bool> RunAsync(PotId id, CancellationToken stop)
    {
        bool locked;
        try
        {
            locked = await transactions.RunAsync(db => LockAsync(db, id, stop), stop);
        }
        catch (DrawMismatchException mismatch)
        {
            // Nothing of the try is kept but that staff must look.
            await transactions.RunAsync(
                db => db.RaiseMismatchAsync(id, $"It can't be locked: {mismatch.Message}", clock.GetUtcNow(), stop),
                stop
            );
            return false;
        }
        if (locked)
            log.LogInformation("Event {Event}: pot {PotId}", "pot_locked", id);
        return locked;
    }

    private async Task<bool> LockAsync(AlotDb db, PotId id, CancellationToken stop)
    {
        var pot = await db.TryLockPotAsync(id, stop);
        var now = clock.GetUtcNow();
        if (pot is null || !pot.LockIsDue(now) || pot.CancelCause(now) is not null)
            return false;
        await LockAsync(db, pot, now, stop);
        if (policy.Templates.FirstOrDefault(t => t.Name == pot.Template) is { } template)
        {
            // The database allows one open pot of a template: this one is no longer open.
            await db.SaveChangesAsync(stop);
            await db.OpenNextAsync(template, draws, keys, sealer, now, stop);
        }
        return true;
    }

    private async Task LockAsync(AlotDb db, Pot pot, DateTimeOffset now, CancellationToken stop)
    {
        // In the order of joining; ids of one moment decide between entries of the same microsecond.
        await db.RunSqlAsync(
            """
            update pot_entries e set tickets_start = n.last - e.ticket_count + 1, tickets_end = n.last
            from (
                select id, sum(ticket_count) over (order by created_at, id) as last
                from pot_entries where pot_id = $1 and cancelled_at is null
            ) n
            where e.id = n.id
            """,
            stop,
            pot.Id.Value
        );
        var roster = await db.ReadPotRosterAsync(pot, sealer, stop);
        // As with lots: the round is counted from when the list is read and about to be published.
        now = clock.GetUtcNow();
        var signed = await keys.SignAsync(db, SigningUse.Orchestrator, pot.LockStatement(roster, now), now, stop);
        pot.Lock(roster, Json.Write(signed), now);
        db.Note(
            pot.Id,
            "locked",
            now,
            metadata: new
            {
                pot.RosterRoot,
                pot.BeaconRound,
                roster.TotalTickets,
            }
        );
        await db.AppendAsync(signed, pot.Id, now, stop);
        db.Announce(Topic.Pot(pot.Id), Topic.Pots, Topic.DuePots);
    }
}

internal static class PotRosterReading
{
    /// <summary>The live entries of a pot as roster leaves; their numbers are given.</summary>
    /// <exception cref="DrawMismatchException">They have a gap, or the tag key is not the one that was committed to.</exception>
    public static async Task<Roster> ReadPotRosterAsync(this AlotDb db, Pot pot, Sealer sealer, CancellationToken stop)
    {
        var tagKey = pot.OpenTagKey(sealer);
        var entries = await db
            .PotEntries.AsNoTracking()
            .Where(e => e.PotId == pot.Id && e.CancelledAt == null)
            .OrderBy(e => e.TicketsStart)
            .ToListAsync(stop);
        try
        {
            return new Roster(
                entries.Select(e => new RosterLeaf(
                    e.Id,
                    new TicketRange(e.TicketsStart ?? 0, e.TicketCount),
                    tagKey.TagOf(e.PlayerId),
                    IsVoid: false
                ))
            );
        }
        catch (ArgumentException gap)
        {
            throw new DrawMismatchException("roster", gap.Message);
        }
    }
}

internal static class PotAlerts
{
    /// <summary>What is stored of a pot, or what was handed in as its reveal, is not what was published.</summary>
    public const string Mismatch = "pot_mismatch";

    /// <summary>Locked for longer than <see cref="PotPolicy.SettleWithin"/>.</summary>
    public const string Late = "pot_late";

    /// <summary>Too many entries of one pot from one address.</summary>
    public const string Address = "pot_address";

    /// <summary>A web hook was given up; the subject is its message (<see cref="RetryHook"/>).</summary>
    public const string DeadHook = "hook_dead";

    public static async Task<bool> RaiseMismatchAsync(
        this AlotDb db,
        PotId id,
        string what,
        DateTimeOffset now,
        CancellationToken stop
    )
    {
        var number = await db.Pots.Where(p => p.Id == id).Select(p => p.Number).SingleAsync(stop);
        await db.RaiseAsync(Mismatch, id.ToString(), $"Pot {number}: {what}", now, stop);
        return true;
    }
}
