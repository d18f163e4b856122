using Alot.Data.Ledger;
using Alot.Data.Mapping;
using Alot.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using NpgsqlTypes;

namespace Alot.Data.Transactions;

/// <summary>The SQL of a unit's beginning and end.</summary>
internal static class UnitWriting
{
    /// <summary>
    /// Takes the command's key, waiting for whoever has it at this moment. Null when the key is new and the work must be done.
    /// </summary>
    public static async Task<Answer<T>?> FindAnswerAsync<T>(
        this AlotDb db,
        Command command,
        DateTimeOffset now,
        CancellationToken stop
    )
    {
        await using var take = db.Sql(
            """
            insert into commands (actor_id, command, key, request_hash, created_at)
            values ($1, $2, $3, $4, $5) on conflict do nothing
            """,
            command.ActorId.Value,
            command.Name,
            command.Key,
            command.RequestHash(),
            now
        );
        if (await take.ExecuteNonQueryAsync(stop) == 1)
            return null;

        // The row is committed: the insert above waited for the transaction that wrote it.
        var known = await db.FindAnswerAsync(command, stop);
        return new Answer<T>(known!.To<T>(command));
    }

    /// <summary>
    /// Journal, outbox, the command's answer and COMMIT, in one round trip. From here the caller's cancellation is not heard:
    /// a COMMIT is waited for.
    /// </summary>
    public static async Task CommitUnitAsync<T>(this AlotDb db, Command? command, T result, DateTimeOffset now)
    {
        await using var batch = db.Batch([.. db.Writings]);
        if (db.Postings.Count > 0)
            JournalPosting.AddTo(batch, db.Postings, db.KnownAccounts);
        if (db.Letters.Count > 0)
            batch.BatchCommands.Add(
                Rows.Of(db.Letters)
                    .With("id", NpgsqlDbType.Uuid, _ => Guid.CreateVersion7(now))
                    .With("kind", NpgsqlDbType.Text, l => l.Kind)
                    .With("payload", NpgsqlDbType.Jsonb, l => l.Payload)
                    .With("due", NpgsqlDbType.TimestampTz, l => l.Due ?? now)
                    .Statement(
                        """
                        insert into outbox (id, kind, payload, created_at, due_at, attempts, fence)
                        select u.id, u.kind, u.payload, $1, u.due, 0, 0 from @rows
                        """,
                        now
                    )
            );
        if (command is not null)
            batch.BatchCommands.Add(
                Statement(
                    "update commands set result = $4 where actor_id = $1 and command = $2 and key = $3",
                    command.ActorId.Value,
                    command.Name,
                    command.Key,
                    new NpgsqlParameter { Value = Json.Write(result), NpgsqlDbType = NpgsqlDbType.Jsonb }
                )
            );
        batch.BatchCommands.Add(new NpgsqlBatchCommand("COMMIT"));
        await batch.ExecuteNonQueryAsync(CancellationToken.None);
    }

    /// <summary>A statement in the unit's transaction; parameters are $1, $2 …</summary>
    public static NpgsqlCommand Sql(this AlotDb db, string sql, params ReadOnlySpan<object?> parameters)
    {
        var command = new NpgsqlCommand(sql, db.Connection(), db.Transaction());
        foreach (var parameter in parameters)
            command.Parameters.Add(Parameter(parameter));
        return command;
    }

    /// <summary>Statements in the unit's transaction that share a round trip.</summary>
    public static NpgsqlBatch Batch(this AlotDb db, params ReadOnlySpan<NpgsqlBatchCommand> statements)
    {
        var batch = new NpgsqlBatch(db.Connection(), db.Transaction());
        foreach (var statement in statements)
            batch.BatchCommands.Add(statement);
        return batch;
    }

    /// <summary>Runs a statement in the unit's transaction.</summary>
    public static async Task<int> RunSqlAsync(
        this AlotDb db,
        string sql,
        CancellationToken stop,
        params object?[] parameters
    )
    {
        await using var command = db.Sql(sql, parameters);
        return await command.ExecuteNonQueryAsync(stop);
    }

    internal static NpgsqlBatchCommand Statement(string sql, params ReadOnlySpan<object?> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.Add(Parameter(parameter));
        return command;
    }

    internal static NpgsqlParameter Parameter(object? value) =>
        value as NpgsqlParameter ?? new NpgsqlParameter { Value = value ?? DBNull.Value };

    private static NpgsqlConnection Connection(this AlotDb db)
    {
        if (db.OwnConnection is { } own)
            return own;
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        if (connection.State == System.Data.ConnectionState.Closed)
            connection.Open();
        return connection;
    }

    private static NpgsqlTransaction? Transaction(this AlotDb db) =>
        db.OwnTransaction ?? (NpgsqlTransaction?)db.Database.CurrentTransaction?.GetDbTransaction();
}
