namespace Alot.Domain.Mail;

/// <summary>One mail to one person, as text and as HTML that says the same.</summary>
/// <param name="To">One address, without a display name.</param>
public sealed record Mail(string To, string Subject, string Text, string Html);

/// <summary>
/// The seam to the mail server. Sending is at least once: called by the outbox's worker after the commit, again when it
/// failed. Throws when the server didn't take the mail.
/// </summary>
public interface IMailer
{
    Task SendAsync(Mail mail, CancellationToken stop);
}
