using Alot.Data.Draws;
using Alot.Data.Lots;
using Alot.Domain;
using Alot.Domain.Draws;
using Alot.Domain.Lots;
using Alot.Web.Accounts;
using Alot.Web.Api;

namespace Alot.Web.Lots;

/// <summary>What people of staff do with lots. Each command asks afresh whether this person may.</summary>
public static class StaffLotEndpoints
{
    public static void MapStaffLots(this IEndpointRouteBuilder app)
    {
        var lots = app.MapGroup("/api/lots")
            .WithTags("Staff: lots")
            .RequireAuthorization()
            .RequireRateLimiting(Rates.Write);

        lots.MapPost("", DraftAsync)
            .WithSummary("Writes a draft")
            .WithDescription("With an Idempotency-Key the same draft is made once, however often it is sent.")
            .Produces<LotJson>(StatusCodes.Status201Created)
            .Refuses(401, 404, 409, 422);
        lots.MapPatch("/{id}", EditAsync)
            .WithSummary("Changes a draft; what isn't sent stays")
            .WithDescription("What an open lot promised can't be changed: 409 lot_not_draft.")
            .Produces<LotJson>()
            .Refuses(401, 404, 409, 422);
        lots.MapPost("/{id}/open", OpenAsync)
            .WithSummary("Opens a draft: its promises and its commitment are fixed")
            .Produces<MovedLotJson>()
            .Refuses(401, 404, 409, 422);
        lots.MapPost("/{id}/cancel", CancelAsync)
            .WithSummary("Calls a draft or an open lot off: everything goes back at 100 %")
            .Produces<MovedLotJson>()
            .Refuses(401, 404, 409, 422);
        lots.MapPost("/{id}/extend", ExtendAsync)
            .WithSummary("Gives an expired lot more time: once, before the first refund")
            .Produces<MovedLotJson>()
            .Refuses(401, 404, 409, 422);

        var stuck = app.MapGroup("/api/admin/lots/{id}")
            .WithTags("Staff: lots")
            .RequireAuthorization()
            .RequireRateLimiting(Rates.Write);
        stuck
            .MapPost("/draw", RetryAsync)
            .WithSummary("Retries a draw that is due and stuck; never draws twice")
            .Produces<MovedLotJson>(StatusCodes.Status202Accepted)
            .Refuses(401, 404, 409);
        stuck
            .MapPost("/settle", RetryAsync)
            .WithSummary("Retries a settlement that is stuck; never pays twice")
            .Produces<MovedLotJson>(StatusCodes.Status202Accepted)
            .Refuses(401, 404, 409);
    }

    private static async Task<IResult> DraftAsync(
        DraftBody body,
        HttpContext http,
        DraftLot draft,
        LotReads lots,
        DrawPolicy policy,
        TimeProvider clock,
        CancellationToken stop
    )
    {
        var actor = http.User.RequireActor();
        var facts = body.Product.New();
        var drafted = await draft.RunAsync(
            new DraftLotCommand(
                actor.Id,
                IdempotencyKey.Given(http, clock),
                facts,
                body.Product.ProductClassId,
                body.Plan(policy),
                body.Trivia?.Gate(),
                Draft.ArtSeed(facts)
            ),
            stop
        );
        return Results.Created(
            $"/api/lots/{drafted.LotId}",
            await LotEndpoints.SeeAsync(drafted.LotId, http, lots, stop)
        );
    }

    private static async Task<IResult> EditAsync(
        RouteId id,
        EditBody body,
        HttpContext http,
        EditLot edit,
        LotReads lots,
        StaffLotReads drafts,
        TimeProvider clock,
        CancellationToken stop
    )
    {
        var (actor, lotId) = (http.User.RequireActor(), new LotId(id.Value));
        if (body.Product?.ProductClassId is not null)
            throw Refusal.Invalid("product", "A draft keeps its item: change the item, or make another draft.");
        // Who may not edit is told so by the command; they must not learn from this that the draft is there.
        if (await lots.FindManagedAsync(lotId, actor.Id, stop) is not { Lot.Product: var item })
            throw Refusal.NotFound("lot");
        var known = await drafts.FindAsync(lotId, stop) ?? throw Refusal.NotFound("lot");
        await edit.RunAsync(
            new EditLotCommand(
                actor.Id,
                IdempotencyKey.Given(http, clock),
                lotId,
                body.Product?.Over(
                    new ProductFacts(
                        item.Name,
                        item.Brand,
                        item.Category,
                        item.RetailValue,
                        item.Description,
                        item.Condition
                    )
                ),
                body.Change(known.Plan),
                body.Trivia?.Gate()
            ),
            stop
        );
        return Results.Ok(await LotEndpoints.SeeAsync(lotId, http, lots, stop));
    }

    private static async Task<IResult> OpenAsync(
        RouteId id,
        HttpContext http,
        OpenLot open,
        TimeProvider clock,
        CancellationToken stop
    )
    {
        var command = new OpenLotCommand(
            http.User.RequireActor().Id,
            IdempotencyKey.Given(http, clock),
            new LotId(id.Value)
        );
        return Results.Ok(MovedLotJson.Of(await open.RunAsync(command, stop)));
    }

    private static async Task<IResult> CancelAsync(
        RouteId id,
        ReasonBody body,
        HttpContext http,
        CancelLot cancel,
        TimeProvider clock,
        CancellationToken stop
    )
    {
        var command = new CancelLotCommand(
            http.User.RequireActor().Id,
            IdempotencyKey.Given(http, clock),
            new LotId(id.Value),
            body.Reason
        );
        return Results.Ok(MovedLotJson.Of(await cancel.RunAsync(command, stop)));
    }

    private static async Task<IResult> ExtendAsync(
        RouteId id,
        DeadlineBody body,
        HttpContext http,
        ExtendLot extend,
        TimeProvider clock,
        CancellationToken stop
    )
    {
        var command = new ExtendLotCommand(
            http.User.RequireActor().Id,
            IdempotencyKey.Given(http, clock),
            new LotId(id.Value),
            body.Deadline
        );
        return Results.Ok(MovedLotJson.Of(await extend.RunAsync(command, stop)));
    }

    // Draw and settlement are steps of one worker: what is due of them is done, once, whichever was asked for.
    private static async Task<IResult> RetryAsync(
        RouteId id,
        HttpContext http,
        RetryDraw retry,
        TimeProvider clock,
        CancellationToken stop
    )
    {
        var command = new RetryDrawCommand(
            http.User.RequireActor().Id,
            IdempotencyKey.Given(http, clock),
            new LotId(id.Value)
        );
        return Results.Accepted($"/api/lots/{id}", MovedLotJson.Of(await retry.RunAsync(command, stop)));
    }
}

/// <summary>A lot after a move of its state.</summary>
public sealed record MovedLotJson(LotId Id, LotStatus Status, DateTimeOffset Deadline)
{
    public static MovedLotJson Of(MovedLot moved) => new(moved.LotId, moved.Status, moved.Deadline);
}
