using Alot.Data.Mapping;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Accounts;
using Npgsql;
using NpgsqlTypes;

namespace Alot.Data.Accounts;

/// <summary>Reads what the gates before buying and playing need (lots.md, Entries), in the caller's transaction.</summary>
public static class PlayerGates
{
    public static async Task<Buyer> LoadBuyerAsync(this AlotDb db, PlayerId id, CancellationToken stop = default)
    {
        await using var batch = db.Batch(BuyersOf([id]));
        await using var row = await batch.ExecuteReaderAsync(stop);
        return await row.ReadAsync(stop) ? ReadBuyer(row) : throw Refusal.NotFound("player");
    }

    /// <summary>Those of the players that there are; <see cref="ReadBuyer"/> reads a row.</summary>
    internal static NpgsqlBatchCommand BuyersOf(IEnumerable<PlayerId> players) =>
        UnitWriting.Statement(
            """
            select u.id, u.username, u.public_name, u.status, u.verified_email, u.created_at,
                exists (select from admin_users a where a.user_id = u.id and a.active),
                (select h.id from hosts h where h.user_id = u.id),
                exists (select from account_freezes f where f.user_id = u.id and f.lifted_at is null)
            from users u where u.id = any($1)
            """,
            Rows.Of(players, p => p.Value, NpgsqlDbType.Uuid)
        );

    internal static Buyer ReadBuyer(NpgsqlDataReader row) =>
        new(
            new PlayerId(row.GetGuid(0)),
            row.GetString(1),
            row.GetBoolean(2),
            EnumText.Parse<UserStatus>(row.GetString(3)),
            EmailVerified: row.GetBoolean(4),
            Staff: row.GetBoolean(6),
            Host: row.IsDBNull(7) ? null : new HostId(row.GetGuid(7)),
            CreatedAt: row.GetFieldValue<DateTimeOffset>(5),
            SpendingFrozen: row.GetBoolean(8)
        );
}
