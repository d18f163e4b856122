using Alot.Data.Accounts;
using Alot.Data.Pots;
using Alot.Data.Transactions;
using Alot.Domain.Mail;

namespace Alot.Web.Mail;

/// <summary>Writes and sends the mails about pots: what the outbox's worker does with a <see cref="MailLetter"/> that names one.</summary>
public sealed class PotMails(MailReads reads, PotReads pots, IMailer mailer, PublicUrl url)
{
    public async Task SendAsync(MailLetter letter, CancellationToken stop)
    {
        if (
            letter.PotId is not { } id
            || await reads.AddressOfAsync(letter.PlayerId, stop) is not { } address
            || await pots.RoomAsync(id, letter.PlayerId, stop) is not { } room
        )
            return;
        if (Write(letter.Template, room) is { } page)
            await mailer.SendAsync(page.To(address), stop);
    }

    private MailPage? Write(string template, PotRoom room) =>
        template switch
        {
            "pot_won" when room is { Pot: { YouWon: true } pot, Winner: { } won } => new MailPage(
                $"You won {won.Payout} in {pot.Title}",
                $"Ticket {Number(won.Ticket)} of {Number(pot.TicketsSold)} was drawn.",
                $"Pot {Number(pot.Number)}, {pot.Title}",
                $"{won.Payout} are yours",
                $"Ticket {Number(won.Ticket)} was drawn, and it is yours. The whole pot is in your wallet, with nothing kept back.",
                [
                    ("Payout", won.Payout.ToString()),
                    ("Players", Number(pot.Participants)),
                    ("Your tickets", $"{Number(pot.OwnTickets)} of {Number(pot.TicketsSold)}"),
                ],
                ("Check the draw", url.Of($"/pots/{pot.Id}/verify")),
                [("Commitment", pot.CommitHash ?? ""), ("Seed", won.RevealSeed)]
            ),
            _ => null,
        };

    private static string Number(int number) =>
        number.ToString("#,0", System.Globalization.CultureInfo.InvariantCulture);
}
