using System.Security.Cryptography;
using System.Text;
using Alot.Data.Mapping;
using Alot.Data.Transactions;
using Npgsql;
using NpgsqlTypes;

namespace Alot.Data.Auditing;

internal static class AuditWriting
{
    // Any constant will do; the fairness log has its own.
    private const long ChainLock = 0x616c6f745f617564;

    /// <summary>Appends to the hash chain. The lock is the last a transaction takes, and few transactions take it.</summary>
    public static async Task WriteAuditsAsync(this AlotDb db, DateTimeOffset now, CancellationToken stop)
    {
        await using (var chain = db.Sql("select pg_advisory_xact_lock($1)", ChainLock))
            await chain.ExecuteNonQueryAsync(stop);
        var (sequence, previous) = (0L, new string('0', 64));
        await using (var last = db.Sql("select sequence, hash from audit_logs order by sequence desc limit 1"))
        await using (var row = await last.ExecuteReaderAsync(stop))
            if (await row.ReadAsync(stop))
                (sequence, previous) = (row.GetInt64(0), row.GetString(1));

        foreach (var audit in db.Audits)
        {
            sequence++;
            var details = Json.Write(audit.Details ?? new { });
            var text = string.Join(
                '\n',
                previous,
                sequence,
                audit.By,
                audit.Action,
                audit.EntityType,
                audit.EntityId,
                details,
                now.ToString("O")
            );
            var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
            await using var write = db.Sql(
                """
                insert into audit_logs (sequence, user_id, admin_user_id, action, entity_type, entity_id, details, previous_hash, hash, created_at)
                values ($1, $2, $2, $3, $4, $5, $6, $7, $8, $9)
                """,
                sequence,
                audit.By.Value,
                audit.Action,
                audit.EntityType,
                audit.EntityId,
                new NpgsqlParameter { Value = details, NpgsqlDbType = NpgsqlDbType.Jsonb },
                previous,
                hash,
                now
            );
            await write.ExecuteNonQueryAsync(stop);
            previous = hash;
        }
    }
}
