using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Alot.Domain;

namespace Alot.Data.Transactions;

/// <summary>
/// What somebody asks for. Unique per (actor, command, key): the same key again gives the first answer, the same key with
/// another body is refused (money.md, "Journal").
/// </summary>
/// <param name="ActorId">Who asks.</param>
/// <param name="Key">Made by the caller: an API client's <c>Idempotency-Key</c>, or a form's own.</param>
public abstract record Command(PlayerId ActorId, string Key)
{
    public const int LongestKey = 200;

    [JsonIgnore]
    internal string Name => GetType().Name;

    /// <summary>SHA-256 over the request without its key.</summary>
    internal byte[] RequestHash()
    {
        var body = JsonSerializer.SerializeToNode(this, GetType())!.AsObject();
        body.Remove(nameof(Key));
        return SHA256.HashData(Encoding.UTF8.GetBytes(body.ToJsonString()));
    }

    /// <summary>1 to 200 printable ASCII characters, so that a key never breaks a statement that carries it.</summary>
    public static bool IsKey(string? key) =>
        key is { Length: > 0 and <= LongestKey } && key.All(c => c is >= ' ' and <= '~');

    internal void RequireKey()
    {
        if (!IsKey(Key))
            throw new Refusal(
                "idempotency_key_required",
                $"Send an Idempotency-Key of 1 to {LongestKey} printable ASCII characters. Nothing was changed.",
                RefusalKind.Malformed
            );
    }
}
