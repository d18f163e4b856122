namespace Alot.Domain.Accounts;

/// <summary>Why somebody of staff does what others will ask about.</summary>
public static class StaffReason
{
    public const int Longest = 300;

    /// <summary>The reason, trimmed.</summary>
    /// <exception cref="Refusal"><c>validation</c>, field <c>reason</c>: none, or more than 300 characters.</exception>
    public static string Require(string reason) =>
        string.IsNullOrWhiteSpace(reason) || reason.Trim().Length > Longest
            ? throw Refusal.Invalid("reason", $"Give a reason of 1 to {Longest} characters.")
            : reason.Trim();
}
