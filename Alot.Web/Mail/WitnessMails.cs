using System.Globalization;
using Alot.Data.Draws;
using Alot.Domain.Draws;
using Alot.Domain.Mail;

namespace Alot.Web.Mail;

/// <summary>Sends the day's signed head to somebody who keeps it where we can't reach it: what the outbox does with <see cref="WitnessLetter"/>.</summary>
public sealed class WitnessMails(FairnessReads fairness, IMailer mailer, PublicUrl url)
{
    public async Task SendAsync(WitnessLetter letter, CancellationToken stop)
    {
        // Written in the transaction that made the head.
        var head =
            await fairness.HeadOfAsync(letter.Date, stop)
            ?? throw new InvalidOperationException($"There is no head of {letter.Date}.");
        await mailer.SendAsync(Page(head).To(letter.Address), stop);
    }

    private MailPage Page(FairnessHead head)
    {
        var statement = DrawStatements.Head(head.Sequence, head.Hash, head.Date, head.MadeAt);
        var sequence = head.Sequence.ToString("#,0", CultureInfo.InvariantCulture);
        return new MailPage(
            $"ALOT! fairness log, head of {statement.Fields[2]}",
            $"Record {sequence}. Keep this mail.",
            "Signed daily head",
            $"The log ends at record {sequence}",
            "Whoever keeps this mail can show later that no record up to this one was changed, left out or put in.",
            [("Date (UTC)", statement.Fields[2]), ("Record", sequence), ("Signed at", statement.Fields[3])],
            ("See all signed heads", url.Of("/fairness/heads")),
            [
                ("Hash of that record", head.Hash),
                ("Signed text", statement.Text),
                ("Signature, ECDSA P-256 with SHA-256", head.Signature),
                ("Key", head.KeyId),
            ],
            $"The public keys stand at {url.Of("/.well-known/alot-keys.json")}, the whole log at {url.Of("/api/fairness/log.ndjson")}.",
            "You get this mail once a day because you agreed to be a witness."
        );
    }
}
