using Alot.Data.Live;
using Alot.Data.Payments;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Accounts;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Alot.Domain.Payments;

namespace Alot.Data.Lots;

/// <summary>
/// One round of sales of a lot whose row is locked: everything the rules look at, loaded once for all sales, and what they
/// led to. <c>SellRound.cs</c> has the locks and reads, <c>Round.Writing.cs</c> the SQL that writes.
/// </summary>
internal sealed partial class Round
{
    private readonly AlotDb db;
    private readonly LotId lotId;
    private readonly List<BuyWithCreditsCommand> commands;
    private readonly List<PaidSaleRequest> news;

    // What the rules look at.
    private Lot? lot;
    private DateTimeOffset now;
    private readonly Dictionary<PurchaseId, Purchase> purchases = [];
    private readonly Dictionary<PlayerId, Wallet> wallets = [];
    private readonly Dictionary<PlayerId, Buyer> buyers = [];
    private readonly HashSet<PlayerId> members = [];

    /// <summary>Who has answered the lot's question.</summary>
    private readonly HashSet<PlayerId> answerers = [];
    private readonly Dictionary<(PlayerId, string), KnownAnswer> answers = [];

    // What they led to.
    private readonly List<Entry> entries = [];
    private readonly List<CreditTransaction> spendings = [];
    private readonly List<PlayerId> joined = [];
    private readonly List<Purchase> paid = [];
    private readonly List<(BuyWithCreditsCommand Command, BoughtTickets Answer)> carriedOut = [];

    public Round(AlotDb db, LotId lot, IReadOnlyList<SaleRequest> sales)
    {
        this.db = db;
        lotId = lot;
        commands = [.. sales.OfType<CreditSaleRequest>().Select(s => s.Command)];
        news = [.. sales.OfType<PaidSaleRequest>()];
    }

    /// <summary>The rule for one sale, after those before it in the round.</summary>
    public SaleResult Sell(SaleRequest request)
    {
        try
        {
            return request switch
            {
                CreditSaleRequest { Command: var command } => new(SellForCredits(command), null),
                PaidSaleRequest news => new(Confirm(news), null),
                _ => throw new InvalidOperationException($"Nobody sells a {request.GetType().Name}."),
            };
        }
        catch (Exception refused) when (refused is Refusal or PaymentMismatchException)
        {
            return new SaleResult(null, refused);
        }
    }

    private BoughtTickets SellForCredits(BuyWithCreditsCommand command)
    {
        if (answers.TryGetValue((command.ActorId, command.Key), out var known))
            return known.To<BoughtTickets>(command);
        if (lot is null)
            throw Refusal.NotFound("lot");
        lot.RequireVisible(members.Contains(command.ActorId), command.ShareKey);
        var buyer = buyers.GetValueOrDefault(command.ActorId) ?? throw Refusal.NotFound("player");
        var wallet = wallets.GetValueOrDefault(buyer.Id) ?? Wallet.Empty(buyer.Id, now);
        var answered = !lot.TriviaEnabled || answerers.Contains(buyer.Id);

        var sale = lot.SellForCredits(command.Tickets, EntryId.New(now), buyer, answered, wallet, now);

        spendings.Add(sale.Spent);
        Keep(sale.Entry, sale.Journal);
        var bought = new BoughtTickets(
            sale.Entry.Id,
            sale.Entry.TicketsStart,
            sale.Entry.TicketsEnd,
            sale.Entry.TicketCount,
            sale.Entry.CreditsSpent,
            wallet.Balance
        );
        carriedOut.Add((command, bought));
        return bought;
    }

    private PaymentOutcome Confirm(PaidSaleRequest news)
    {
        var purchase = purchases.GetValueOrDefault(news.PurchaseId) ?? throw Refusal.NotFound("purchase");
        news.Session.RequireMatch(purchase);
        if (purchase.IsPaid)
            return PaymentOutcome.KnownAlready;
        purchase.CheckoutOpened(news.Session.Id, null, now);
        purchase.PaidBy(news.Session.PaymentIntentId, news.Session.ChargeId);

        var sale = lot!.Confirm(purchase, EntryId.New(now), now);

        paid.Add(purchase);
        if (sale.Late is { } refund)
        {
            db.Post(sale.Journal);
            db.Announce(Topic.Lot(lot.Id), Topic.Lots, Topic.Player(purchase.PlayerId));
            db.WithEntities().Refunds.Add(refund);
            db.Enqueue(OutboxKinds.Refund, new RefundLetter(refund.Id));
            db.Enqueue(OutboxKinds.Mail, new MailLetter("late_payment", purchase.PlayerId, purchase.Id, lot.Id));
            return PaymentOutcome.ReturnedLate;
        }
        Keep(sale.Entry!, sale.Journal);
        db.Enqueue(OutboxKinds.Mail, new MailLetter("receipt", purchase.PlayerId, purchase.Id, lot.Id));
        if (sale.Funded is { } funded)
            db.WithEntities().Record(funded);
        return PaymentOutcome.TicketsGiven;
    }

    private void Keep(Entry entry, JournalEntry journal)
    {
        entries.Add(entry);
        db.Post(journal);
        db.Announce(Topic.Lot(entry.LotId), Topic.Lots, Topic.Player(entry.PlayerId));
        if (!members.Add(entry.PlayerId))
            return;
        joined.Add(entry.PlayerId);
        lot!.Joined();
    }
}
