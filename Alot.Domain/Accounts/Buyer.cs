namespace Alot.Domain.Accounts;

/// <summary>What the gates before money coming in and play need to know of a player, read in the transaction that sells.</summary>
/// <param name="Name">Their user name; show <see cref="ShownName"/> to others.</param>
/// <param name="Host">Set when they are a host, who may not enter their own lots.</param>
/// <param name="CreatedAt">When the account was made; free entries ask for 24 h.</param>
/// <param name="Country">ISO 3166 alpha-2, where the account is registered.</param>
/// <param name="Region">A state or province of it, where one was given.</param>
/// <param name="SpendingFrozen">A dispute or the auditor keeps the account from spending (<see cref="AccountFreeze"/>).</param>
public sealed record Buyer(
    PlayerId Id,
    string Name,
    bool PublicName,
    UserStatus Status,
    bool EmailVerified,
    bool Staff,
    HostId? Host,
    DateTimeOffset CreatedAt,
    bool SpendingFrozen = false,
    string? Country = null,
    string? Region = null
)
{
    /// <summary>What other players see.</summary>
    public string ShownName => PublicName ? Name : MaskedName.Of(Name);

    /// <summary>
    /// The gates of lots.md. They apply to money coming in and to play, never to refunds, choices and claims.
    /// </summary>
    public void RequireMayPlay()
    {
        if (Status != UserStatus.Active)
            throw new Refusal(
                "account_suspended",
                "Your account is suspended, so it can't buy or play. No money was taken. Refunds, choices and claims stay open to you.",
                RefusalKind.Forbidden
            );
        if (SpendingFrozen)
            throw new Refusal(
                "account_frozen",
                "Your account can't buy or play for now: a bank disputes one of its payments, or its books are being checked. Nothing was taken. Refunds, choices and claims stay open to you.",
                RefusalKind.Forbidden
            );
        if (!EmailVerified)
            throw new Refusal(
                "email_not_verified",
                "Verify your e-mail address first: the link is in the mail we sent you. No money was taken.",
                RefusalKind.Forbidden
            );
        if (Staff)
            throw new Refusal(
                "staff_cannot_enter",
                "Staff can't enter lots or pots. No money was taken.",
                RefusalKind.Forbidden
            );
    }
}
