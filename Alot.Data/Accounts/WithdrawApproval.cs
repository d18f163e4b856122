using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Accounts;

namespace Alot.Data.Accounts;

public sealed record WithdrawApprovalCommand(PlayerId ActorId, string Key, Guid ApprovalId) : Command(ActorId, Key);

public sealed record WithdrawnApproval(Guid ApprovalId);

/// <summary>Who asked for something that takes two takes it back before anybody has decided it.</summary>
public sealed class WithdrawApproval(Transactions.Transactions transactions, StaffAccess staff, TimeProvider clock)
{
    public Task<WithdrawnApproval> RunAsync(WithdrawApprovalCommand command, CancellationToken stop) =>
        transactions.RunAsync(
            command,
            async db =>
            {
                var about = await db.AboutApprovalAsync(command.ApprovalId, stop);
                await staff.RequireAsync(
                    db,
                    new Actor(command.ActorId, true),
                    Approval.NeededFor(about?.Kind ?? ApprovalKind.Credits),
                    stop
                );
                var asked = await db.LockApprovalAsync(command.ApprovalId, stop);

                asked.Withdraw(command.ActorId, clock.GetUtcNow());

                db.AuditDecision(asked, command.ActorId);
                return new WithdrawnApproval(asked.Id);
            },
            stop
        );
}
