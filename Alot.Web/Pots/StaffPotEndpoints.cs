using Alot.Data.Pots;
using Alot.Domain;
using Alot.Web.Accounts;
using Alot.Web.Api;
using Alot.Web.Lots;
using Microsoft.AspNetCore.Mvc;

namespace Alot.Web.Pots;

/// <summary>What people of staff do with pots. Each command asks afresh whether this person may.</summary>
public static class StaffPotEndpoints
{
    public static void MapStaffPots(this IEndpointRouteBuilder app)
    {
        var staff = app.MapGroup("").WithTags("Staff: pots").RequireAuthorization().RequireRateLimiting(Rates.Write);

        staff
            .MapPost("/api/pots", OpenAsync)
            .WithSummary("Opens a pot: its promises and the hash of its seed are fixed")
            .WithDescription(
                "With an Idempotency-Key the same pot is opened once, however often it is sent. Refusals: validation, beacon_not_configured."
            )
            .Produces<PotRoomJson>(StatusCodes.Status201Created)
            .Refuses(401, 404, 409, 422);
        staff
            .MapPost("/api/admin/pots/{id}/pause", PauseAsync)
            .WithSummary("Stops a pot’s joins, timer and settlement; players read the reason")
            .WithDescription("Refusals: already_paused, pot_over, validation.")
            .Produces<PausedPotJson>()
            .Refuses(401, 404, 409, 422);
        staff
            .MapPost("/api/admin/pots/{id}/resume", ResumeAsync)
            .WithSummary("Lets a paused pot go on, with as much time left as it had")
            .WithDescription("Refusals: not_paused, pot_over.")
            .Produces<PausedPotJson>()
            .Refuses(401, 404, 409);
        staff
            .MapPost("/api/admin/pots/{id}/cancel", CancelAsync)
            .WithSummary(
                "Calls a pot off, all credits back: an open one at once, a locked one once a second person agrees"
            )
            .WithDescription(
                "202 with approval_id for a locked pot. Refusals: pot_over, already_cancelled, already_asked, validation."
            )
            .Produces<CalledOffPotJson>()
            .Produces<CalledOffPotJson>(StatusCodes.Status202Accepted)
            .Refuses(401, 404, 409, 422);
        staff
            .MapPost("/api/admin/pots/{id}/entries/{entry_id}/remove", RemoveAsync)
            .WithSummary("Takes an entry out of an open pot; its player gets all credits back")
            .WithDescription("Refusals: pot_not_open, already_cancelled, validation.")
            .Produces<RemovedPotEntryJson>()
            .Refuses(401, 404, 409, 422);
        staff
            .MapPost("/api/admin/hooks/{message_id}/retry", RetryHookAsync)
            .WithSummary("Tries a web hook again that was given up")
            .WithDescription("The message’s id is the subject of the alert hook_dead. Refusals: hook_not_dead.")
            .Produces<RetriedHookJson>(StatusCodes.Status202Accepted)
            .Refuses(401, 404, 409);
    }

    private static async Task<IResult> OpenAsync(
        OpenPotBody body,
        HttpContext http,
        OpenPot open,
        PotReads pots,
        TimeProvider clock,
        CancellationToken stop
    )
    {
        var opened = await open.RunAsync(
            new OpenPotCommand(http.User.RequireActor().Id, IdempotencyKey.Given(http, clock), body.Plan()),
            stop
        );
        return Results.Created(
            $"/api/pots/{opened.PotId}",
            await PotEndpoints.SeeAsync(opened.PotId, http, pots, clock, stop)
        );
    }

    private static async Task<IResult> PauseAsync(
        RouteId id,
        ReasonBody body,
        HttpContext http,
        PausePot pause,
        TimeProvider clock,
        CancellationToken stop
    )
    {
        var command = new PausePotCommand(
            http.User.RequireActor().Id,
            IdempotencyKey.Given(http, clock),
            new PotId(id.Value),
            body.Reason
        );
        return Results.Ok(PausedPotJson.Of(await pause.RunAsync(command, stop)));
    }

    private static async Task<IResult> ResumeAsync(
        RouteId id,
        HttpContext http,
        ResumePot resume,
        TimeProvider clock,
        CancellationToken stop
    )
    {
        var command = new ResumePotCommand(
            http.User.RequireActor().Id,
            IdempotencyKey.Given(http, clock),
            new PotId(id.Value)
        );
        return Results.Ok(PausedPotJson.Of(await resume.RunAsync(command, stop)));
    }

    private static async Task<IResult> CancelAsync(
        RouteId id,
        ReasonBody body,
        HttpContext http,
        CallOffPot callOff,
        TimeProvider clock,
        CancellationToken stop
    )
    {
        var command = new CallOffPotCommand(
            http.User.RequireActor().Id,
            IdempotencyKey.Given(http, clock),
            new PotId(id.Value),
            body.Reason
        );
        var called = await callOff.RunAsync(command, stop);
        var answer = new CalledOffPotJson(called.PotId, called.ApprovalId);
        return called.ApprovalId is null ? Results.Ok(answer) : Results.Accepted($"/api/pots/{id}", answer);
    }

    private static async Task<IResult> RemoveAsync(
        RouteId id,
        [FromRoute(Name = "entry_id")] RouteId entryId,
        ReasonBody body,
        HttpContext http,
        RemovePotEntry remove,
        TimeProvider clock,
        CancellationToken stop
    )
    {
        var command = new RemovePotEntryCommand(
            http.User.RequireActor().Id,
            IdempotencyKey.Given(http, clock),
            new PotId(id.Value),
            new EntryId(entryId.Value),
            body.Reason
        );
        var left = await remove.RunAsync(command, stop);
        return Results.Ok(new RemovedPotEntryJson(left.EntryId, left.Returned));
    }

    private static async Task<IResult> RetryHookAsync(
        [FromRoute(Name = "message_id")] RouteId messageId,
        HttpContext http,
        RetryHook retry,
        TimeProvider clock,
        CancellationToken stop
    )
    {
        var command = new RetryHookCommand(
            http.User.RequireActor().Id,
            IdempotencyKey.Given(http, clock),
            messageId.Value
        );
        return Results.Accepted(value: new RetriedHookJson((await retry.RunAsync(command, stop)).MessageId));
    }
}
