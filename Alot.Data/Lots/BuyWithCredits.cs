using Alot.Data.Accounts;
using Alot.Data.Live;
using Alot.Data.Transactions;
using Alot.Data.Trivia;
using Alot.Domain;
using Alot.Domain.Ledger;

namespace Alot.Data.Lots;

/// <param name="ShareKey">What opens a private lot, where the buyer has it.</param>
public sealed record BuyWithCreditsCommand(
    PlayerId ActorId,
    string Key,
    LotId LotId,
    int Tickets,
    string? ShareKey = null
) : Command(ActorId, Key);

public sealed record BoughtTickets(
    EntryId EntryId,
    int TicketsStart,
    int TicketsEnd,
    int TicketCount,
    Credits CreditsSpent,
    Credits Balance
);

/// <summary>Sells tickets for credits, taken and allocated in one transaction.</summary>
public sealed class BuyWithCredits(Transactions.Transactions transactions, TimeProvider clock)
{
    public Task<BoughtTickets> RunAsync(BuyWithCreditsCommand command, CancellationToken stop) =>
        transactions.RunAsync(
            command,
            async db =>
            {
                var lot = await db.LockLotAsync(command.LotId, stop);
                await db.RequireVisibleAsync(lot, command.ActorId, command.ShareKey, stop);
                var buyer = await db.LoadBuyerAsync(command.ActorId, stop);
                var answered = await db.HasAnsweredAsync(lot, buyer.Id, stop);
                var now = clock.GetUtcNow();
                var wallet = await db.LockWalletAsync(buyer.Id, now, stop);

                var sale = lot.SellForCredits(command.Tickets, EntryId.New(now), buyer, answered, wallet, now);

                db.Entries.Add(sale.Entry);
                db.CreditTransactions.Add(sale.Spent);
                db.Post(sale.Journal);
                await db.JoinAsync(lot, buyer.Id, now, stop);
                db.Announce(Topic.Lot(lot.Id), Topic.Lots, Topic.Player(buyer.Id));
                return new BoughtTickets(
                    sale.Entry.Id,
                    sale.Entry.TicketsStart,
                    sale.Entry.TicketsEnd,
                    sale.Entry.TicketCount,
                    sale.Entry.CreditsSpent,
                    wallet.Balance
                );
            },
            stop
        );
}
