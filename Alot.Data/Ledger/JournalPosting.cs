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
    public static void AddTo(NpgsqlBatch batch, IReadOnlyList<JournalEntry> entries)
    {
        var lines = entries.SelectMany(e => e.Lines.Select(l => (Entry: e, Line: l))).ToList();
        batch.BatchCommands.Add(
            new NpgsqlBatchCommand(
                """
                insert into journal (id, kind, currency, room_id, purchase_id, created_at)
                select * from unnest($1, $2, $3, $4, $5, $6)
                """
            )
            {
                Parameters =
                {
                    Rows.Of(entries, e => e.Id, NpgsqlDbType.Uuid),
                    Rows.Of(entries, e => e.Kind, NpgsqlDbType.Text),
                    Rows.Of(entries, e => EnumText.Text(e.Currency), NpgsqlDbType.Text),
                    Rows.Of(entries, e => e.LotId?.Value, NpgsqlDbType.Uuid),
                    Rows.Of(entries, e => e.PurchaseId?.Value, NpgsqlDbType.Uuid),
                    Rows.Of(entries, e => e.At, NpgsqlDbType.TimestampTz),
                },
            }
        );
        batch.BatchCommands.Add(
            new NpgsqlBatchCommand(
                """
                insert into accounts (kind, owner_id, currency)
                select distinct * from unnest($1, $2, $3) on conflict do nothing
                """
            )
            {
                Parameters =
                {
                    Rows.Of(lines, l => EnumText.Text(l.Line.Account), NpgsqlDbType.Text),
                    Rows.Of(lines, l => l.Line.Owner, NpgsqlDbType.Uuid),
                    Rows.Of(lines, l => EnumText.Text(l.Entry.Currency), NpgsqlDbType.Text),
                },
            }
        );
        batch.BatchCommands.Add(
            new NpgsqlBatchCommand(
                """
                insert into journal_lines (journal_id, account_kind, owner_id, currency, amount)
                select * from unnest($1, $2, $3, $4, $5)
                """
            )
            {
                Parameters =
                {
                    Rows.Of(lines, l => l.Entry.Id, NpgsqlDbType.Uuid),
                    Rows.Of(lines, l => EnumText.Text(l.Line.Account), NpgsqlDbType.Text),
                    Rows.Of(lines, l => l.Line.Owner, NpgsqlDbType.Uuid),
                    Rows.Of(lines, l => EnumText.Text(l.Entry.Currency), NpgsqlDbType.Text),
                    Rows.Of(lines, l => l.Line.Amount, NpgsqlDbType.Bigint),
                },
            }
        );
    }
}
