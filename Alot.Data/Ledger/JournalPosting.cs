using Alot.Data.Mapping;
using Alot.Data.Transactions;
using Alot.Domain.Ledger;
using Npgsql;
using NpgsqlTypes;

namespace Alot.Data.Ledger;

/// <summary>
/// Writes journal entries. Balances are not written here: a trigger on <c>journal_lines</c> adds each statement's lines to
/// them and refuses lines that don't sum to zero, so that no program can do one without the other.
/// </summary>
internal static class JournalPosting
{
    public static void AddTo(
        NpgsqlBatch batch,
        IReadOnlyList<JournalEntry> entries,
        IReadOnlySet<(AccountKind Kind, Guid Owner)> knownAccounts
    )
    {
        var lines = entries.SelectMany(e => e.Lines.Select(l => (Entry: e, Line: l))).ToList();
        batch.BatchCommands.Add(
            Rows.Of(entries)
                .With("id", NpgsqlDbType.Uuid, e => e.Id)
                .With("kind", NpgsqlDbType.Text, e => e.Kind)
                .With("currency", NpgsqlDbType.Text, e => EnumText.Text(e.Currency))
                .With("lot", NpgsqlDbType.Uuid, e => e.LotId?.Value)
                .With("purchase", NpgsqlDbType.Uuid, e => e.PurchaseId?.Value)
                .With("pot", NpgsqlDbType.Uuid, e => e.PotId?.Value)
                .With("at", NpgsqlDbType.TimestampTz, e => e.At)
                .Statement(
                    """
                    insert into journal (id, kind, currency, room_id, purchase_id, pot_id, created_at)
                    select u.id, u.kind, u.currency, u.lot, u.purchase, u.pot, u.at from @rows
                    """
                )
        );
        var newAccounts = lines
            .Select(l => (l.Line.Account, l.Line.Owner, l.Entry.Currency))
            .Where(a => !knownAccounts.Contains((a.Account, a.Owner)))
            .Distinct()
            .ToList();
        if (newAccounts.Count > 0)
            batch.BatchCommands.Add(
                Rows.Of(newAccounts)
                    .With("kind", NpgsqlDbType.Text, a => EnumText.Text(a.Account))
                    .With("owner", NpgsqlDbType.Uuid, a => a.Owner)
                    .With("currency", NpgsqlDbType.Text, a => EnumText.Text(a.Currency))
                    .Statement(
                        """
                        insert into accounts (kind, owner_id, currency)
                        select u.kind, u.owner, u.currency from @rows on conflict do nothing
                        """
                    )
            );
        batch.BatchCommands.Add(
            Rows.Of(lines)
                .With("entry", NpgsqlDbType.Uuid, l => l.Entry.Id)
                .With("account", NpgsqlDbType.Text, l => EnumText.Text(l.Line.Account))
                .With("owner", NpgsqlDbType.Uuid, l => l.Line.Owner)
                .With("currency", NpgsqlDbType.Text, l => EnumText.Text(l.Entry.Currency))
                .With("amount", NpgsqlDbType.Bigint, l => l.Line.Amount)
                .Statement(
                    """
                    insert into journal_lines (journal_id, account_kind, owner_id, currency, amount)
                    select u.entry, u.account, u.owner, u.currency, u.amount from @rows
                    """
                )
        );
    }
}
