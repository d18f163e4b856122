using Alot.Data.Accounts;
using Alot.Domain;
using Alot.Domain.Accounts;
using Alot.Domain.Ledger;

namespace Alot.Web.Accounts.Staff;

/// <summary>The words and addresses of the back office's pages about people.</summary>
internal static class StaffUserText
{
    /// <summary>Names, addresses and balances are for those who look after players.</summary>
    public static bool MayLook(StaffView staff) =>
        staff.May(Permission.ManageUsers) || staff.May(Permission.AdjustCredits);

    public static string UserUrl(PlayerId user) => $"/staff/users/{user}";

    public static string SearchUrl(string text) => "/staff/users?q=" + Uri.EscapeDataString(text);

    public static string StatusClass(UserStatus status) => status == UserStatus.Active ? "st ok" : "st bad";

    public static string Initials(string name) => name.Length == 0 ? "?" : name[..1].ToUpperInvariant();

    /// <summary><c>Grant 15,000 cr</c>.</summary>
    public static string Asked(Credits credits) => credits > Credits.Zero ? $"Grant {credits}" : $"Deduct {-credits}";

    /// <summary>Nobody may take what isn't there.</summary>
    public static bool IsShort(ApprovalView asked) => asked.Balance + asked.Credits < Credits.Zero;
}
