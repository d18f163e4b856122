using Alot.Data.Accounts;
using Alot.Data.Draws;
using Alot.Data.Fulfilment;
using Alot.Data.Hosts;
using Alot.Data.Ledger;
using Alot.Data.Lots;
using Alot.Data.Payments;
using Alot.Data.Transactions;
using Alot.Data.Trivia;
using Alot.Domain;
using Alot.Domain.Compliance;
using Alot.Domain.Draws;
using Alot.Domain.Hosts;
using Alot.Domain.Lots;
using Alot.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Demo;

/// <summary>Lives the demo's past through: one agenda over all lots, so that logs, wallets and numbers follow one another.</summary>
internal sealed class DemoLife(
    IDbContextFactory<AlotDb> contexts,
    Transactions.Transactions transactions,
    Sealer sealer,
    TriviaKey trivia,
    DemoProcessor processor,
    DemoPots pots,
    DemoClock clock
)
{
    // The same world on every machine, as far as seeds and ids allow.
    private readonly Random random = new(417);
    private readonly DateTimeOffset now = new(clock.Time.Ticks - clock.Time.Ticks % 10, TimeSpan.Zero);
    private readonly DemoAgenda agenda = new(clock);
    private readonly StaffAccess staff = new(new StaffRules(SecondFactor: false), clock);
    private readonly SigningKeys keys = new(sealer);
    private readonly List<LotId> made = [];
    private DemoPlayers players = null!;
    private DemoSales sales = null!;
    private PlayerId admin;
    private HostId host;

    public async Task LiveAsync(CancellationToken stop)
    {
        players = await transactions.RunAsync(db => DemoPlayers.MakeAsync(db, sealer, now, random, stop), stop);
        sales = new DemoSales(transactions, processor, players, sealer, trivia.Value, random);
        admin = players[DemoAccounts.Admin].Id;
        host = await transactions.RunAsync(db => HostAsync(db, stop), stop);
        var there = await ThereAsync(stop);
        // An earlier start that was stopped midway: what it made stays as it is.
        foreach (var lot in DemoLots.All.Where(l => !there.Contains((l.Item.Brand, l.Item.Name))))
            Begin(lot, stop);
        agenda.At(now.AddDays(-3), () => GoodwillAsync(stop));
        pots.Plan(agenda, admin, players.All, now, stop);
        await agenda.RunAsync();
        clock.Time = now;
        await transactions.RunAsync(db => FinishAsync(db, stop), stop);
    }

    private async Task<HashSet<(string, string)>> ThereAsync(CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        var items = await db.Products.Select(p => new { p.Brand, p.Name }).ToListAsync(stop);
        return [.. items.Select(p => (p.Brand, p.Name))];
    }

    private async Task<HostId> HostAsync(AlotDb db, CancellationToken stop)
    {
        var user = players[DemoAccounts.Host].Id;
        if (await db.Hosts.SingleOrDefaultAsync(h => h.UserId == user, stop) is { } known)
            return known.Id;
        var approved = now.AddDays(-29);
        var id = HostId.New(approved);
        db.Hosts.Add(
            new Host
            {
                Id = id,
                UserId = user,
                DisplayName = "Velden House",
                Slug = "velden-house",
                Description =
                    "The Velden workshop's own counter: watches from the two benches upstairs, sold by the people who made them.",
                Status = HostStatus.Approved,
                ApprovedAt = approved,
                ApprovedBy = admin,
                RevenueSharePercentage = 30m,
                RequireCustodyProof = true,
                CreatedAt = approved,
                UpdatedAt = approved,
            }
        );
        return id;
    }

    /// <summary>A lot's way from its draft to its end, as far as its time has come.</summary>
    private void Begin(DemoLot lot, CancellationToken stop)
    {
        var opened = now - lot.OpenedAgo;
        var deadline = now + lot.DeadlineIn;
        var drafted = lot.End == DemoEnd.Draft ? opened : opened.AddHours(-2).AddMinutes(-random.Next(50));
        var id = default(LotId);
        agenda.At(drafted, async () => made.Add(id = await DraftAsync(lot, stop)));
        if (lot.End == DemoEnd.Draft)
            return;

        agenda.At(
            opened,
            () =>
                new OpenLot(transactions, staff, keys, sealer, DrawPolicy.WithoutBeacon, clock).RunAsync(
                    new(admin, Key("open", lot), id),
                    stop
                )
        );
        var until = lot.End switch
        {
            DemoEnd.Funded or DemoEnd.Settled => now - lot.EndedAgo,
            DemoEnd.Cancelled => now - lot.EndedAgo - TimeSpan.FromHours(2),
            _ when deadline < now => deadline.AddSeconds(-40),
            _ => now.AddSeconds(-5 - random.Next(120)),
        };
        var target = (int)(Tiers.Target(lot.Item.Facts.RetailValue).Cents / 100);
        var cash = (int)Math.Ceiling(target * (decimal)lot.Percent / 100m);
        Sell(lot, () => id, opened.AddMinutes(1), until, 0, lot.ExtendedTo is null ? cash : cash * 5 / 6, stop);
        switch (lot.End)
        {
            case DemoEnd.Settled:
                Draw(() => id, until, lot.DrawDelay, stop);
                TurnCards(() => id, lot, stop);
                break;
            case DemoEnd.Cancelled:
                agenda.At(now - lot.EndedAgo, () => CancelAsync(lot, id, stop));
                break;
            case DemoEnd.Expired or DemoEnd.Refunding or DemoEnd.Closed:
                agenda.At(
                    deadline.AddSeconds(1),
                    async () =>
                    {
                        await new ExpireLot(transactions, clock).RunAsync(id, stop);
                        if (lot.End != DemoEnd.Expired)
                            await PlanChoicesAsync(lot, id, deadline, stop);
                    }
                );
                break;
            case DemoEnd.Open when lot.ExtendedTo is { } longer:
                agenda.At(deadline.AddSeconds(1), () => new ExpireLot(transactions, clock).RunAsync(id, stop));
                var extended = deadline.AddHours(2);
                agenda.At(
                    extended,
                    () =>
                        new ExtendLot(transactions, staff, clock).RunAsync(
                            new(admin, Key("extend", lot), id, now + longer),
                            stop
                        )
                );
                Sell(lot, () => id, extended.AddMinutes(1), now.AddMinutes(-3), cash * 5 / 6, cash, stop);
                break;
        }
    }

    private async Task<LotId> DraftAsync(DemoLot lot, CancellationToken stop)
    {
        if (!lot.OfHost)
            return (
                await new DraftLot(transactions, staff, trivia, DrawPolicy.WithoutBeacon, clock).RunAsync(
                    new(admin, Key("draft", lot), lot.Item.Facts, null, lot.Plan(now), lot.Gate, lot.Item.Art),
                    stop
                )
            ).LotId;
        // Hosts draft and staff review by use cases that come with their own issue.
        return await transactions.RunAsync(
            async db =>
            {
                await using var next = db.Sql("select nextval('room_number')");
                var number = (int)(long)(await next.ExecuteScalarAsync(stop))!;
                var at = clock.GetUtcNow();
                var item = Product.Catalogue(lot.Item.Facts, lot.Item.Art, at);
                var drafted = Lot.Draft(LotId.New(at), number, item, lot.Plan(now), host, at);
                db.Products.Add(item);
                db.Lots.Add(drafted);
                await db.SaveChangesAsync(stop);
                await db.RunSqlAsync(
                    """
                    update rooms set review_status = 'approved', reviewer_note = 'Seen at the workshop.', host_share = 30,
                        custody_proof = 'Photographs with the lot number, video of the serial number'
                    where id = $1
                    """,
                    stop,
                    drafted.Id.Value
                );
                return drafted.Id;
            },
            stop
        );
    }

    /// <summary>In one go, but for what needs its own moment: a wallet's lines stand in the order of time.</summary>
    private void Sell(
        DemoLot lot,
        Func<LotId> id,
        DateTimeOffset from,
        DateTimeOffset until,
        int already,
        int cash,
        CancellationToken stop
    )
    {
        var moments = lot
            .Stakes.Where(s => s.Credits)
            .Select(s => now - s.Ago)
            .Where(at => at > from && at < until)
            .Order()
            .Select(at => at.AddSeconds(1))
            .Append(until);
        var (start, whole) = (from, until - from);
        foreach (var end in moments)
        {
            var (begin, part) = (start, (end - from) / whole);
            agenda.At(
                end,
                () =>
                    sales.SellAsync(
                        lot,
                        id(),
                        begin,
                        end,
                        end == until ? cash : already + (int)((cash - already) * part),
                        now,
                        stop
                    )
            );
            start = end;
        }
    }

    private void Draw(Func<LotId> id, DateTimeOffset funded, TimeSpan delay, CancellationToken stop)
    {
        agenda.At(funded.AddSeconds(1), () => new FreezeRoster(transactions, keys, sealer, clock).RunAsync(id(), stop));
        var due = funded + delay;
        agenda.At(due.AddMilliseconds(340), () => new DrawLot(transactions, keys, sealer, clock).RunAsync(id(), stop));
        agenda.At(due.AddSeconds(1), () => new SettleLot(transactions, clock).RunAsync(id(), stop));
    }

    /// <summary>The demo player has turned what was won and the older cards; three still lie face down.</summary>
    private void TurnCards(Func<LotId> id, DemoLot lot, CancellationToken stop)
    {
        if (lot.Winner is null && lot.EndedAgo < TimeSpan.FromDays(14))
            return;
        foreach (var stake in lot.Stakes)
            agenda.At(
                now - lot.EndedAgo + TimeSpan.FromMinutes(47),
                async () =>
                {
                    await using var db = await contexts.CreateDbContextAsync(stop);
                    var (lotId, player) = (id(), players[stake.Email].Id);
                    var card = await db.Cards.SingleAsync(c => c.LotId == lotId && c.PlayerId == player, stop);
                    await new TurnCard(transactions, clock).RunAsync(new(player, card.Id), stop);
                }
            );
    }

    private async Task CancelAsync(DemoLot lot, LotId id, CancellationToken stop)
    {
        await new CancelLot(transactions, staff, clock).RunAsync(
            new(admin, Key("cancel", lot), id, lot.CancelReason!),
            stop
        );
        foreach (var purchase in await PurchasesAsync(id, stop))
        {
            clock.Time = clock.Time.AddSeconds(1);
            await new ReturnCancelled(transactions, clock).RunAsync(purchase.Id, stop);
            await RefundAsync(purchase.Id, stop);
        }
        await new ReturnCredits(transactions, clock).RunAsync(id, stop);
    }

    /// <summary>
    /// Who chose what, and when. In the lot that is closed everybody was done after the days of its terms, two in five because
    /// they said nothing; in the one that is refunding a few have chosen. The demo player took credits.
    /// </summary>
    private async Task PlanChoicesAsync(DemoLot lot, LotId id, DateTimeOffset expired, CancellationToken stop)
    {
        var closed = lot.End == DemoEnd.Closed;
        var days = closed ? LotTerms.Default.RefundChoiceDays : -lot.DeadlineIn.TotalDays;
        var demo = players.DemoBuyers.ToDictionary(b => b.Id, b => b.Name);
        foreach (var purchase in await PurchasesAsync(id, stop))
        {
            var chooses = random.Next(10) < (closed ? 6 : 4);
            var choice = random.Next(3) == 0 ? RefundChoice.Credits : RefundChoice.Cash;
            var at = expired.AddDays((0.04 + 0.9 * random.NextDouble()) * days);
            if (demo.ContainsKey(purchase.PlayerId))
                (chooses, choice, at) = (closed, RefundChoice.Credits, expired.AddDays(1.5));
            if (chooses)
                agenda.At(at, () => ChooseAsync(purchase, choice, stop));
            else if (closed)
                agenda.At(
                    expired.AddDays(days).AddSeconds(3),
                    async () =>
                    {
                        await new DefaultChoice(transactions, clock).RunAsync(purchase.Id, stop);
                        await RefundAsync(purchase.Id, stop);
                    }
                );
        }
        agenda.At(
            expired.AddHours(Lot.ExtensionWindowHours).AddSeconds(1),
            () => new ReturnCredits(transactions, clock).RunAsync(id, stop)
        );
        if (closed)
            agenda.At(expired.AddDays(days).AddMinutes(1), () => new CloseLot(transactions, clock).RunAsync(id, stop));
        agenda.At(now.AddSeconds(-1), () => transactions.RunAsync(db => RemindedAsync(db, id, stop), stop));
    }

    private async Task ChooseAsync(Purchase purchase, RefundChoice choice, CancellationToken stop)
    {
        await new ChooseRefund(transactions, clock).RunAsync(
            new(purchase.PlayerId, $"demo-choose-{purchase.Id}", purchase.Id, choice),
            stop
        );
        if (choice == RefundChoice.Cash)
            await RefundAsync(purchase.Id, stop);
    }

    /// <summary>What the outbox's worker does with a refund that was ordered, a moment later.</summary>
    private async Task RefundAsync(PurchaseId purchaseId, CancellationToken stop)
    {
        Refund refund;
        string payment;
        await using (var db = await contexts.CreateDbContextAsync(stop))
        {
            refund = await db.Refunds.AsNoTracking().SingleAsync(r => r.PurchaseId == purchaseId, stop);
            payment = (
                await db.Purchases.AsNoTracking().SingleAsync(p => p.Id == purchaseId, stop)
            ).StripePaymentIntentId!;
        }
        var answer = await processor.RefundAsync(
            new NewRefund(payment, refund.Amount, purchaseId, Refund.Text(refund.Reason)),
            clock,
            stop
        );
        await new RecordRefund(transactions, clock).RunAsync(answer, stop);
    }

    private async Task<IReadOnlyList<Purchase>> PurchasesAsync(LotId id, CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        return await db
            .Purchases.AsNoTracking()
            .Where(p => p.LotId == id && p.Status == PurchaseStatus.Succeeded)
            .OrderBy(p => p.Id)
            .ToListAsync(stop);
    }

    // The mails of days past have been read: only their count matters now.
    private async Task<bool> RemindedAsync(AlotDb db, LotId id, CancellationToken stop)
    {
        await db.RunSqlAsync(
            $"""
            update room_entry_purchases p set reminders_sent = (
                select count(*) from unnest(array[{string.Join(',', RemindToChoose.Days)}]) day
                where r.expired_at + make_interval(days => day) <= $2)
            from rooms r where r.id = p.room_id and r.id = $1 and p.refund_eligible
            """,
            stop,
            id.Value,
            now
        );
        return true;
    }

    private Task GoodwillAsync(CancellationToken stop) =>
        new AdjustCredits(transactions, staff, clock).RunAsync(
            new(
                admin,
                "demo-goodwill",
                players[DemoAccounts.Player].Id,
                DemoLots.Goodwill,
                "Thank you for reporting the mislabelled pair in lot “Cassis”."
            ),
            stop
        );

    /// <summary>Mails and webhooks of the past have long arrived; the audit log keeps that this was done.</summary>
    private async Task<bool> FinishAsync(AlotDb db, CancellationToken stop)
    {
        await db.RunSqlAsync(
            "update outbox set done_at = created_at, attempts = 1 where done_at is null and (payload->'lot_id'->>'value')::uuid = any($1)",
            stop,
            made.Select(id => id.Value).ToArray()
        );
        await db.RunSqlAsync(
            """
            update outbox o set done_at = o.created_at, attempts = 1 from refunds r
            where o.kind = $1 and o.done_at is null and r.id = (o.payload->>'refund_id')::uuid and r.status = 'succeeded'
            """,
            stop,
            OutboxKinds.Refund
        );
        db.Audit(admin, DemoWorld.Made, "demo", admin.Value, new { lots = made.Count });
        return true;
    }

    // Names have signs that no key has.
    private static string Key(string what, DemoLot lot) =>
        $"demo-{what}-{Uri.EscapeDataString($"{lot.Item.Brand}-{lot.Item.Name}")}";
}
