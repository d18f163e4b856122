namespace Alot.Web.Payments.Sandbox;

/// <summary>Stripe's test cards, as far as the sandbox acts on them. Other numbers are refused before anything happens.</summary>
internal sealed record SandboxCard(string Number, string? Code, string? DeclineCode, string Message)
{
    public static readonly SandboxCard Good = new("4242424242424242", null, null, "");

    public static readonly SandboxCard Bad = new(
        "4000000000000002",
        "card_declined",
        "generic_decline",
        "Your card was declined."
    );

    private static readonly SandboxCard[] _all =
    [
        Good,
        Bad,
        new("4000000000009995", "card_declined", "insufficient_funds", "Your card has insufficient funds."),
        new("4000000000000069", "expired_card", null, "Your card has expired."),
        // Pays; a refund of it succeeds at first and fails a little later.
        new(RefundFailsLater, null, null, ""),
    ];

    public const string RefundFailsLater = "4000000000005126";

    public bool Declined => Code is not null;

    public string Last4 => Number[^4..];

    /// <summary>Null when it isn't one of the test cards: a real number must never get as far as a database.</summary>
    public static SandboxCard? Find(string? number)
    {
        var digits = string.Concat((number ?? "").Where(c => c is not ' ' and not '-'));
        return _all.FirstOrDefault(c => c.Number == digits);
    }
}
