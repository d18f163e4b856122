using Alot.Data.Accounts;
using Alot.Data.Live;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Accounts;
using Alot.Domain.Ledger;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Ledger;

/// <param name="Amount">Above zero grants, below zero deducts.</param>
public sealed record AdjustCreditsCommand(PlayerId ActorId, string Key, PlayerId PlayerId, long Amount, string Reason)
    : Command(ActorId, Key);

public sealed record AdjustedCredits(PlayerId PlayerId, Credits Amount, Credits Balance);

/// <summary>Staff grant or deduct credits, with a reason. Above 10,000 two people must approve, which comes with its own issue.</summary>
public sealed class AdjustCredits(Transactions.Transactions transactions, StaffAccess staff, TimeProvider clock)
{
    public const long OnePersonLimit = 10_000;

    /// <summary>More than anybody can mean; also far from where 64 bits end.</summary>
    private const long Most = 1_000_000_000;

    public Task<AdjustedCredits> RunAsync(AdjustCreditsCommand command, CancellationToken stop) =>
        transactions.RunAsync(
            command,
            async db =>
            {
                await staff.RequireAsync(db, new Actor(command.ActorId, true), Permission.AdjustCredits, stop);
                if (command.Amount == 0)
                    throw Refusal.Invalid("amount", "Say how many credits to grant or deduct.");
                if (command.Amount is > Most or < -Most)
                    throw Refusal.Invalid("amount", "That many credits can't be meant. Nothing was changed.");
                if (command.Amount is > OnePersonLimit or < -OnePersonLimit)
                    throw new Refusal(
                        "approval_needed",
                        $"Above {new Credits(OnePersonLimit)} a second person must approve."
                    );
                if (string.IsNullOrWhiteSpace(command.Reason) || command.Reason.Length > 300)
                    throw Refusal.Invalid("reason", "Give a reason of 1 to 300 characters.");
                if (!await db.Users.AnyAsync(u => u.Id == command.PlayerId.Value, stop))
                    throw Refusal.NotFound("player");
                var now = clock.GetUtcNow();
                var wallet = await db.LockWalletAsync(command.PlayerId, now, stop);
                var amount = new Credits(command.Amount);

                db.CreditTransactions.Add(
                    command.Amount > 0
                        ? wallet.Receive(amount, CreditKind.AdminGrant, command.Reason, now)
                        : wallet.Spend(-amount, CreditKind.AdminDeduct, command.Reason, now)
                );
                var other = command.Amount > 0 ? AccountKind.CreditsIssued : AccountKind.CreditsDeducted;
                db.Post(
                    JournalEntry
                        .Of(command.Amount > 0 ? "admin_grant" : "admin_deduct", Currency.Crd, now)
                        .Line(AccountKind.PlayerCredits, command.PlayerId.Value, command.Amount)
                        .Line(other, command.PlayerId.Value, -command.Amount)
                );
                db.Audit(
                    command.ActorId,
                    "credits_adjusted",
                    "user",
                    command.PlayerId.Value,
                    new { command.Amount, command.Reason }
                );
                db.Announce(Topic.Player(command.PlayerId));
                return new AdjustedCredits(command.PlayerId, amount, wallet.Balance);
            },
            stop
        );
}
