using Alot.Data.Transactions;
using Alot.Domain;

namespace Alot.Web.Api;

/// <summary>The caller's own id of a command that moves money, so that it can be sent again without harm (money.md).</summary>
public static class IdempotencyKey
{
    public const string Header = "Idempotency-Key";

    /// <exception cref="Refusal"><c>idempotency_key_required</c>: absent, repeated, empty, too long or not printable ASCII.</exception>
    public static string Require(HttpContext http)
    {
        var sent = http.Request.Headers[Header];
        var key = sent.Count == 1 ? sent[0]!.Trim() : "";
        return Command.IsKey(key)
            ? key
            : throw new Refusal(
                "idempotency_key_required",
                $"Send one {Header} header: 1 to {Command.LongestKey} printable ASCII characters of your own making, the same when you repeat the command. Nothing was changed.",
                RefusalKind.Malformed
            );
    }

    /// <summary>For commands whose repetition does no harm: the caller's key when there is one, else one of our own.</summary>
    public static string Given(HttpContext http, TimeProvider clock) =>
        http.Request.Headers[Header].Count == 0 ? Guid.CreateVersion7(clock.GetUtcNow()).ToString("N") : Require(http);
}
