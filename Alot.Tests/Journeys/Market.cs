using System.Collections.Concurrent;
using Alot.Domain;
using Alot.Tests.World;

namespace Alot.Tests.Journeys;

/// <summary>Lots that are opened as others are sold out; drawn two seconds after funding.</summary>
internal sealed class Market(UseCases world)
{
    private readonly ConcurrentDictionary<LotId, byte> lots = [];

    public LotId? Pick(Random random)
    {
        var open = lots.Keys.ToList();
        return open.Count == 0 ? null : open[random.Next(open.Count)];
    }

    public void Remove(LotId lot) => lots.TryRemove(lot, out _);

    public async Task KeepOpenAsync(int count, TimeSpan? life = null)
    {
        var behind = TimeProvider.System.GetUtcNow() - world.Now;
        if (behind > TimeSpan.Zero)
            world.Clock.Advance(behind);
        for (
            var open = await world.Database.AskAsync<long>("select count(*) from rooms where status = 'open'");
            open < count;
            open++
        )
            lots[await world.OpenLotAsync(60, life ?? TimeSpan.FromDays(1), drawDelay: 1)] = 0;
    }
}
