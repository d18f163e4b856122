using Alot.Data.Mapping;
using Alot.Data.Transactions;
using Npgsql;
using NpgsqlTypes;

namespace Alot.Data.Auditing;

internal static class AuditWriting
{
    // Any constant will do; the fairness log has its own.
    private const long ChainLock = 0x616c6f745f617564;

    /// <summary>
    /// The hash of a row <c>a</c> with columns named as in the table. Computed by the database, because jsonb keeps values and
    /// not their spelling: what is hashed is what can be read again.
    /// </summary>
    public const string HashSql = """
        encode(sha256(convert_to(concat_ws(E'\n', a.previous_hash, a.sequence, a.user_id, a.action, a.entity_type, a.entity_id, a.details::text,
            to_char(a.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')), 'UTF8')), 'hex')
        """;

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
            await using var write = db.Sql(
                $"""
                insert into audit_logs (sequence, user_id, admin_user_id, action, entity_type, entity_id, details, previous_hash, hash, created_at)
                select a.sequence, a.user_id, a.user_id, a.action, a.entity_type, a.entity_id, a.details, a.previous_hash,
                    {HashSql}, a.created_at
                from (select $1::bigint as sequence, $2::uuid as user_id, $3::text as action, $4::text as entity_type,
                    $5::uuid as entity_id, $6::jsonb as details, $7::text as previous_hash, $8::timestamptz as created_at) a
                returning hash
                """,
                sequence,
                audit.By.Value,
                audit.Action,
                audit.EntityType,
                audit.EntityId,
                new NpgsqlParameter { Value = Json.Write(audit.Details ?? new { }), NpgsqlDbType = NpgsqlDbType.Jsonb },
                previous,
                now
            );
            previous = (string)(await write.ExecuteScalarAsync(stop))!;
        }
    }
}
