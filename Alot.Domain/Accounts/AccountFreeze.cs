namespace Alot.Domain.Accounts;

/// <summary>Why an account can't spend.</summary>
public enum FreezeReason
{
    /// <summary>A payment is disputed from funding on, or credits are owed for one that was lost.</summary>
    Dispute,

    /// <summary>The auditor found that the account's books don't agree.</summary>
    Audit,
}

/// <summary>
/// Keeps an account from spending and playing until it is lifted (table <c>account_freezes</c>); one for each cause, so that
/// lifting one leaves the others. Refunds, choices and claims stay open.
/// </summary>
public sealed class AccountFreeze
{
    private AccountFreeze() { }

    public Guid Id { get; private set; }
    public PlayerId PlayerId { get; private set; }
    public FreezeReason Reason { get; private set; }

    /// <summary>The dispute's id, or the invariant's name.</summary>
    public string Subject { get; private set; } = "";
    public DateTimeOffset FrozenAt { get; private set; }
    public DateTimeOffset? LiftedAt { get; private set; }

    public static AccountFreeze Of(PlayerId player, FreezeReason reason, string subject, DateTimeOffset now) =>
        new()
        {
            Id = Guid.CreateVersion7(now),
            PlayerId = player,
            Reason = reason,
            Subject = subject,
            FrozenAt = now,
        };

    public void Lift(DateTimeOffset now) => LiftedAt ??= now;
}
