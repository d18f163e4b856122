using Alot.Data.Accounts;
using Alot.Data.Live;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Accounts;
using Alot.Domain.Ledger;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Ledger;

/// <param name="Amount">Above zero grants, below zero deducts.</param>
/// <param name="Reason">1 to 300 characters; the player reads it in their ledger.</param>
public sealed record AdjustCreditsCommand(PlayerId ActorId, string Key, PlayerId PlayerId, long Amount, string Reason)
    : Command(ActorId, Key);

/// <param name="Balance">The player's now.</param>
/// <param name="ApprovalId">What a second person has to decide first; null when it is done.</param>
public sealed record AdjustedCredits(PlayerId PlayerId, Credits Amount, Credits Balance, Guid? ApprovalId = null);

/// <summary>
/// Staff grant or deduct credits, with a reason. Above 10,000 it is only asked for: nothing moves until a second person has
/// approved it (<see cref="DecideApproval"/>).
/// </summary>
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
                if (string.IsNullOrWhiteSpace(command.Reason) || command.Reason.Length > 300)
                    throw Refusal.Invalid("reason", "Give a reason of 1 to 300 characters.");
                if (!await db.Users.AnyAsync(u => u.Id == command.PlayerId.Value, stop))
                    throw Refusal.NotFound("player");
                if (command.PlayerId == command.ActorId)
                    throw new Refusal(
                        "own_account",
                        "Nobody changes the credits of their own account. Nothing was changed.",
                        RefusalKind.Forbidden
                    );
                var (now, amount) = (clock.GetUtcNow(), new Credits(command.Amount));
                var wallet = await db.LockWalletAsync(command.PlayerId, now, stop);
                wallet.RequireCanAdjust(amount);

                if (Math.Abs(command.Amount) > OnePersonLimit)
                    return new AdjustedCredits(command.PlayerId, amount, wallet.Balance, Ask(db, command, now));
                db.Adjust(wallet, amount, command.Reason, now);
                db.Audit(
                    command.ActorId,
                    "credits_adjusted",
                    "user",
                    command.PlayerId.Value,
                    new { command.Amount, command.Reason }
                );
                return new AdjustedCredits(command.PlayerId, amount, wallet.Balance);
            },
            stop
        );

    private static Guid Ask(AlotDb db, AdjustCreditsCommand command, DateTimeOffset now)
    {
        var asked = Approval.OfCredits(
            command.PlayerId,
            new Credits(command.Amount),
            command.Reason,
            command.ActorId,
            now
        );
        db.Add(asked);
        db.Audit(
            command.ActorId,
            "approval_requested",
            "approval",
            asked.Id,
            new
            {
                command.PlayerId,
                command.Amount,
                command.Reason,
            }
        );
        db.Announce(Topic.Queues, Topic.Player(command.PlayerId));
        return asked.Id;
    }
}

internal static class CreditAdjusting
{
    /// <summary>Books a grant or a deduction by staff in the caller's transaction, with the wallet locked.</summary>
    public static void Adjust(this AlotDb db, Wallet wallet, Credits amount, string reason, DateTimeOffset now)
    {
        var grants = amount > Credits.Zero;
        db.CreditTransactions.Add(wallet.Adjust(amount, reason, now));
        db.Post(
            JournalEntry
                .Of(grants ? "admin_grant" : "admin_deduct", Currency.Crd, now)
                .Line(AccountKind.PlayerCredits, wallet.PlayerId.Value, amount.Amount)
                .Line(
                    grants ? AccountKind.CreditsIssued : AccountKind.CreditsDeducted,
                    wallet.PlayerId.Value,
                    -amount.Amount
                )
        );
        db.Announce(Topic.Player(wallet.PlayerId));
    }
}
