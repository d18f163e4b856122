using System.Net;
using System.Text.RegularExpressions;
using Alot.Data;
using Alot.Data.Mail;
using Alot.Domain.Mail;
using Alot.Web.Api;
using Microsoft.EntityFrameworkCore;

namespace Alot.Web.Mail;

/// <summary>Development's mailer: keeps every mail for <c>GET /dev/mail</c>, and sends it too where a server is configured.</summary>
public sealed class KeptMailer(IDbContextFactory<AlotDb> contexts, SmtpMailer? server) : IMailer
{
    public async Task SendAsync(Domain.Mail.Mail mail, CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        var now = TimeProvider.System.GetUtcNow();
        db.Add(
            new SentMail
            {
                Id = Guid.CreateVersion7(now),
                To = mail.To.ToLowerInvariant(),
                Subject = mail.Subject,
                Text = mail.Text,
                Html = mail.Html,
                SentAt = now,
            }
        );
        await db.SaveChangesAsync(stop);
        if (server is not null)
            await server.SendAsync(mail, stop);
    }
}

/// <param name="Links">All links of the mail, the one to act on first.</param>
public sealed record KeptMail(
    string To,
    string Subject,
    string Text,
    string Html,
    IReadOnlyList<string> Links,
    DateTimeOffset SentAt
);

public static partial class KeptMails
{
    private const int Most = 200;

    /// <summary>Map inside <see cref="Operations.DevelopmentSetup.MapDevelopment"/> only.</summary>
    public static void MapKeptMails(this IEndpointRouteBuilder development) =>
        development
            .MapGet("/dev/mail", ReadAsync)
            .WithSummary("Mails sent, newest first")
            .RequireRateLimiting(Rates.Machine)
            .Produces<IReadOnlyList<KeptMail>>();

    private static async Task<IResult> ReadAsync(string? to, IDbContextFactory<AlotDb> contexts, CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        var address = to?.Trim().ToLowerInvariant();
        var mails = await db.Set<SentMail>()
            .AsNoTracking()
            .Where(m => address == null || m.To == address)
            .OrderByDescending(m => m.SentAt)
            .ThenByDescending(m => m.Id)
            .Take(Most)
            .ToListAsync(stop);
        return Results.Ok(mails.Select(m => new KeptMail(m.To, m.Subject, m.Text, m.Html, LinksIn(m.Html), m.SentAt)));
    }

    internal static IReadOnlyList<string> LinksIn(string html) =>
        [.. Href().Matches(html).Select(m => WebUtility.HtmlDecode(m.Groups[1].Value)).Distinct()];

    [GeneratedRegex("href=\"(https?://[^\"]+)\"", RegexOptions.CultureInvariant)]
    private static partial Regex Href();
}
