using System.Globalization;
using Alot.Data.Accounts;
using Alot.Data.Payments;
using Alot.Data.Transactions;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Alot.Domain.Mail;

namespace Alot.Web.Mail;

/// <summary>Writes and sends the mails about lots and purchases: what the outbox's worker does with <see cref="MailLetter"/>.</summary>
public sealed class LotMails(MailReads reads, PurchaseReads purchases, IMailer mailer, PublicUrl url)
{
    public async Task SendAsync(MailLetter letter, CancellationToken stop)
    {
        if (
            letter.LotId is not { } lot
            || await reads.FindAsync(lot, letter.PlayerId, stop) is not { Address: { } address } facts
        )
            return;
        var purchase = letter.PurchaseId is { } id ? await purchases.FindForMailAsync(id, stop) : null;
        if (Write(letter.Template, facts, purchase) is { } page)
            await mailer.SendAsync(page.To(address), stop);
    }

    private MailPage? Write(string template, LotMailFacts facts, PurchaseView? purchase) =>
        template switch
        {
            "receipt" when purchase is { TicketsStart: { } first } => Receipt(facts, purchase, first).Page(),
            "late_payment" when purchase is not null => new MailPage(
                $"Your {purchase.Amount} for lot {facts.NumberText} goes back",
                "All of it, no fee.",
                Kicker(facts),
                $"{purchase.Amount} goes back to your card",
                purchase.Reason == "hold_gone"
                    ? "Your payment arrived after its hold had ended, so no tickets were issued. You get all of it back, no fee."
                    : "Your payment arrived when the lot was no longer selling, so no tickets were issued. You get all of it back, no fee.",
                Action: ("See the purchase", url.Of($"/purchases/{purchase.Id}"))
            ),
            "refunded" when purchase is not null => new MailPage(
                $"{purchase.RefundedAmount} is back on its way to your card",
                $"Lot {facts.NumberText}.",
                Kicker(facts),
                $"{purchase.RefundedAmount} sent back",
                "The card network has taken it. Banks show it within a few days.",
                [("Paid", purchase.Amount.ToString()), ("Sent back", purchase.RefundedAmount.ToString())],
                ("See the purchase", url.Of($"/purchases/{purchase.Id}"))
            ),
            "dispute_opened" when purchase is not null => new MailPage(
                $"Your bank disputes {purchase.DisputedAmount} for lot {facts.NumberText}",
                "What it means for your tickets and credits.",
                Kicker(facts),
                "Your bank is looking into this payment",
                Alot.Web.Payments.Pages.PurchaseStory.WhileDisputed(purchase),
                Action: ("See the purchase", url.Of($"/purchases/{purchase.Id}")),
                Note: "If you did not ask your bank for this, tell it so: that ends it fastest."
            ),
            "dispute_over" when purchase is not null => new MailPage(
                $"The dispute about lot {facts.NumberText} is over",
                "What happened to the money.",
                Kicker(facts),
                "Your bank has decided",
                Alot.Web.Payments.Pages.PurchaseStory.TitleOf(purchase)
                    + " The purchase’s page says what became of the money and what comes next.",
                Action: ("See the purchase", url.Of($"/purchases/{purchase.Id}"))
            ),
            "lot_won" => new MailPage(
                $"You won lot {facts.NumberText}",
                $"Ticket {Number(facts.WinningTicket ?? 0)} was drawn.",
                Kicker(facts),
                $"{facts.Item} is yours",
                $"Ticket {Number(facts.WinningTicket ?? 0)} was drawn, and it is yours. We write to you about shipping.",
                Action: ("See your card", url.Of("/cards")),
                Note: "Check the draw yourself: every value is on the lot's verify page."
            ),
            "lot_disqualified" => new MailPage(
                $"Your win of lot {facts.NumberText} was withdrawn",
                "The prize passed on to somebody else.",
                Kicker(facts),
                "The prize passed on",
                "Two people of our staff have decided that you can’t receive this prize. An alternate was drawn from the same list of entries; both are public.",
                Action: ("See the lot", url.Of($"/lots/{facts.LotId}")),
                Note: "If you think this is wrong, write to support: a person will look at it."
            ),
            "lot_lost" => new MailPage(
                $"Lot {facts.NumberText} was drawn",
                facts.Credits > Credits.Zero ? $"You have {facts.Credits} more." : "It was won by somebody else.",
                Kicker(facts),
                "Somebody else won",
                facts.Credits > Credits.Zero
                    ? $"Ticket {Number(facts.WinningTicket ?? 0)} was drawn. Your {facts.Cash} became {facts.Credits}: they are in your wallet."
                    : $"Ticket {Number(facts.WinningTicket ?? 0)} was drawn. Credit and free entries earn no credits.",
                Action: ("Check the draw", url.Of($"/lots/{facts.LotId}/verify"))
            ),
            "refund_choice" or "refund_reminder" when facts.Cash > Money.Zero => Choice(template, facts, purchase),
            "refund_choice" => new MailPage(
                $"Lot {facts.NumberText} was not funded",
                "Your credits come back.",
                Kicker(facts),
                "Your credits come back",
                $"The lot did not reach its target by its deadline. Your credits come back one for one, within {Lot.ExtensionWindowHours} hours.",
                Action: ("See your wallet", url.Of("/wallet"))
            ),
            "lot_extended" => new MailPage(
                $"Lot {facts.NumberText} goes on",
                $"You can leave at 100 % for {Lot.LeaveHours} hours.",
                Kicker(facts),
                "The lot has a new deadline",
                $"It now runs until {Time(facts.Deadline)}. Your tickets stay. If you would rather leave, you get 100 % back for {Lot.LeaveHours} hours.",
                Action: ("See the lot", url.Of($"/lots/{facts.LotId}"))
            ),
            "lot_cancelled" => new MailPage(
                $"Lot {facts.NumberText} was cancelled",
                "Everything goes back at 100 %.",
                Kicker(facts),
                "Everything goes back",
                $"The lot was called off: {facts.CancelReason}. Your cash goes back to your card at 100 %, credits one for one. There is no fee and nothing for you to do.",
                Action: ("See your cards", url.Of("/cards"))
            ),
            _ => null,
        };

