using Alot.Domain.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data;

public sealed partial class AlotDb
{
    public DbSet<StaffMember> Staff => Set<StaffMember>();
    public DbSet<Approval> Approvals => Set<Approval>();
    public DbSet<AccountFreeze> AccountFreezes => Set<AccountFreeze>();
}
