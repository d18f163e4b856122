using Alot.Data.Accounts;

namespace Alot.Web.Accounts.Staff;

/// <summary>Who was found; a record, because a bare list is nothing that a page can hand to its circuit.</summary>
public sealed record StaffUsersModel(IReadOnlyList<FoundUser> Found);
