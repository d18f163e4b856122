using Alot.Domain.Accounts;
using Alot.Domain.Ledger;
using Alot.Domain.Payments;

namespace Alot.Domain.Lots;

// Selling: lots.md, "Entries". Two capacities; a sale needs only its own.
public sealed partial class Lot
{
    public static readonly TimeSpan ShortestCheckout = TimeSpan.FromMinutes(30);

    /// <summary>
    /// A hold outlives its checkout session by a good minute. The processor refuses a session shorter than
    /// <see cref="ShortestCheckout"/> by its own clock, so the half minute on top is what may pass until it gets the call.
    /// </summary>
    public static readonly TimeSpan CheckoutLife = ShortestCheckout + TimeSpan.FromSeconds(30);
    public static readonly TimeSpan HoldLife = TimeSpan.FromMinutes(32);
    public const int UnpaidHoldsPerDay = 3;

    /// <summary>Sells tickets for credits: 100 an entry, taken and allocated at once.</summary>
    /// <exception cref="Refusal">
    /// <c>lot_not_open</c>, <c>trivia_required</c>, <c>own_lot</c>, <c>validation</c>, <c>sold_out</c>, <c>insufficient_credits</c>,
    /// and those of <see cref="Buyer.RequireMayPlay"/>.
    /// </exception>
    public CreditSale SellForCredits(
        int tickets,
        EntryId id,
        Buyer buyer,
        bool answered,
        Wallet wallet,
        DateTimeOffset now
    )
    {
        RequireMayEnter(buyer, answered, now);
        RequireAmount(tickets, FreeNonCashTickets, "credit");
        var price = Credits.ForEntries(tickets);
        wallet.RequireCovers(price);

        // From here it must succeed.
        var entry = Issue(tickets, id, buyer.Id, EntryKind.Credits, null, price, null, now);
        var spent = wallet.Spend(
            price,
            CreditKind.EntryPurchase,
            $"{tickets} entries in lot {NumberText}",
            now,
            Id,
            id
        );
        var journal = JournalEntry
            .Of("entry_for_credits", Currency.Crd, now, Id)
            .Line(AccountKind.PlayerCredits, buyer.Id.Value, -price.Amount)
            .Line(AccountKind.CreditEscrow, Id.Value, price.Amount)
            .Balanced();
        return new CreditSale(entry, spent, journal);
    }

    /// <summary>Keeps cash capacity for a buyer who goes to pay. Numbers are given only when the payment has succeeded.</summary>
    /// <exception cref="Refusal">
    /// <c>trimmed</c> {available} when less is free and the buyer has not accepted that; <c>sold_out</c>; <c>too_many_holds</c>;
    /// and as in <see cref="SellForCredits"/>.
    /// </exception>
    public Purchase Hold(
        PurchaseId id,
        Money amount,
        bool acceptTrim,
        Buyer buyer,
        bool answered,
        int unpaidToday,
        DateTimeOffset now
    )
    {
        RequireMayEnter(buyer, answered, now);
        if (unpaidToday >= UnpaidHoldsPerDay)
            throw new Refusal(
                "too_many_holds",
                $"You started {UnpaidHoldsPerDay} payments today without finishing them. You can start another tomorrow. No money was taken.",
                RefusalKind.TooMany
            );
        if (!amount.IsWholeDollars)
            throw Refusal.Invalid("amount", "Entries cost whole dollars. No money was taken.");
        var wanted = amount.Cents / 100;
        if (wanted > FreeCashTickets && FreeCashTickets > 0 && !acceptTrim)
            throw new Refusal(
                "trimmed",
                $"Only {FreeCashTickets} entries are left for cash. No money was taken.",
                details: new Dictionary<string, object?> { ["available"] = FreeCashTickets }
            );
        var tickets = (int)Math.Clamp(wanted, int.MinValue, Math.Max(FreeCashTickets, 0));
        if (wanted <= FreeCashTickets || FreeCashTickets <= 0)
            RequireAmount(wanted, FreeCashTickets, "cash");

        HeldTickets += tickets;
        return Purchase.Pending(id, Id, buyer.Id, Money.Dollars(tickets), now, now + HoldLife);
    }

    /// <summary>
    /// The processor says the money is there. Within its hold the buyer gets tickets however late the news is; without a
    /// hold, or when the lot no longer sells, everything goes back at 100 % and the buyer is told why.
    /// </summary>
    /// <param name="purchase">Not yet applied: pending or failed.</param>
    public CashSale Confirm(Purchase purchase, EntryId id, DateTimeOffset now)
    {
        if (purchase.Status == PurchaseStatus.Pending && Status != LotStatus.Open)
            Release(purchase, "lot_not_open", now);
        if (purchase.Status != PurchaseStatus.Pending)
            return ReturnLate(purchase, now);

        HeldTickets -= purchase.Tickets;
        CurrentFunding += purchase.Amount;
        var entry = Issue(
            purchase.Tickets,
            id,
            purchase.PlayerId,
            EntryKind.Cash,
            purchase.Amount,
            Credits.Zero,
            purchase.Id,
            now
        );
        purchase.Succeed(entry, now);
        var journal = JournalEntry
            .Of("entry_for_cash", Currency.Usd, now, Id, purchase.Id)
            .Line(AccountKind.Clearing, Id.Value, -purchase.Amount.Cents)
            .Line(AccountKind.CashEscrow, Id.Value, purchase.Amount.Cents)
            .Balanced();
        LotMove? funded = null;
        if (CurrentFunding == FundingTarget)
        {
            FundedAt = now;
            funded = MoveTo(LotStatus.Funded, now, null, "live cash reached the target");
        }
        return new CashSale(entry, null, journal, funded);
    }

