using System.Security.Claims;
using Alot.Data;
using Alot.Data.Accounts;
using Alot.Data.Ledger;
using Alot.Data.Lots;
using Alot.Domain;
using Alot.Domain.Accounts;
using Alot.Web.Accounts;
using Alot.Web.Draws;
using Microsoft.EntityFrameworkCore;

namespace Alot.Web.Shell;

/// <summary>What the frame around a page shows: the balance, the fairness log's head, and for staff what waits.</summary>
public sealed class ShellReads(
    IDbContextFactory<AlotDb> contexts,
    WalletReads wallets,
    LogHeads heads,
    StaffLotReads staffLots
)
{
    public async Task<ShellFacts> ReadAsync(ClaimsPrincipal viewer, CancellationToken stop)
    {
        var head = await heads.CurrentAsync(stop);
        if (viewer.ActorOf() is not { } actor)
            return new ShellFacts(FairnessHead: head);
        var wallet = await wallets.FindAsync(actor.Id, stop);
        await using var db = await contexts.CreateDbContextAsync(stop);
        var staff = await StaffAccess.FindAsync(db, actor.Id, stop);
        return new ShellFacts(
            wallet.Balance,
            head,
            viewer.Identity?.Name,
            staff?.Role.ToString().ToLowerInvariant(),
            staff is null ? null : await CountsAsync(stop),
            staff is not null && (staff.May(Permission.ManageUsers) || staff.May(Permission.AdjustCredits)),
            staff is not null && staff.May(Permission.PausePots)
        );
    }

    private async Task<IReadOnlyDictionary<string, int>> CountsAsync(CancellationToken stop)
    {
        var queues = await staffLots.QueuesAsync(stop);
        return new Dictionary<string, int>
        {
            ["/staff"] = queues.Sum(q => q.Count),
            ["/staff/lots"] = queues
                .Where(q => q.Kind is "stuck_draws" or "frozen" or "expired_unextended" or "drafts")
                .Sum(q => q.Count),
            ["/staff/payments"] = queues
                .Where(q => q.Kind is "quarantined" or "refunds_payable" or "disputes")
                .Sum(q => q.Count),
            ["/staff/pots"] = queues.Where(q => q.Kind == "pots").Sum(q => q.Count),
            ["/staff/approvals"] = queues.Where(q => q.Kind == "approvals").Sum(q => q.Count),
        };
    }
}
