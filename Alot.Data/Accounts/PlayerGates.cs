using Alot.Data.Mapping;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Accounts;
using Npgsql;

namespace Alot.Data.Accounts;

/// <summary>Reads what the gates before buying and playing need (lots.md, Entries), in the caller's transaction.</summary>
public static class PlayerGates
{
    /// <summary>Columns of a user <c>u</c> as <see cref="ReadBuyer"/> reads them.</summary>
    internal const string Columns = """
        u.id, u.username, u.public_name, u.status, u.verified_email, u.created_at,
        exists (select from admin_users a where a.user_id = u.id and a.active),
        (select h.id from hosts h where h.user_id = u.id),
        exists (select from account_freezes f where f.user_id = u.id and f.lifted_at is null), u.country, u.region
        """;

    /// <summary>The first column after those of a buyer.</summary>
    internal const int Next = 11;

    public static async Task<Buyer> LoadBuyerAsync(this AlotDb db, PlayerId id, CancellationToken stop = default)
    {
        await using var read = db.Sql($"select {Columns} from users u where u.id = $1", id.Value);
        await using var row = await read.ExecuteReaderAsync(stop);
        return await row.ReadAsync(stop) ? ReadBuyer(row) : throw Refusal.NotFound("player");
    }

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
            SpendingFrozen: row.GetBoolean(8),
            Country: row.IsDBNull(9) ? null : row.GetString(9),
            Region: row.IsDBNull(10) ? null : row.GetString(10)
        );
}
