using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Text;
using Alot.Domain.Mail;

namespace Alot.Web.Mail;

/// <summary><c>Smtp:Host</c>, <c>Port</c>, <c>User</c>, <c>Password</c>, <c>Tls</c>, <c>From</c>.</summary>
public sealed record SmtpSettings(string Host, int Port, string? User, string? Password, bool Tls, string From)
{
    /// <summary>Null when no server is configured.</summary>
    public static SmtpSettings? Read(IConfiguration configuration)
    {
        var smtp = configuration.GetSection("Smtp");
        return smtp["Host"] is { Length: > 0 } host
            ? new SmtpSettings(
                host,
                smtp.GetValue("Port", 587),
                smtp["User"],
                smtp["Password"],
                smtp.GetValue("Tls", smtp.GetValue("Port", 587) is 465 or 587),
                smtp["From"] ?? "ALOT! <hello@alot.test>"
            )
            : null;
    }
}

/// <summary>Sends through a mail server.</summary>
public sealed class SmtpMailer(SmtpSettings settings) : IMailer
{
    private const int TimeoutMs = 20_000;

    public async Task SendAsync(Domain.Mail.Mail mail, CancellationToken stop)
    {
        using var message = new MailMessage
        {
            From = new MailAddress(settings.From),
            Subject = mail.Subject,
            SubjectEncoding = Encoding.UTF8,
            Body = mail.Text,
            BodyEncoding = Encoding.UTF8,
            IsBodyHtml = false,
        };
        message.To.Add(new MailAddress(mail.To));
        message.AlternateViews.Add(
            AlternateView.CreateAlternateViewFromString(mail.Html, Encoding.UTF8, MediaTypeNames.Text.Html)
        );
        using var client = new SmtpClient(settings.Host, settings.Port)
        {
            EnableSsl = settings.Tls,
            Timeout = TimeoutMs,
            Credentials = settings.User is { Length: > 0 } user ? new NetworkCredential(user, settings.Password) : null,
        };
        await client.SendMailAsync(message, stop);
    }
}

/// <summary>A site without a mail server: each mail fails, stays in the outbox, and staff are told.</summary>
public sealed class NoMailer : IMailer
{
    public Task SendAsync(Domain.Mail.Mail mail, CancellationToken stop) =>
        throw new InvalidOperationException("No mail server is configured: set Smtp:Host.");
}