    private MailPage Choice(string template, LotMailFacts facts, PurchaseView? purchase) =>
        new(
            template == "refund_reminder"
                ? $"Still to choose: lot {facts.NumberText}"
                : $"Choose: lot {facts.NumberText} was not funded",
            $"{facts.Terms.CashBack(facts.Cash)} in cash or {facts.Terms.CreditsIfExpired(facts.Cash)}.",
            Kicker(facts),
            "Cash or credits: you choose",
            $"The lot did not reach its target by its deadline. For each purchase you choose, once. If you say nothing for {facts.Terms.RefundChoiceDays} days, you get the cash.",
            [
                ("You paid", facts.Cash.ToString()),
                ($"{facts.Terms.RefundCashPercent} % in cash", facts.Terms.CashBack(facts.Cash).ToString()),
                ("Or in credits, not cash", facts.Terms.CreditsIfExpired(facts.Cash).ToString()),
            ],
            ("Choose", url.Of(purchase is null ? "/cards" : $"/purchases/{purchase.Id}/choice"))
        );

    private ReceiptMail Receipt(LotMailFacts facts, PurchaseView purchase, int first) =>
        new(
            facts.NumberText,
            facts.Item,
            purchase.Amount,
            new TicketRange(first, purchase.Tickets),
            purchase.CompletedAt ?? purchase.CreatedAt,
            purchase.PaymentReference ?? purchase.Id.ToString(),
            purchase.Commitment ?? "",
            purchase.LogHead ?? "",
            [
                ("If somebody else wins", facts.Terms.CreditsIfNotWinner(purchase.Amount).ToString()),
                (
                    "If it isn't funded",
                    $"{facts.Terms.CashBack(purchase.Amount)} or {facts.Terms.CreditsIfExpired(purchase.Amount)}"
                ),
            ],
            url.Of($"/purchases/{purchase.Id}")
        );

    private static string Kicker(LotMailFacts facts) => $"Lot {facts.NumberText}, {facts.Item}";

    private static string Number(int number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset at) =>
        at.UtcDateTime.ToString("d MMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
