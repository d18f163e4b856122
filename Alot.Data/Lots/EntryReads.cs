using Alot.Data.Mapping;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Lots;

/// <summary>One entry as its owner sees it.</summary>
public sealed record EntryView(
    EntryId Id,
    LotId LotId,
    int LotNumber,
    LotStatus LotStatus,
    string ItemName,
    int TicketsStart,
    int TicketsEnd,
    int TicketCount,
    EntryKind PurchaseType,
    Money? AmountPaid,
    Credits CreditsSpent,
    PurchaseId? PurchaseId,
    bool IsWinner,
    Credits CreditsAwarded,
    DateTimeOffset? VoidedAt,
    DateTimeOffset CreatedAt
);

/// <summary>A player's entries over all lots.</summary>
public sealed class EntryReads(IDbContextFactory<AlotDb> contexts)
{
    /// <summary>Newest first. The cursor is the last entry's id.</summary>
    public async Task<PageOf<EntryView>> OfPlayerAsync(
        PlayerId player,
        string? cursor,
        int limit,
        CancellationToken stop
    )
    {
        Guid? after = null;
        if (!string.IsNullOrEmpty(cursor))
            after = Guid.TryParseExact(cursor, "D", out var id)
                ? id
                : throw Refusal.Invalid("cursor", "That cursor is not one of ours. Start from the first page.");
        await using var db = await contexts.CreateDbContextAsync(stop);
        await using var read = db.Sql(
            """
            select e.id, e.room_id, r.number, r.status, p.name, e.tickets_start, e.tickets_end, e.ticket_count, e.purchase_type,
                e.amount_paid, e.credits_spent, e.purchase_id, e.is_winner, e.credits_awarded, e.voided_at, e.created_at
            from room_entries e join rooms r on r.id = e.room_id join product_classes p on p.id = r.product_class_id
            where e.user_id = $1 and ($2::uuid is null or e.id < $2::uuid)
            order by e.id desc limit $3
            """,
            player.Value,
            after,
            limit + 1
        );
        await using var rows = await read.ExecuteReaderAsync(stop);
        var entries = new List<EntryView>();
        while (await rows.ReadAsync(stop))
            entries.Add(
                new EntryView(
                    new EntryId(rows.GetGuid(0)),
                    new LotId(rows.GetGuid(1)),
                    rows.GetInt32(2),
                    EnumText.Parse<LotStatus>(rows.GetString(3)),
                    rows.GetString(4),
                    rows.GetInt32(5),
                    rows.GetInt32(6),
                    rows.GetInt32(7),
                    EnumText.Parse<EntryKind>(rows.GetString(8)),
                    rows.IsDBNull(9) ? null : Money.FromDecimal(rows.GetDecimal(9)),
                    new Credits(rows.GetInt64(10)),
                    rows.IsDBNull(11) ? null : new PurchaseId(rows.GetGuid(11)),
                    rows.GetBoolean(12),
                    new Credits(rows.GetInt64(13)),
                    rows.IsDBNull(14) ? null : rows.GetFieldValue<DateTimeOffset>(14),
                    rows.GetFieldValue<DateTimeOffset>(15)
                )
            );
        return entries.Count > limit
            ? new PageOf<EntryView>(entries[..limit], entries[limit - 1].Id.ToString())
            : new PageOf<EntryView>(entries, null);
    }
}
