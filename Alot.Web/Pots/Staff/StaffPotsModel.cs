using Alot.Data.Lots;
using Alot.Data.Pots;
using Alot.Domain;
using Alot.Web.Lots.Staff;

namespace Alot.Web.Pots.Staff;

/// <summary>What the pages of pots show; one record, because that is what a page can hand to its circuit.</summary>
/// <param name="Items">What waits; none on the page of one pot.</param>
/// <param name="Pot">The one that is open.</param>
public sealed record StaffPotsModel(IReadOnlyList<StaffQueueItem> Items, StaffPot? Pot)
{
    public static readonly StaffPotsModel None = new([], null);

    /// <param name="item">The pot that is open; the first when none was chosen.</param>
    public static async Task<StaffPotsModel> ReadQueueAsync(StaffPotReads pots, string? item, CancellationToken stop)
    {
        var items = await pots.ItemsAsync(stop);
        // One that no longer waits stays open: what was just done to it is what its person wants to see.
        return Guid.TryParse(item ?? StaffQueuesModel.Choose(items, null)?.Key, out var id)
            ? new StaffPotsModel(items, await pots.FindAsync(new PotId(id), stop))
            : new StaffPotsModel(items, null);
    }

    public static async Task<StaffPotsModel> ReadOneAsync(StaffPotReads pots, PotId id, CancellationToken stop) =>
        new([], await pots.FindAsync(id, stop));
}

/// <summary>What staff are about to do to a pot, and about what.</summary>
public sealed record StaffPotQuestion(StaffPotAct Act, StaffPotEntry? Entry = null, StaffPotFlag? Flag = null);

public enum StaffPotAct
{
    Pause,
    Resume,
    CallOff,
    TakeOut,
    ClearFlag,
}

/// <summary>The answer: why, and whether a cleared flag is remembered.</summary>
public sealed record StaffPotAnswer(string Reason, bool Remember);
