using Alot.Data.Pots;
using Alot.Domain;
using Alot.Domain.Ledger;
using Alot.Domain.Pots;
using Microsoft.EntityFrameworkCore;

namespace Alot.Tests.World;

/// <summary>Pots in a world of use cases.</summary>
public static class PotWorld
{
    /// <summary>An open pot, made by staff.</summary>
    public static async Task<PotId> OpenPotAsync(
        this UseCases world,
        int tickets = 10,
        int cap = 3,
        long cost = 100,
        int seconds = 300
    ) =>
        (
            await world
                .Get<OpenPot>()
                .RunAsync(
                    new(
                        await world.Cast.AdminAsync(),
                        world.Key(),
                        new PotPlan("Quick ten", new Credits(cost), tickets, cap, TimeSpan.FromSeconds(seconds))
                    ),
                    default
                )
        ).PotId;

    public static Task<JoinedPot> JoinAsync(
        this UseCases world,
        PlayerId player,
        PotId pot,
        int tickets,
        PlayedFrom? from = null,
        string? key = null
    ) =>
        world
            .Get<JoinPot>()
            .RunAsync(new(player, key ?? world.Key(), pot, tickets, from ?? PlayedFrom.Unknown), default);

    public static Task<LeftPot> LeaveAsync(this UseCases world, PlayerId player, PotId pot, EntryId entry) =>
        world.Get<LeavePot>().RunAsync(new(player, world.Key(), pot, entry), default);

    public static Task<Pot> PotAsync(this UseCases world, PotId id) =>
        world.ReadAsync(db => db.Pots.AsNoTracking().SingleAsync(p => p.Id == id));

    public static Task<List<PotEntry>> PotEntriesAsync(this UseCases world, PotId id) =>
        world.ReadAsync(db =>
            db.PotEntries.AsNoTracking()
                .Where(e => e.PotId == id)
                .OrderBy(e => e.CreatedAt)
                .ThenBy(e => e.Id)
                .ToListAsync()
        );

    /// <summary>A full pot of this many players with one ticket each.</summary>
    public static async Task<(PotId Pot, IReadOnlyList<PlayerId> Players)> FullPotAsync(
        this UseCases world,
        int players = 2,
        long cost = 100
    )
    {
        var pot = await world.OpenPotAsync(players, 1, cost);
        var joined = await world.Cast.PlayersAsync(players, cost);
        foreach (var player in joined)
            await world.JoinAsync(player, pot, 1);
        return (pot, joined);
    }

    /// <summary>Does what is due at this moment, as the workers would, until nothing is.</summary>
    public static async Task RunPotsAsync(this UseCases world)
    {
        var due = world.Get<DuePots>();
        bool stepped;
        do
        {
            stepped = false;
            foreach (var id in await due.ToCancelAsync(default))
                stepped |= await world.Get<CancelPot>().RunAsync(id, default);
            foreach (var id in await due.ToLockAsync(default))
                stepped |= await world.Get<LockPot>().RunAsync(id, default);
            foreach (var id in await due.ToFlagAsync(default))
                await world.Get<FlagPot>().RunAsync(id, default);
            foreach (var id in await due.ToRevealAsync(default))
                stepped |= await world.Get<RevealPot>().RunAsync(id, null, default);
            foreach (var id in await due.ToPayAsync(default))
                stepped |= await world.Get<PayPot>().RunAsync(id, default);
        } while (stepped);
    }
}
