namespace Alot.Data.Accounts;

/// <summary>
/// An outbox message of kind <see cref="Kind"/>: which mail to write to whom. Names the person, not the address, and
/// carries no token: the worker makes one when it writes the mail, so none rests in the outbox.
/// </summary>
public sealed record AccountMail(Guid UserId, AccountMailKind What)
{
    public const string Kind = "account_mail";
}

public enum AccountMailKind
{
    VerifyAddress,

    /// <summary>Somebody registered an address that has an account.</summary>
    AlreadyRegistered,
    ResetPassword,
    PasswordChanged,
    SecondFactorOn,
    SecondFactorOff,
}