    private CashSale ReturnLate(Purchase purchase, DateTimeOffset now)
    {
        var refund = purchase.ReturnLatePayment(Status == LotStatus.Open ? "hold_gone" : "lot_not_open", now);
        var journal = JournalEntry
            .Of("late_payment", Currency.Usd, now, Id, purchase.Id)
            .Line(AccountKind.Clearing, Id.Value, -purchase.Amount.Cents)
            .Line(AccountKind.RefundsPayable, Id.Value, purchase.Amount.Cents)
            .Balanced();
        return new CashSale(null, refund, journal, null);
    }

    /// <summary>Frees the capacity of a payment that is known not to come: its session expired, was declined or given up.</summary>
    public void Release(Purchase purchase, string reason, DateTimeOffset now)
    {
        purchase.Fail(reason, now);
        HeldTickets -= purchase.Tickets;
    }

    /// <summary>Takes a buyer out at 100 % in the 72 hours after an extension; the tickets are voided, never renumbered.</summary>
    public Departure Leave(Purchase purchase, Entry entry, DateTimeOffset now)
    {
        if (purchase.Status != PurchaseStatus.Succeeded || purchase.IsSettledWithBuyer || purchase.Disputed)
            throw new Refusal("nothing_to_return", "This purchase has nothing to give back.");
        if (!MayBeLeft(now))
            throw new Refusal(
                "leave_not_possible",
                "A lot can be left for 72 hours after its deadline was extended, while it sells."
            );

        entry.Void(now);
        LiveTickets -= entry.Tickets.Count;
        CurrentFunding -= entry.AmountPaid!.Value;
        var refund = purchase.GiveBackAll(RefundReason.Left, now);
        var journal = JournalEntry
            .Of("left", Currency.Usd, now, Id, purchase.Id)
            .Line(AccountKind.CashEscrow, Id.Value, -refund.Amount.Cents)
            .Line(AccountKind.RefundsPayable, Id.Value, refund.Amount.Cents)
            .Balanced();
        return new Departure(refund, journal);
    }

    /// <summary>One more player, counted once each; the caller knows from <c>room_members</c>.</summary>
    public void Joined() => TotalParticipants++;

    private void RequireMayEnter(Buyer buyer, bool answered, DateTimeOffset now)
    {
        if (!Sells(now))
            throw new Refusal("lot_not_open", "This lot isn't selling any more. No money was taken.");
        buyer.RequireMayPlay();
        if (HostId is { } host && buyer.Host == host)
            throw new Refusal(
                "own_lot",
                "Hosts can't enter their own lots. No money was taken.",
                RefusalKind.Forbidden
            );
        if (TriviaEnabled && !answered)
            throw new Refusal(
                "trivia_required",
                "Answer the question first. No money was taken.",
                RefusalKind.Forbidden
            );
    }

    private void RequireAmount(long tickets, int free, string kind)
    {
        if (tickets < 1)
            throw Refusal.Invalid("amount", "Buy at least 1 entry. No money was taken.");
        if (free < 1)
            throw new Refusal("sold_out", $"No {kind} entries are left. No money was taken.");
        var least = Math.Min(EntryBundles is [25, ..] ? 25 : 1, free);
        if (tickets < least)
            throw Refusal.Invalid("amount", $"This lot starts at {least} entries. No money was taken.");
        if (tickets > free)
            throw new Refusal(
                "trimmed",
                $"Only {free} {kind} entries are left. No money was taken.",
                details: new Dictionary<string, object?> { ["available"] = free }
            );
    }

    private Entry Issue(
        int tickets,
        EntryId id,
        PlayerId player,
        EntryKind kind,
        Money? paid,
        Credits spent,
        PurchaseId? purchase,
        DateTimeOffset now
    )
    {
        var range = new TicketRange(TotalTickets + 1, tickets);
        TotalTickets = checked(TotalTickets + tickets);
        LiveTickets += tickets;
        return Entry.Issue(id, Id, player, range, kind, paid, spent, purchase, now);
    }
}

public sealed record CreditSale(Entry Entry, CreditTransaction Spent, JournalEntry Journal);

/// <summary>What a payment became: tickets, or a refund of everything.</summary>
public sealed record CashSale(Entry? Entry, Refund? Late, JournalEntry Journal, LotMove? Funded);

public sealed record Departure(Refund Refund, JournalEntry Journal);
