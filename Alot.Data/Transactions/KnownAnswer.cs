using Alot.Data.Mapping;
using Alot.Domain;
using Npgsql;
using NpgsqlTypes;

namespace Alot.Data.Transactions;

/// <summary>A command that was carried out before, under the same key.</summary>
internal sealed record KnownAnswer(byte[] RequestHash, string Result)
{
    /// <summary>The first answer.</summary>
    /// <exception cref="Refusal"><c>idempotency_mismatch</c>: the key was used for another request.</exception>
    public T To<T>(Command command)
    {
        if (!RequestHash.AsSpan().SequenceEqual(command.RequestHash()))
            throw new Refusal(
                "idempotency_mismatch",
                "This key was used for another request. Nothing was changed; send the new request with a new key."
            );
        return Json.Read<T>(Result);
    }
}

internal static class KnownAnswers
{
    /// <summary>The command's, when it was carried out before.</summary>
    public static async Task<KnownAnswer?> FindAnswerAsync(this AlotDb db, Command command, CancellationToken stop)
    {
        await using var batch = db.Batch(AnswersOf([command]));
        await using var row = await batch.ExecuteReaderAsync(stop);
        return await row.ReadAsync(stop) ? ReadAnswer(row).Answer : null;
    }

    /// <summary>Those of the commands, all of one kind, that were carried out before.</summary>
    public static NpgsqlBatchCommand AnswersOf(IReadOnlyList<Command> commands) =>
        UnitWriting.Statement(
            """
            select c.actor_id, c.key, c.request_hash, c.result::text
            from unnest($2, $3) u (actor, key)
            join commands c on c.actor_id = u.actor and c.command = $1 and c.key = u.key
            """,
            commands[0].Name,
            Rows.Of(commands, c => c.ActorId.Value, NpgsqlDbType.Uuid),
            Rows.Of(commands, c => c.Key, NpgsqlDbType.Text)
        );

    public static ((PlayerId Actor, string Key) Of, KnownAnswer Answer) ReadAnswer(NpgsqlDataReader row) =>
        (
            (new PlayerId(row.GetGuid(0)), row.GetString(1)),
            new KnownAnswer(row.GetFieldValue<byte[]>(2), row.GetString(3))
        );
}
