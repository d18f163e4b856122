using Alot.Data.Transactions;
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

/// <summary>Sells tickets for credits, taken and allocated at once, in the lot's next round of sales.</summary>
public sealed class BuyWithCredits(SaleRounds rounds)
{
    /// <exception cref="Refusal">
    /// <c>idempotency_mismatch</c>, <c>idempotency_key_required</c>, <c>not_found</c>, and those of <c>Lot.SellForCredits</c>.
    /// </exception>
    public Task<BoughtTickets> RunAsync(BuyWithCreditsCommand command, CancellationToken stop)
    {
        command.RequireKey();
        return rounds.SellAsync<BoughtTickets>(command.LotId, new CreditSaleRequest(command), stop);
    }
}
