using Alot.Data.Live;
using Alot.Data.Transactions;
using Alot.Domain;

namespace Alot.Data.Lots;

internal static class MemberMail
{
    /// <summary>A mail to everyone who ever entered the lot, written set-based; sending is the outbox's.</summary>
    public static Task WriteToMembersAsync(
        this AlotDb db,
        string template,
        LotId lot,
        DateTimeOffset now,
        CancellationToken stop
    ) => db.WriteToAsync("select user_id from room_members where room_id = $1", template, lot, now, stop);

    /// <param name="players">A query for <c>user_id</c>: the lot is $1, <paramref name="parameters"/> begin with $5.</param>
    public static async Task WriteToAsync(
        this AlotDb db,
        string players,
        string template,
        LotId lot,
        DateTimeOffset now,
        CancellationToken stop,
        params object?[] parameters
    )
    {
        await db.RunSqlAsync(
            $"""
            insert into outbox (id, kind, payload, created_at, due_at, attempts, fence)
            select uuid_v7($3), $4,
                jsonb_build_object(
                    'template', $2, 'player_id', jsonb_build_object('value', user_id),
                    'purchase_id', null, 'lot_id', jsonb_build_object('value', $1::uuid)),
                $3, $3, 0, 0
            from ({players}) players
            """,
            stop,
            [lot.Value, template, now, OutboxKinds.BulkMail, .. parameters]
        );
        db.Announce(Topic.Outbox);
    }
}
