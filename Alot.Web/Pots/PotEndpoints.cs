using Alot.Data.Pots;
using Alot.Domain;
using Alot.Domain.Compliance;
using Alot.Domain.Ledger;
using Alot.Domain.Pots;
using Alot.Web.Accounts;
using Alot.Web.Api;
using Alot.Web.Lots;

namespace Alot.Web.Pots;

/// <summary>Community pots as anyone may read them, and what players do in them (api.md, pots).</summary>
public static class PotEndpoints
{
    public static void MapPots(this IEndpointRouteBuilder app)
    {
        var pots = app.MapGroup("/api/pots").WithTags("Pots");

        pots.MapGet("", ListAsync)
            .WithSummary("Pots, newest first")
            .WithDescription(
                "status=open|locked|settling|settled|cancelled (repeated or with commas; all unless asked otherwise), min_value and max_value (credits in it when it fills), "
                    + "limit up to 100, cursor from the page before."
            )
            .RequireRateLimiting(Rates.Read)
            .Produces<ListJson<PotJson>>()
            .Refuses(422);
        pots.MapGet("/{id}", FindAsync)
            .WithSummary("One pot, with its entries, what is published of its draw, and its winner")
            .RequireRateLimiting(Rates.Read)
            .Produces<PotRoomJson>()
            .Refuses(404);
        pots.MapPost("/{id}/join", JoinAsync)
            .WithSummary("Takes tickets in a pot for credits")
            .WithDescription(
                "Refusals: pot_not_open, pot_paused, pot_full {available}, limit_reached {available}, insufficient_credits {balance, price}, too_many_joins (429), "
                    + "region_blocked, staff_cannot_enter, account_suspended, email_not_verified (403), validation."
            )
            .MovesMoney()
            .Produces<JoinedPotJson>(StatusCodes.Status201Created)
            .Refuses(403);
        pots.MapDelete("/{id}/entries/{entry_id}", LeaveAsync)
            .WithSummary("Takes an own entry out of an open pot; all its credits come back")
            .WithDescription("Refusals: pot_not_open, already_cancelled. After the lock entries are final.")
            .MovesMoney()
            .Produces<LeftPotJson>();
    }

    private static async Task<IResult> ListAsync(
        HttpContext http,
        PotReads pots,
        TimeProvider clock,
        CancellationToken stop
    )
    {
        var query = new QueryReader(http.Request.Query);
        var filter = new PotFilter(
            query.Many<PotStatus>("status"),
            Value(query, "min_value"),
            Value(query, "max_value")
        );
        var (limit, before) = (query.Limit(24, 100), (int)query.Whole("cursor", 0, 1, int.MaxValue));
        query.RefuseWrong();
        var page = await pots.PageAsync(filter, viewer: null, before == 0 ? null : before, limit, stop);
        var now = clock.GetUtcNow();
        return Results.Ok(
            new ListJson<PotJson>(
                [.. page.Pots.Select(p => PotJson.Of(p, now))],
                page.Before?.ToString(System.Globalization.CultureInfo.InvariantCulture)
            )
        );
    }

    private static Credits? Value(QueryReader query, string name) =>
        query.Whole(name, -1, 0, long.MaxValue) is var amount and >= 0 ? new Credits(amount) : null;

    private static async Task<IResult> FindAsync(
        RouteId id,
        HttpContext http,
        PotReads pots,
        TimeProvider clock,
        CancellationToken stop
    ) => Results.Ok(await SeeAsync(new PotId(id.Value), http, pots, clock, stop));

    /// <summary>The pot as whoever asks sees it.</summary>
    /// <exception cref="Refusal"><c>not_found</c>.</exception>
    internal static async Task<PotRoomJson> SeeAsync(
        PotId id,
        HttpContext http,
        PotReads pots,
        TimeProvider clock,
        CancellationToken stop
    )
    {
        var viewer = http.User.ActorOf()?.Id;
        return await pots.RoomAsync(id, viewer, stop) is { } room
            ? PotRoomJson.Of(room, clock.GetUtcNow(), signedIn: viewer is not null)
            : throw Refusal.NotFound("pot");
    }

    private static async Task<IResult> JoinAsync(
        RouteId id,
        JoinPotBody body,
        HttpContext http,
        JoinPot join,
        Sealer sealer,
        CancellationToken stop
    )
    {
        var command = new JoinPotCommand(
            http.User.RequireActor().Id,
            IdempotencyKey.Require(http),
            new PotId(id.Value),
            body.TicketCount,
            Played.Of(http, sealer)
        );
        return Results.Created($"/api/pots/{id}", JoinedPotJson.Of(await join.RunAsync(command, stop)));
    }

    private static async Task<IResult> LeaveAsync(
        RouteId id,
        [Microsoft.AspNetCore.Mvc.FromRoute(Name = "entry_id")] RouteId entryId,
        HttpContext http,
        LeavePot leave,
        CancellationToken stop
    )
    {
        var command = new LeavePotCommand(
            http.User.RequireActor().Id,
            IdempotencyKey.Require(http),
            new PotId(id.Value),
            new EntryId(entryId.Value)
        );
        var left = await leave.RunAsync(command, stop);
        return Results.Ok(new LeftPotJson(left.EntryId, left.Returned, left.Balance));
    }
}
