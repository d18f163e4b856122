using Alot.Data.Mapping;
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
                    Array(entries.Select(e => e.Id), NpgsqlDbType.Uuid),
                    Array(entries.Select(e => e.Kind), NpgsqlDbType.Text),
                    Array(entries.Select(e => EnumText.Text(e.Currency)), NpgsqlDbType.Text),
                    Array(entries.Select(e => e.LotId?.Value), NpgsqlDbType.Uuid),
                    Array(entries.Select(e => e.PurchaseId?.Value), NpgsqlDbType.Uuid),
                    Array(entries.Select(e => e.At), NpgsqlDbType.TimestampTz),
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
                    Array(lines.Select(l => EnumText.Text(l.Line.Account)), NpgsqlDbType.Text),
                    Array(lines.Select(l => l.Line.Owner), NpgsqlDbType.Uuid),
                    Array(lines.Select(l => EnumText.Text(l.Entry.Currency)), NpgsqlDbType.Text),
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
                    Array(lines.Select(l => l.Entry.Id), NpgsqlDbType.Uuid),
                    Array(lines.Select(l => EnumText.Text(l.Line.Account)), NpgsqlDbType.Text),
                    Array(lines.Select(l => l.Line.Owner), NpgsqlDbType.Uuid),
                    Array(lines.Select(l => EnumText.Text(l.Entry.Currency)), NpgsqlDbType.Text),
                    Array(lines.Select(l => l.Line.Amount), NpgsqlDbType.Bigint),
                },
            }
        );
    }

    private static NpgsqlParameter Array<T>(IEnumerable<T> values, NpgsqlDbType type) =>
        new() { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type };
}
