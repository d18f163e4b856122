using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Lots;

namespace Alot.Data.Lots;

internal static class Joining
{
    /// <summary>Counts a player once per lot and gives them their card. The lot's row is locked.</summary>
    public static async Task JoinAsync(
        this AlotDb db,
        Lot lot,
        PlayerId player,
        DateTimeOffset now,
        CancellationToken stop
    )
    {
        await using var join = db.Sql(
            """
            with joined as (
                insert into room_members (room_id, user_id, joined_at) values ($1, $2, $3)
                on conflict do nothing returning room_id
            ), carded as (
                insert into reveals (id, user_id, room_id, status, created_at, issue_reported, issue_resolved)
                select $4, $2, $1, 'active', $3, false, false from joined
            )
            select count(*) from joined
            """,
            lot.Id.Value,
            player.Value,
            now,
            CardId.New(now).Value
        );
        if ((long)(await join.ExecuteScalarAsync(stop))! == 1)
            lot.Joined();
    }

    /// <summary>Keeps a move and tells viewers.</summary>
    public static void Record(this AlotDb db, LotMove move)
    {
        db.LotMoves.Add(LotMoveRow.Of(move));
        db.Announce(Live.Topic.Lot(move.LotId), Live.Topic.Lots, Live.Topic.DueLots);
    }
}
