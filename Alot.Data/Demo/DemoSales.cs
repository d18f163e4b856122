using Alot.Data.Mapping;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Accounts;
using Alot.Domain.Compliance;
using Alot.Domain.Draws;
using Alot.Domain.Fulfilment;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Alot.Domain.Payments;
using Alot.Domain.Trivia;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Alot.Data.Demo;

/// <summary>
/// Sells a demo lot's entries: each by the lot's own verbs, with its journal, and all of them in one transaction, because one
/// after the other they would take minutes.
/// </summary>
internal sealed class DemoSales(
    Transactions.Transactions transactions,
    DemoProcessor processor,
    DemoPlayers players,
    Sealer sealer,
    byte[] triviaKey,
    Random random
)
{
    private const int MostPurchases = 180;

    private static readonly int[] Amounts = [1, 2, 5, 10, 15, 25, 50, 75, 100, 150, 250, 500, 750, 1_000];

    private sealed record Sale(DateTimeOffset At, Buyer Buyer, int Tickets, bool ForCredits)
    {
        public EntryId EntryId { get; set; } = EntryId.New(At);
    }

    /// <summary>Sells from one time to another, until cash stands at <paramref name="cash"/> dollars.</summary>
    public Task<bool> SellAsync(
        DemoLot demo,
        LotId id,
        DateTimeOffset from,
        DateTimeOffset until,
        int cash,
        DateTimeOffset now,
        CancellationToken stop
    ) =>
        transactions.RunAsync(
            async db =>
            {
                var lot = await db.LockLotAsync(id, stop);
                var wallets = await db.Wallets.ToListAsync(stop);
                var stakes = demo.Stakes.Where(s => now - s.Ago > from && now - s.Ago < until).ToList();
                var sales = Plan(demo, lot, cash - lot.LiveCashTickets, from, until, stakes, wallets, now);
                if (demo.End is DemoEnd.Settled)
                    await SteerAsync(db, demo, lot, sales, stop);
                await WriteAsync(db, demo, lot, sales, wallets, stop);
                return true;
            },
            stop
        );

    private List<Sale> Plan(
        DemoLot demo,
        Lot lot,
        int cash,
        DateTimeOffset from,
        DateTimeOffset until,
        List<DemoStake> stakes,
        List<Wallet> wallets,
        DateTimeOffset now
    )
    {
        var least = Tiers.Minimum(Tiers.Of(Money.Dollars(demo.Item.Value)));
        var usual = demo.Usual > 0 ? demo.Usual : Usual(Tiers.Of(Money.Dollars(demo.Item.Value)));
        var sales = stakes.Select(s => new Sale(Moment(now - s.Ago), players[s.Email], s.Tickets, s.Credits)).ToList();
        var left = cash - stakes.Where(s => !s.Credits).Sum(s => s.Tickets);
        usual = Math.Max(usual, left / MostPurchases);
        // Not everybody comes to every lot.
        var crowd = players.All.Where(_ => random.Next(5) > 0).ToList();
        while (left > 0)
        {
            var tickets = Math.Clamp(Amount(usual), Math.Min(least, left), left);
            if (left - tickets < least)
                tickets = left;
            left -= tickets;
            // Funding ends the lot with its last purchase.
            var last = left == 0 && lot.FundingTarget == Money.Dollars(cash + lot.LiveCashTickets);
            sales.Add(new Sale(last ? Moment(until) : Between(from, until), Someone(crowd), tickets, false));
        }
        PlanCredits(lot, sales, wallets, least, from, until);
        return [.. sales.OrderBy(s => s.At)];
    }

    /// <summary>About one purchase in fourteen is paid with credits, by players who have some.</summary>
    private void PlanCredits(
        Lot lot,
        List<Sale> sales,
        List<Wallet> wallets,
        int least,
        DateTimeOffset from,
        DateTimeOffset until
    )
    {
        var known = players.All.ToDictionary(p => p.Id);
        var able = wallets.Where(w => known.ContainsKey(w.PlayerId)).OrderBy(w => w.PlayerId.Value).ToList();
        var room = lot.FreeNonCashTickets - sales.Where(s => s.ForCredits).Sum(s => s.Tickets);
        for (var wanted = sales.Count / 14; wanted > 0 && able.Count > 0; wanted--)
        {
            var wallet = able[random.Next(able.Count)];
            able.Remove(wallet);
            var tickets = (int)Math.Min(Math.Min(Amount(least + 8), wallet.Balance.Amount / Credits.PerEntry), room);
            // A wallet's lines stand in the order of time.
            var earliest = wallet.UpdatedAt.AddMinutes(3) > from ? wallet.UpdatedAt.AddMinutes(3) : from;
            if (tickets < least || earliest >= until.AddMinutes(-1))
                continue;
            room -= tickets;
            sales.Add(new Sale(Between(earliest, until), known[wallet.PlayerId], tickets, true));
        }
    }

    /// <summary>
    /// Chooses ids of entries until the draw falls to whom the demo needs. That it can be done at all is what the roster mode
    /// says of itself: whoever knows the seed is not bound by it (draws.md); the proofs are true all the same.
    /// </summary>
    private async Task SteerAsync(AlotDb db, DemoLot demo, Lot lot, List<Sale> sales, CancellationToken stop)
    {
        var commitment = await db.DrawCommitments.AsNoTracking().SingleAsync(c => c.LotId == lot.Id, stop);
        var (seed, tags) = (commitment.OpenSeed(sealer), commitment.OpenTagKey(sealer));
        var mayWin = demo.Winner is { } email ? [players[email].Id] : players.All.Select(p => p.Id).ToHashSet();
        for (var tries = 0; tries < 50_000; tries++)
        {
            var next = 1;
            var leaves = new List<RosterLeaf>(sales.Count);
            foreach (var sale in sales)
            {
                leaves.Add(new(sale.EntryId, new(next, sale.Tickets), tags.TagOf(sale.Buyer.Id), false));
                next += sale.Tickets;
            }
            var roster = new Roster(leaves);
            var draw = DrawFormula.Draw(
                new DrawInputs
                {
                    Mode = lot.DrawMode,
                    LotId = lot.Id,
                    CreatedAt = lot.CreatedAt,
                    Seed = seed,
                    Commitment = commitment.Commitment,
                    TotalTickets = next - 1,
                    EscrowBalance = lot.FundingTarget,
                    Roster = roster,
                    RosterRoot = roster.Root,
                }
            );
            if (mayWin.Contains(sales.Single(s => s.EntryId == draw.Winner!.Value.EntryId).Buyer.Id))
                return;
            // The classic draw doesn't hang on ids but on how many tickets there are and on whose they are.
            if (lot.DrawMode == DrawMode.Classic)
                Swap(sales, draw.WinningTicket);
            else
                sales[^1].EntryId = EntryId.New(sales[^1].At);
        }
        throw new InvalidOperationException($"The draw of {demo.Item.Name} can't be made to fall to {demo.Winner}.");
    }

    private void Swap(List<Sale> sales, int winningTicket)
    {
        var end = 0;
        var index = sales.FindIndex(s => (end += s.Tickets) >= winningTicket);
        sales[index] = sales[index] with { Buyer = Someone(players.All) };
    }

    private async Task WriteAsync(
        AlotDb db,
        DemoLot demo,
        Lot lot,
        List<Sale> sales,
        List<Wallet> wallets,
        CancellationToken stop
    )
    {
        var question = demo.Gate is null
            ? null
            : await db.TriviaQuestions.AsNoTracking().SingleAsync(q => q.LotId == lot.Id, stop);
        var known = await db.LotMembers.Where(m => m.LotId == lot.Id).Select(m => m.PlayerId).ToListAsync(stop);
        var (there, purse) = (known.ToHashSet(), wallets.ToDictionary(w => w.PlayerId));
        var sold = new Sold($"Lot {lot.NumberText}: {demo.Item.Name}");
        foreach (var sale in sales)
        {
            if (there.Add(sale.Buyer.Id))
            {
                if (question is not null)
                    Answer(sold, demo, lot, question, sale);
                sold.Members.Add(
                    new()
                    {
                        LotId = lot.Id,
                        PlayerId = sale.Buyer.Id,
                        JoinedAt = sale.At,
                    }
                );
                sold.Cards.Add(Card.For(sale.Buyer.Id, lot.Id, sale.At));
                lot.Joined();
            }
            if (sale.ForCredits)
                SellForCredits(db, lot, sale, purse[sale.Buyer.Id], sold);
            else
                SellForCash(db, lot, sale, sold);
        }
        await db.CopyAsync(sold.Purchases, stop);
        await db.CopyAsync(sold.Entries, stop);
        await db.CopyAsync(sold.Spent, stop);
        await db.CopyAsync(sold.Members, stop);
        await db.CopyAsync(sold.Cards, stop);
        await db.CopyAsync(sold.Attempts, stop);
        await processor.RecordPaidAsync((NpgsqlConnection)db.Database.GetDbConnection(), sold.Payments, stop);
    }

    /// <summary>What the sales of one lot leave behind, besides the journal and the lot's own counters.</summary>
    private sealed record Sold(string Title)
    {
        public List<Purchase> Purchases { get; } = [];
        public List<Entry> Entries { get; } = [];
        public List<CreditTransaction> Spent { get; } = [];
        public List<Lots.LotMember> Members { get; } = [];
        public List<Card> Cards { get; } = [];
        public List<TriviaAttempt> Attempts { get; } = [];
        public List<DemoPayment> Payments { get; } = [];
    }

    private static void SellForCredits(AlotDb db, Lot lot, Sale sale, Wallet wallet, Sold sold)
    {
        var bought = lot.SellForCredits(sale.Tickets, sale.EntryId, sale.Buyer, answered: true, wallet, sale.At);
        sold.Entries.Add(bought.Entry);
        sold.Spent.Add(bought.Spent);
        db.Post(bought.Journal);
    }

    private void SellForCash(AlotDb db, Lot lot, Sale sale, Sold sold)
    {
        var started = sale.At.AddSeconds(-20 - random.Next(15));
        var purchase = lot.Hold(
            PurchaseId.New(started),
            Money.Dollars(sale.Tickets),
            acceptTrim: false,
            sale.Buyer,
            answered: true,
            unpaidToday: 0,
            started
        );
        var payment = new DemoPayment(
            purchase.Id,
            lot.Id,
            sold.Title,
            sale.Tickets,
            processor.NewId("cs_test"),
            processor.NewId("pi"),
            processor.NewId("ch"),
            started,
            sale.At
        );
        purchase.CheckoutOpened(payment.SessionId, null, started);
        purchase.PaidBy(payment.PaymentIntentId, payment.ChargeId);
        var bought = lot.Confirm(purchase, sale.EntryId, sale.At);
        sold.Purchases.Add(purchase);
        sold.Entries.Add(bought.Entry ?? throw new InvalidOperationException("A demo payment came late."));
        sold.Payments.Add(payment);
        db.Post(bought.Journal);
        if (bought.Funded is { } funded)
            db.LotMoves.Add(Lots.LotMoveRow.Of(funded));
    }

    /// <summary>Right before the first purchase; one in four needed a second try.</summary>
    private void Answer(Sold sold, DemoLot demo, Lot lot, TriviaQuestion question, Sale sale)
    {
        var standing = new TriviaStanding(false, 0, null);
        string[] tries = random.Next(4) == 0 ? ["no idea", demo.Gate!.Answers[0]] : [demo.Gate!.Answers[0]];
        for (var i = 0; i < tries.Length; i++)
            sold.Attempts.Add(
                (standing with { AttemptsMade = i }).Try(
                    question,
                    sale.Buyer.Id,
                    tries[i],
                    lot.TriviaAttemptsAllowed,
                    lot.TriviaCooldownMinutes,
                    triviaKey,
                    sale.At.AddSeconds(-90 + 20 * i)
                )
            );
    }

    private Buyer Someone(IReadOnlyList<Buyer> crowd)
    {
        // Some come often, most come once or twice.
        var place = random.NextDouble();
        return crowd[(int)(place * place * crowd.Count)];
    }

    private int Amount(int usual)
    {
        // Spread as purchases are: many small ones, a few large ones.
        var size =
            usual * Math.Exp(0.8 * (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5) * 2 - .3);
        return Amounts.MinBy(a => Math.Abs(a - size));
    }

    private DateTimeOffset Between(DateTimeOffset from, DateTimeOffset until) =>
        Moment(from + (until - from) * (0.02 + 0.975 * random.NextDouble()));

    private static DateTimeOffset Moment(DateTimeOffset time) => new(time.Ticks - time.Ticks % 10, TimeSpan.Zero);

    private static int Usual(Tier tier) =>
        tier switch
        {
            Tier.Icon => 11,
            Tier.Rare => 19,
            Tier.Grail => 70,
            _ => 160,
        };
}
