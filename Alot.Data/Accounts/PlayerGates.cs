using Alot.Data.Mapping;
using Alot.Domain;
using Alot.Domain.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Accounts;

/// <summary>Reads what the gates before buying and playing need (lots.md, Entries), in the caller's transaction.</summary>
public static class PlayerGates
{
    public static async Task<Buyer> LoadBuyerAsync(this AlotDb db, PlayerId id, CancellationToken stop = default) =>
        (await db.LoadBuyersAsync([id], stop)).GetValueOrDefault(id) ?? throw Refusal.NotFound("player");

    /// <summary>Those of the players that there are.</summary>
    public static async Task<Dictionary<PlayerId, Buyer>> LoadBuyersAsync(
        this AlotDb db,
        IReadOnlyCollection<PlayerId> players,
        CancellationToken stop = default
    )
    {
        if (players.Count == 0)
            return [];
        var ids = players.Select(p => p.Value).ToArray();
        return await db
            .Database.SqlQuery<BuyerRow>(
                $"""
                select u.id, u.username as name, u.public_name, u.status, u.verified_email, u.created_at,
                       exists (select from admin_users a where a.user_id = u.id and a.active) as staff,
                       (select h.id from hosts h where h.user_id = u.id) as host,
                       exists (select from account_freezes f where f.user_id = u.id and f.lifted_at is null) as frozen
                from users u
                where u.id = any({ids})
                """
            )
            .AsAsyncEnumerable()
            .Select(row => new Buyer(
                new PlayerId(row.id),
                row.name,
                row.public_name,
                EnumText.Parse<UserStatus>(row.status),
                row.verified_email,
                row.staff,
                row.host is { } host ? new HostId(host) : null,
                row.created_at,
                row.frozen
            ))
            .ToDictionaryAsync(buyer => buyer.Id, cancellationToken: stop);
    }

    // Named as the columns are, so that the statement reads as SQL.
    private sealed record BuyerRow(
        Guid id,
        string name,
        bool public_name,
        string status,
        bool verified_email,
        DateTimeOffset created_at,
        bool staff,
        Guid? host,
        bool frozen
    );
}
