using Alot.Data.Payments;
using Alot.Domain;
using Alot.Domain.Payments;

namespace Alot.Data.Lots;

/// <summary>One sale that waits for its lot's next round; see <see cref="SaleRounds"/>.</summary>
public abstract record SaleRequest
{
    /// <summary>
    /// Two requests with the same one never share a round: a wallet or a purchase changes at most once in a round, and a key
    /// sent twice at once finds its first answer in the next.
    /// </summary>
    internal abstract Guid OncePerRound { get; }
}

/// <summary>Tickets for credits.</summary>
public sealed record CreditSaleRequest(BuyWithCreditsCommand Command) : SaleRequest
{
    internal override Guid OncePerRound => Command.ActorId.Value;
}

/// <summary>The processor's news that a purchase is paid.</summary>
public sealed record PaidSaleRequest(PurchaseId PurchaseId, CheckoutSession Session) : SaleRequest
{
    internal override Guid OncePerRound => PurchaseId.Value;
}

/// <summary>What became of a sale: an answer (<see cref="BoughtTickets"/>, <see cref="PaymentOutcome"/>), or why not.</summary>
public sealed record SaleResult(object? Answer, Exception? Refused);
