using Alot.Data.Mapping;
using Alot.Domain;
using Microsoft.EntityFrameworkCore;
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
    /// <summary>Those of the commands, all of one kind, that were carried out before.</summary>
    public static async Task<Dictionary<(PlayerId, string), KnownAnswer>> FindAnswersAsync<T>(
        this AlotDb db,
        IReadOnlyList<T> commands,
        CancellationToken stop
    )
        where T : Command
    {
        var found = new Dictionary<(PlayerId, string), KnownAnswer>();
        if (commands.Count == 0)
            return found;
        await using var find = db.Sql(
            """
            select c.actor_id, c.key, c.request_hash, c.result::text
            from unnest($2, $3) u (actor, key)
            join commands c on c.actor_id = u.actor and c.command = $1 and c.key = u.key
            """,
            commands[0].Name,
            Rows.Of(commands, c => c.ActorId.Value, NpgsqlDbType.Uuid),
            Rows.Of(commands, c => c.Key, NpgsqlDbType.Text)
        );
        await using var row = await find.ExecuteReaderAsync(stop);
        while (await row.ReadAsync(stop))
            found[(new PlayerId(row.GetGuid(0)), row.GetString(1))] = new KnownAnswer(
                row.GetFieldValue<byte[]>(2),
                row.GetString(3)
            );
        return found;
    }
}
