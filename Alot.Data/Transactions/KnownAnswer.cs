using Alot.Data.Mapping;
using Alot.Domain;

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
        await using var read = db.Sql(
            "select request_hash, result::text from commands where actor_id = $1 and command = $2 and key = $3",
            command.ActorId.Value,
            command.Name,
            command.Key
        );
        await using var row = await read.ExecuteReaderAsync(stop);
        return await row.ReadAsync(stop) ? new KnownAnswer(row.GetFieldValue<byte[]>(0), row.GetString(1)) : null;
    }
}
