using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Draws;
using Alot.Domain.Lots;

namespace Alot.Data.Draws;

internal static class RosterReading
{
    /// <summary>The lot's entries in ticket order as roster leaves.</summary>
    public static async Task<Roster> ReadRosterAsync(this AlotDb db, LotId lot, TagKey tagKey, CancellationToken stop)
    {
        var tags = new Dictionary<Guid, UserTag>();
        var leaves = new List<RosterLeaf>();
        await using var read = db.Sql(
            "select id, tickets_start, ticket_count, user_id, voided_at is not null from room_entries where room_id = $1 order by tickets_start",
            lot.Value
        );
        await using var rows = await read.ExecuteReaderAsync(stop);
        while (await rows.ReadAsync(stop))
        {
            var player = rows.GetGuid(3);
            if (!tags.TryGetValue(player, out var tag))
                tags[player] = tag = tagKey.TagOf(new PlayerId(player));
            leaves.Add(
                new RosterLeaf(
                    new EntryId(rows.GetGuid(0)),
                    new TicketRange(rows.GetInt32(1), rows.GetInt32(2)),
                    tag,
                    rows.GetBoolean(4)
                )
            );
        }
        return new Roster(leaves);
    }
}
