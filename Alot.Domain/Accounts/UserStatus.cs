namespace Alot.Domain.Accounts;

/// <summary>Suspended and banned people can't put money in or play; refunds, choices and claims stay open to them.</summary>
public enum UserStatus
{
    Active,
    Suspended,
    Banned,
}
