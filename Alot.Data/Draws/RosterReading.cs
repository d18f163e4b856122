using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Draws;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Npgsql;

namespace Alot.Data.Draws;

internal static class RosterReading
{
    /// <summary>The roster a draw is held over: entries without a gap that add up to what the lot counted.</summary>
    /// <exception cref="DrawMismatchException">They don't: somebody changed entries or counters by hand.</exception>
    public static async Task<Roster> ReadDrawnRosterAsync(
        this AlotDb db,
        Lot lot,
        TagKey tagKey,
        CancellationToken stop
    )
    {
        Roster roster;
        try
        {
            roster = await db.ReadRosterAsync(lot.Id, tagKey, stop);
        }
        catch (ArgumentException gap)
        {
            throw new DrawMismatchException("roster", gap.Message);
        }
        await using var cash = db.Sql(
            "select coalesce(sum(amount_paid), 0) from room_entries where room_id = $1 and voided_at is null",
            lot.Id.Value
        );
        var paid = Money.FromDecimal((decimal)(await cash.ExecuteScalarAsync(stop))!);
        if (
            roster.TotalTickets != lot.TotalTickets
            || roster.LiveTickets != lot.LiveTickets
            || paid != lot.CurrentFunding
        )
            throw new DrawMismatchException("roster", "The entries don't add up to the lot's tickets and cash.");
        return roster;
    }

    /// <summary>The lot's entries in ticket order as roster leaves.</summary>
    private static async Task<Roster> ReadRosterAsync(this AlotDb db, LotId lot, TagKey tagKey, CancellationToken stop)
    {
        var tags = new Dictionary<Guid, UserTag>();
        var leaves = new List<RosterLeaf>();
        await using var read = db.Sql($"{Entries} where room_id = $1 order by tickets_start", lot.Value);
        // A million entries are read in a second; behind other work they may take longer, and the lot waits for them.
        read.CommandTimeout = 300;
        await using var rows = await read.ExecuteReaderAsync(stop);
        while (await rows.ReadAsync(stop))
        {
            var player = rows.GetGuid(3);
            if (!tags.TryGetValue(player, out var tag))
                tags[player] = tag = tagKey.TagOf(new PlayerId(player));
            leaves.Add(LeafOf(rows, tag));
        }
        return new Roster(leaves);
    }

    /// <summary>The next leaves of a roster that won't change any more, after this ticket.</summary>
    public static async Task<IReadOnlyList<RosterLeaf>> ReadLeavesAsync(
        this AlotDb db,
        LotId lot,
        TagKey tagKey,
        int afterTicket,
        int most,
        CancellationToken stop
    )
    {
        var leaves = new List<RosterLeaf>();
        await using var read = db.Sql(
            $"{Entries} where room_id = $1 and tickets_start > $2 order by tickets_start limit $3",
            lot.Value,
            afterTicket,
            most
        );
        await using var rows = await read.ExecuteReaderAsync(stop);
        while (await rows.ReadAsync(stop))
            leaves.Add(LeafOf(rows, tagKey.TagOf(new PlayerId(rows.GetGuid(3)))));
        return leaves;
    }

    private const string Entries =
        "select id, tickets_start, ticket_count, user_id, voided_at is not null from room_entries";

    private static RosterLeaf LeafOf(NpgsqlDataReader row, UserTag tag) =>
        new(new EntryId(row.GetGuid(0)), new TicketRange(row.GetInt32(1), row.GetInt32(2)), tag, row.GetBoolean(4));
}
