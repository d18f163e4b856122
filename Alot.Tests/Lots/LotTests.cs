using Alot.Domain;
using Alot.Domain.Accounts;
using Alot.Domain.Draws;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Alot.Domain.Payments;
using Shouldly;
using Xunit;

namespace Alot.Tests.Lots;

/// <summary>The verbs of a lot, without a database.</summary>
public sealed class LotTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly PlayerId Staff = PlayerId.New(Start);

    private DateTimeOffset now = Start;

    [Fact]
    public void A_hold_keeps_capacity_and_gives_no_ticket()
    {
        var lot = Open(100);
        var purchase = Hold(lot, 40);

        (purchase.Status, purchase.Amount, purchase.Tickets).ShouldBe((PurchaseStatus.Pending, Money.Dollars(40), 40));
        purchase.HoldExpiresAt.ShouldBe(now.AddMinutes(32));
        (lot.HeldTickets, lot.FreeCashTickets, lot.TotalTickets, lot.LiveTickets).ShouldBe((40, 60, 0, 0));
        lot.CurrentFunding.ShouldBe(Money.Zero);
    }

    [Fact]
    public void More_than_is_free_is_refused_and_says_how_much_is_left()
    {
        var lot = Open(100);
        Hold(lot, 95);

        foreach (var dollars in (long[])[6, 100, 2_147_483_648, 90_000_000_000_000])
        {
            var refused = Refused("trimmed", () => Hold(lot, dollars));
            refused.Details["available"].ShouldBe(5);
        }
        lot.HeldTickets.ShouldBe(95);
    }

    [Fact]
    public void More_than_is_free_is_trimmed_when_the_buyer_accepts_that()
    {
        var lot = Open(100);
        Hold(lot, 95);

        Hold(lot, 90_000_000_000_000, acceptTrim: true).Amount.ShouldBe(Money.Dollars(5));
        lot.FreeCashTickets.ShouldBe(0);
        Refused("sold_out", () => Hold(lot, 1));
        Refused("sold_out", () => Hold(lot, 1, acceptTrim: true));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(-2_147_483_649)]
    [InlineData(-90_000_000_000_000)]
    public void Nothing_or_less_is_refused(long dollars)
    {
        var lot = Open(100);
        Refused("validation", () => Hold(lot, dollars));
        Refused("validation", () => Hold(lot, dollars, acceptTrim: true));
        lot.HeldTickets.ShouldBe(0);
    }

    [Fact]
    public void Entries_cost_whole_dollars() =>
        Refused("validation", () => Hold(Open(100), new Money(1_50), Buyer(), acceptTrim: false));

    [Fact]
    public void A_grail_starts_at_25_unless_less_is_left()
    {
        var lot = Open(20_000);
        lot.EntryBundles[0].ShouldBe(25);
        Refused("validation", () => Hold(lot, 24));
        Hold(lot, 25);
        Hold(lot, 19_965);
        Refused("validation", () => Hold(lot, 9));
        Hold(lot, 10);
        lot.FreeCashTickets.ShouldBe(0);
    }

    [Fact]
    public void Three_unpaid_payments_a_day_are_enough()
    {
        var lot = Open(100);
        Hold(lot, Money.Dollars(1), Buyer(), false, unpaid: 2);
        Refused("too_many_holds", () => Hold(lot, Money.Dollars(1), Buyer(), false, unpaid: 3))
            .Kind.ShouldBe(RefusalKind.TooMany);
    }

    [Fact]
    public void A_payment_gives_the_next_tickets_in_the_order_of_success()
    {
        var lot = Open(100);
        var (first, second) = (Hold(lot, 10), Hold(lot, 5));

        lot.Confirm(second, Id(), now).Entry!.Tickets.ShouldBe(new TicketRange(1, 5));
        lot.Confirm(first, Id(), now).Entry!.Tickets.ShouldBe(new TicketRange(6, 10));

        (lot.TotalTickets, lot.LiveTickets, lot.HeldTickets).ShouldBe((15, 15, 0));
        lot.CurrentFunding.ShouldBe(Money.Dollars(15));
        first.Status.ShouldBe(PurchaseStatus.Succeeded);
        first.IsPaid.ShouldBeTrue();
    }

    [Fact]
    public void A_payment_is_booked_from_clearing_to_the_lots_escrow()
    {
        var lot = Open(100);
        var journal = lot.Confirm(Hold(lot, 10), Id(), now).Journal;
        journal.Lines.ShouldBe([
            new(AccountKind.Clearing, lot.Id.Value, -1_000),
            new(AccountKind.CashEscrow, lot.Id.Value, 1_000),
        ]);
    }

    [Fact]
    public void The_last_dollar_funds_the_lot_and_ends_all_selling()
    {
        var lot = Open(100);
        var (most, last) = (Hold(lot, 99), Hold(lot, 1));
        lot.Confirm(most, Id(), now).Funded.ShouldBeNull();
        now += TimeSpan.FromMinutes(1);

        var funded = lot.Confirm(last, Id(), now).Funded.ShouldNotBeNull();

        (funded.From, funded.To, funded.At).ShouldBe((LotStatus.Open, LotStatus.Funded, now));
        (lot.Status, lot.FundedAt, lot.DrawDueAt).ShouldBe((LotStatus.Funded, now, now.AddSeconds(60)));
        Refused("lot_not_open", () => Hold(lot, 1));
        Refused("lot_not_open", () => Credits(lot, 1));
    }

    [Fact]
    public void A_payment_within_its_hold_gets_its_tickets_however_late_the_news()
    {
        var lot = Open(100, hours: 1);
        var purchase = Hold(lot, 10);
        now = lot.Deadline.AddHours(3);

        lot.Confirm(purchase, Id(), now).Entry!.TicketCount.ShouldBe(10);
    }

    [Fact]
    public void A_payment_whose_hold_is_gone_goes_back_whole()
    {
        var lot = Open(100);
        var purchase = Hold(lot, 10);
        lot.Release(purchase, "hold_expired", now);
        lot.HeldTickets.ShouldBe(0);

        var sale = lot.Confirm(purchase, Id(), now);

        sale.Entry.ShouldBeNull();
        sale.Late!.Amount.ShouldBe(Money.Dollars(10));
        sale.Late.Reason.ShouldBe(RefundReason.LatePayment);
        sale.Journal.Lines.ShouldBe([
            new(AccountKind.Clearing, lot.Id.Value, -1_000),
            new(AccountKind.RefundsPayable, lot.Id.Value, 1_000),
        ]);
        (lot.TotalTickets, lot.HeldTickets, lot.CurrentFunding).ShouldBe((0, 0, Money.Zero));
        (purchase.IsPaid, purchase.IsSettledWithBuyer, purchase.Reason).ShouldBe((true, true, "hold_gone"));
    }

    [Fact]
    public void A_payment_to_a_cancelled_lot_goes_back_whole_and_frees_its_hold()
    {
        var lot = Open(100);
        var purchase = Hold(lot, 10);
        lot.Cancel("The watch was damaged.", Staff, now);

        lot.Confirm(purchase, Id(), now).Late!.Amount.ShouldBe(Money.Dollars(10));
        (lot.HeldTickets, lot.TotalTickets, purchase.Status).ShouldBe((0, 0, PurchaseStatus.Failed));
        purchase.Reason.ShouldBe("lot_not_open");
    }

    [Fact]
    public void Credits_buy_tickets_but_do_not_fund()
    {
        var lot = Open(100);
        var wallet = Wallet(1_000);
        var sale = lot.SellForCredits(10, Id(), Buyer(), true, wallet, now);

        sale.Entry.Tickets.ShouldBe(new TicketRange(1, 10));
        (wallet.Balance, wallet.TotalSpent).ShouldBe((new Credits(0), new Credits(1_000)));
        (sale.Spent.Amount, sale.Spent.BalanceBefore, sale.Spent.BalanceAfter).ShouldBe(
            (new Credits(-1_000), new Credits(1_000), new Credits(0))
        );
        (lot.CurrentFunding, lot.LiveNonCashTickets, lot.FreeNonCashTickets).ShouldBe((Money.Zero, 10, 20));
        lot.FreeCashTickets.ShouldBe(100);
    }

    [Fact]
    public void Non_cash_tickets_end_at_thirty_percent_of_the_target()
    {
        var lot = Open(100);
        Refused("trimmed", () => Credits(lot, 31)).Details["available"].ShouldBe(30);
        Credits(lot, 30);
        Refused("sold_out", () => Credits(lot, 1));
        Hold(lot, 100).Tickets.ShouldBe(100);
    }

    [Fact]
    public void Credits_that_are_missing_are_named()
    {
        var lot = Open(100);
        var refused = Refused(
            "insufficient_credits",
            () => lot.SellForCredits(3, Id(), Buyer(), true, Wallet(299), now)
        );
        (refused.Details["balance"], refused.Details["price"]).ShouldBe((299L, 300L));
        lot.TotalTickets.ShouldBe(0);
    }

    [Fact]
    public void A_lot_sells_until_its_deadline_and_not_at_it()
    {
        var lot = Open(100, hours: 1);
        now = lot.Deadline.AddMicroseconds(-1);
        Hold(lot, 1);
        now = lot.Deadline;
        Refused("lot_not_open", () => Hold(lot, 1));
        Refused("lot_not_open", () => Credits(lot, 1));
    }

    [Fact]
    public void A_frozen_lot_does_not_sell()
    {
        var lot = Open(100);
        lot.Freeze("seed", now);
        lot.Freeze("roster", now.AddHours(1));
        (lot.FrozenReason, lot.FrozenAt).ShouldBe(("seed", now));
        Refused("lot_not_open", () => Hold(lot, 1));
    }

    [Fact]
    public void Gates_hold_for_cash_and_credits()
    {
        var lot = Open(100, trivia: true);
        Refused("trivia_required", () => Hold(lot, Money.Dollars(1), Buyer(), false, answered: false));
        Refused("trivia_required", () => lot.SellForCredits(1, Id(), Buyer(), false, Wallet(100), now));
        Refused("account_suspended", () => Hold(lot, Money.Dollars(1), Buyer(UserStatus.Suspended), false));
        Refused("account_suspended", () => Hold(lot, Money.Dollars(1), Buyer(UserStatus.Banned), false));
        Refused("email_not_verified", () => Hold(lot, Money.Dollars(1), Buyer(verified: false), false));
        Refused("staff_cannot_enter", () => Hold(lot, Money.Dollars(1), Buyer(staff: true), false));
        lot.HeldTickets.ShouldBe(0);
    }

    [Fact]
    public void Hosts_do_not_enter_their_own_lots_but_others()
    {
        var host = HostId.New(now);
        var lot = Open(100, host: host);
        Refused("own_lot", () => Hold(lot, Money.Dollars(1), Buyer(host: host), false));
        Hold(lot, Money.Dollars(1), Buyer(host: HostId.New(now)), false).Tickets.ShouldBe(1);
    }

    [Fact]
    public void An_open_lot_expires_once_its_deadline_has_passed_and_nobody_is_paying()
    {
        var lot = Open(100, hours: 1);
        var purchase = Hold(lot, 5);
        Refused("deadline_not_reached", () => lot.Expire(now));
        now = lot.Deadline;
        Refused("holds_open", () => lot.Expire(now));
        lot.Release(purchase, "hold_expired", now);
        lot.Expire(now).To.ShouldBe(LotStatus.Expired);
        lot.ExpiredAt.ShouldBe(now);
        Refused("move_not_allowed", () => lot.Expire(now));
    }

    [Fact]
    public void An_expired_lot_is_extended_once()
    {
        var lot = Expired();
        var until = now.AddDays(3);
        lot.Extend(until, Staff, now).To.ShouldBe(LotStatus.Open);
        (lot.Deadline, lot.ExpiredAt, lot.ExtendedAt).ShouldBe((until, null, now));
        Refused("move_not_allowed", () => lot.Extend(until, Staff, now));

        now = until;
        lot.Expire(now);
        Refused("already_extended", () => lot.Extend(now.AddDays(1), Staff, now));
    }

    [Fact]
    public void Only_an_expired_lot_is_extended_and_only_by_an_hour_to_90_days()
    {
        Refused("lot_not_expired", () => Draft(100).Extend(now.AddDays(1), Staff, now));
        var lot = Expired();
        Refused("validation", () => lot.Extend(now.AddMinutes(59), Staff, now));
        Refused("validation", () => lot.Extend(now.AddDays(90).AddSeconds(1), Staff, now));
        lot.StartRefunding(now);
        Refused("move_not_allowed", () => lot.Extend(now.AddDays(1), Staff, now));
    }

    [Fact]
    public void For_72_hours_after_an_extension_a_buyer_leaves_with_everything()
    {
        var lot = Open(100, hours: 1);
        var purchase = Hold(lot, 10);
        var entry = lot.Confirm(purchase, Id(), now).Entry!;
        Credits(lot, 5);
        Refused("leave_not_possible", () => lot.Leave(purchase, entry, now));
        now = lot.Deadline;
        lot.Expire(now);
        lot.Extend(now.AddDays(10), Staff, now);
        now = now.AddHours(72).AddSeconds(-1);

        var left = lot.Leave(purchase, entry, now);

        (left.Refund.Amount, left.Refund.Reason).ShouldBe((Money.Dollars(10), RefundReason.Left));
        left.Journal.Lines.Sum(l => l.Amount).ShouldBe(0);
        (lot.CurrentFunding, lot.LiveTickets, lot.TotalTickets, lot.LiveNonCashTickets).ShouldBe(
            (Money.Zero, 5, 15, 5)
        );
        entry.VoidedAt.ShouldBe(now);
        Refused("nothing_to_return", () => lot.Leave(purchase, entry, now));
        // What was left can be sold again, under new numbers.
        lot.Confirm(Hold(lot, 1), Id(), now).Entry!.TicketsStart.ShouldBe(16);
    }

    [Fact]
    public void After_72_hours_nobody_leaves()
    {
        var lot = Open(100, hours: 1);
        var purchase = Hold(lot, 10);
        var entry = lot.Confirm(purchase, Id(), now).Entry!;
        now = lot.Deadline;
        lot.Expire(now);
        lot.Extend(now.AddDays(10), Staff, now);
        now = now.AddHours(72);
        Refused("leave_not_possible", () => lot.Leave(purchase, entry, now));
    }

    [Fact]
    public void Drafts_and_open_lots_are_cancelled_with_a_reason_and_funded_ones_only_voided()
    {
        var lot = Open(100);
        Refused("validation", () => lot.Cancel(" ", Staff, now));
        Refused("validation", () => lot.Cancel(new string('x', 501), Staff, now));
        lot.Cancel(" Damaged. ", Staff, now).Why.ShouldBe("Damaged.");
        (lot.CancelledAt, lot.CancelReason).ShouldBe((now, "Damaged."));
        Refused("move_not_allowed", () => lot.Cancel("Again.", Staff, now));
        Draft(100).Cancel("Not needed.", Staff, now).From.ShouldBe(LotStatus.Created);
        Refused("void_needs_two", () => Funded().Cancel("No.", Staff, now));
        Refused("move_not_allowed", () => Expired().Cancel("No.", Staff, now));
    }

    [Fact]
    public void A_draw_waits_for_its_time_and_settlement_for_the_draw()
    {
        var lot = Funded();
        Refused("move_not_allowed", () => lot.Settle(now));
        now = lot.FundedAt!.Value.AddSeconds(60).AddMicroseconds(-1);
        Refused("draw_not_due", () => lot.StartDrawing(now));
        now = now.AddMicroseconds(1);
        lot.StartDrawing(now).To.ShouldBe(LotStatus.Drawing);
        Refused("move_not_allowed", () => lot.StartDrawing(now));
        lot.Settle(now).To.ShouldBe(LotStatus.Settled);
        (lot.DrawnAt, lot.SettledAt).ShouldBe((now, now));
    }

    [Fact]
    public void Nothing_is_drawn_or_settled_while_a_lot_is_frozen()
    {
        var lot = Funded();
        now = lot.DrawDueAt!.Value;
        lot.Freeze("roster", now);
        Refused("lot_frozen", () => lot.StartDrawing(now));
        lot.Status.ShouldBe(LotStatus.Funded);
    }

    [Theory]
    [InlineData(59, false)]
    [InlineData(60, true)]
    [InlineData(90 * 24 * 60, true)]
    [InlineData(90 * 24 * 60 + 1, false)]
    public void A_lot_opens_with_a_deadline_from_an_hour_to_90_days_ahead(int minutes, bool opens)
    {
        var product = Item(100);
        var lot = Lot.Draft(LotId.New(now), 1, product, new LotPlan(now.AddMinutes(minutes)), null, now);
        if (opens)
            lot.Open(product, false, true, Staff, now).To.ShouldBe(LotStatus.Open);
        else
            Refused("validation", () => lot.Open(product, false, true, Staff, now));
    }

    [Fact]
    public void A_lot_opens_only_with_its_commitment_its_question_and_its_review()
    {
        var product = Item(100);
        var plan = new LotPlan(now.AddDays(1), TriviaEnabled: true);
        var lot = Lot.Draft(LotId.New(now), 1, product, plan, null, now);
        Refused("validation", () => lot.Open(product, hasGateQuestion: false, hasCommitment: true, Staff, now));
        Refused("commitment_missing", () => lot.Open(product, true, hasCommitment: false, Staff, now));
        var hosts = Lot.Draft(LotId.New(now), 2, product, new LotPlan(now.AddDays(1)), HostId.New(now), now);
        Refused("review_needed", () => hosts.Open(product, false, true, Staff, now));
    }

    [Fact]
    public void Only_a_draft_is_edited()
    {
        var lot = Open(100);
        Should.Throw<Refusal>(() => lot.Edit(Item(200), new LotPlan(now.AddDays(1)))).Code.ShouldBe("lot_not_draft");
        lot.FundingTarget.ShouldBe(Money.Dollars(100));
    }

    public static TheoryData<LotPlan, string> NotOffered =>
        new()
        {
            { new LotPlan(default, DrawMode: (DrawMode)7), "draw_mode" },
            { new LotPlan(default, LotType: LotType.Mystery), "lot_type" },
            { new LotPlan(default, LotType: (LotType)7), "lot_type" },
            { new LotPlan(default, Visibility: (Visibility)7), "visibility" },
        };

    [Theory]
    [MemberData(nameof(NotOffered))]
    public void What_can_not_be_kept_yet_is_not_promised_by_a_draft_or_an_edit(LotPlan plan, string field)
    {
        plan = plan with { Deadline = now.AddDays(1) };
        var drafted = Should.Throw<Refusal>(() => Lot.Draft(LotId.New(now), 1, Item(2_500), plan, null, now));
        var errors = drafted.Details["errors"].ShouldBeOfType<Dictionary<string, string[]>>();
        (drafted.Code, errors.Keys.ShouldHaveSingleItem()).ShouldBe(("validation", field));

        var lot = Draft(2_500);
        Should.Throw<Refusal>(() => lot.Edit(Item(2_500), plan)).Code.ShouldBe("validation");
        (lot.LotType, lot.Visibility, lot.DrawMode).ShouldBe((LotType.Standard, Visibility.Public, DrawMode.Roster));
    }

    [Theory]
    [InlineData(1, 4)]
    [InlineData(7, 7)]
    public void A_ticket_range_knows_its_tickets(int first, int last)
    {
        var range = new TicketRange(first, last - first + 1);
        range.Last.ShouldBe(last);
        (range.Contains(first), range.Contains(last)).ShouldBe((true, true));
        (range.Contains(first - 1), range.Contains(last + 1)).ShouldBe((false, false));
        range.ToString().ShouldBe(first == last ? "7" : "1–4");
    }

    private Lot Draft(int target, int hours = 24, bool trivia = false, HostId? host = null) =>
        Lot.Draft(
            LotId.New(now),
            401,
            Item(target),
            new LotPlan(now.AddHours(hours), TriviaEnabled: trivia),
            host,
            now
        );

    private Lot Open(int target, int hours = 24, bool trivia = false, HostId? host = null)
    {
        var lot = Draft(target, hours, trivia, host);
        if (host is not null)
            typeof(Lot).GetProperty(nameof(Lot.ReviewStatus))!.SetValue(lot, ReviewStatus.Approved);
        lot.Open(Item(target), trivia, true, Staff, now);
        return lot;
    }

    private Lot Expired()
    {
        var lot = Open(100, hours: 1);
        now = lot.Deadline;
        lot.Expire(now);
        return lot;
    }

    private Lot Funded()
    {
        var lot = Open(100);
        lot.Confirm(Hold(lot, 100), Id(), now);
        return lot;
    }

    private Product Item(int target) =>
        Product.Catalogue(new("Meridian", "Velden", Category.Watch, new Money(target * 40L), "Steel.", "New"), 1, now);

    private Purchase Hold(Lot lot, long dollars, bool acceptTrim = false) =>
        Hold(lot, Money.Dollars(dollars), Buyer(), acceptTrim);

    private Purchase Hold(Lot lot, Money amount, Buyer buyer, bool acceptTrim, bool answered = true, int unpaid = 0) =>
        lot.Hold(PurchaseId.New(now), amount, acceptTrim, buyer, answered, unpaid, now);

    private CreditSale Credits(Lot lot, int tickets) =>
        lot.SellForCredits(tickets, Id(), Buyer(), true, Wallet(100_000), now);

    private Wallet Wallet(long credits)
    {
        var wallet = Domain.Ledger.Wallet.Empty(PlayerId.New(now), now);
        wallet.Receive(new Credits(credits), CreditKind.AdminGrant, "For a test", now);
        return wallet;
    }

    private Buyer Buyer(
        UserStatus status = UserStatus.Active,
        bool verified = true,
        bool staff = false,
        HostId? host = null
    ) => new(PlayerId.New(now), "ines_calder", false, status, verified, staff, host, now);

    private EntryId Id() => EntryId.New(now);

    private static Refusal Refused(string code, Func<object> work)
    {
        var refused = Should.Throw<Refusal>(() => work());
        refused.Code.ShouldBe(code);
        return refused;
    }
}
