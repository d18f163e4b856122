using Alot.Data.Live;
using Alot.Data.Transactions;
using Alot.Domain;

namespace Alot.Data.Lots;

internal static class MemberMail
{
    /// <summary>A mail to everyone who ever entered the lot, written set-based; sending is the outbox's.</summary>
    public static async Task WriteToMembersAsync(
        this AlotDb db,
        string template,
        LotId lot,
        DateTimeOffset now,
        CancellationToken stop,
        PlayerId? except = null
    )
    {
        await db.RunSqlAsync(
            """
            insert into outbox (id, kind, payload, created_at, due_at, attempts, fence)
            select uuid_v7($3), $4,
                jsonb_build_object(
                    'template', $2, 'player_id', jsonb_build_object('value', user_id),
                    'purchase_id', null, 'lot_id', jsonb_build_object('value', room_id)),
                $3, $3, 0, 0
            from room_members where room_id = $1 and user_id is distinct from $5
            """,
            stop,
            lot.Value,
            template,
            now,
            OutboxKinds.Mail,
            new Npgsql.NpgsqlParameter
            {
                Value = (object?)except?.Value ?? DBNull.Value,
                NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid,
            }
        );
        db.Announce(Topic.Outbox);
    }
}
