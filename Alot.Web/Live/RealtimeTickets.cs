using System.Buffers.Text;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using Alot.Data.Live;
using Alot.Web.Accounts;
using Alot.Web.Api;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;

namespace Alot.Web.Live;

/// <param name="ExpiresIn">Seconds.</param>
public sealed record RealtimeTicketJson(string Ticket, int ExpiresIn);

/// <summary>
/// What a program that has no cookie opens the live connection with. An address ends up in logs, so a ticket is good for 60
/// seconds of real time and for one connection: one negotiation and one socket. It is sealed with the keys all nodes share,
/// and worth nothing once its session has ended.
/// </summary>
public sealed class RealtimeTickets(IDataProtectionProvider protection)
{
    public const string Scheme = "RealtimeTicket";
    public const string Parameter = "ticket";
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    private const string Id = "id";
    private const int Longest = 4096;

    private readonly TicketDataFormat format = new(protection.CreateProtector("realtime-ticket"));

    public string Issue(ClaimsPrincipal principal)
    {
        var known = principal.Claims.Where(c =>
            c.Type is ClaimTypes.NameIdentifier or Principals.Session or Principals.Stamp
        );
        var properties = new AuthenticationProperties { ExpiresUtc = TimeProvider.System.GetUtcNow() + Lifetime };
        properties.Items[Id] = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        return format.Protect(
            new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity(known, Scheme)), properties, Scheme)
        );
    }

    /// <summary>Null when it is none of ours or has expired.</summary>
    public (ClaimsPrincipal Principal, string Id)? Read(string text)
    {
        if (text.Length > Longest || format.Unprotect(text) is not { } ticket)
            return null;
        return
            ticket.Properties.ExpiresUtc > TimeProvider.System.GetUtcNow()
            && ticket.Properties.Items.TryGetValue(Id, out var id)
            && id is not null
            ? (ticket.Principal, id)
            : null;
    }

    public static void MapTickets(IEndpointRouteBuilder app) =>
        app.MapPost(
                "/api/realtime/ticket",
                (HttpContext http, RealtimeTickets tickets) =>
                {
                    http.User.RequireActor();
                    http.Response.Headers.CacheControl = "no-store";
                    return Results.Ok(new RealtimeTicketJson(tickets.Issue(http.User), (int)Lifetime.TotalSeconds));
                }
            )
            .WithTags("Realtime")
            .WithSummary("A ticket for one connection to /hubs/live, good for 60 seconds")
            .WithDescription(
                "Connect to /hubs/live?ticket=… by WebSocket (SignalR, JSON). Methods: subscribe_lot(id) or subscribe_lot({id, key}), unsubscribe_lot(id), subscribe_pots(), unsubscribe_pots(), subscribe_pot(id), unsubscribe_pot(id). "
                    + "Messages: lot_update, lot_funded, draw_started, draw_completed, lot_expired, each with the lot as GET /api/lots/{id} gives it; "
                    + "pot_update, pot_locked, pot_settled, to who watches all pots as GET /api/pots lists it, to who watches one as GET /api/pots/{id} gives it "
                    + "(of more than 100 entries without them: ask for those)."
            )
            .RequireAuthorization()
            .RequireRateLimiting(Rates.Write)
            .Produces<RealtimeTicketJson>()
            .Refuses(401);
}

/// <summary>Signs in whoever brings a fresh ticket in the address of the live connection.</summary>
internal sealed class TicketHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory log,
    UrlEncoder encoder,
    RealtimeTickets tickets,
    SignedInCheck check,
    UseTicket use
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, log, encoder)
{
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var given = Request.Query[RealtimeTickets.Parameter];
        if (given.Count == 0)
            return AuthenticateResult.NoResult();
        if (given is not [{ Length: > 0 } text] || tickets.Read(text) is not { } ticket)
            return AuthenticateResult.Fail("The ticket is none of ours or has expired.");
        var stop = Context.RequestAborted;
        if (!await check.IsLiveAsync(ticket.Principal, stop))
            return AuthenticateResult.Fail("The session has ended.");
        var step = Request.Path.Value!.EndsWith("/negotiate", StringComparison.OrdinalIgnoreCase)
            ? "negotiate"
            : "connect";
        var player = ticket.Principal.RequireActor().Id;
        return await use.RunAsync(new UseTicketCommand(player, ticket.Id, step), stop)
            ? AuthenticateResult.Success(new AuthenticationTicket(ticket.Principal, Scheme.Name))
            : AuthenticateResult.Fail("The ticket was used before.");
    }
}
