using Alot.Data.Draws;
using Alot.Domain;
using Alot.Domain.Accounts;
using Alot.Web.Accounts;
using Alot.Web.Api;
using Alot.Web.Lots;

namespace Alot.Web.Draws;

/// <param name="ApprovalId">What another person of staff decides: <c>POST /api/admin/approvals/{id}</c>.</param>
public sealed record AskedOfLotJson(Guid ApprovalId, LotId LotId, ApprovalKind Kind)
{
    public static AskedOfLotJson Of(AskedOfLot asked) => new(asked.ApprovalId, asked.LotId, asked.Kind);
}

/// <summary>What one of staff asks for and another decides: giving a frozen lot back, taking the prize from a winner.</summary>
public static class StaffDrawEndpoints
{
    public static void MapStaffDraws(this IEndpointRouteBuilder app)
    {
        var lots = app.MapGroup("/api/admin/lots/{id}")
            .WithTags("Staff: lots")
            .RequireAuthorization()
            .RequireRateLimiting(Rates.Write);
        lots.MapPost("/void", VoidAsync)
            .WithSummary("Asks to void a frozen lot: everything back at 100 %, once a second person has approved it")
            .WithDescription("Refusals: move_not_allowed, lot_not_frozen, settlement_begun, already_asked.")
            .Produces<AskedOfLotJson>(StatusCodes.Status202Accepted)
            .Refuses(401, 404, 409, 422);
        lots.MapPost("/disqualify", DisqualifyAsync)
            .WithSummary(
                "Asks that the winner loses the prize: an alternate is drawn once a second person has approved it"
            )
            .WithDescription(
                "Before the prize is claimed. Refusals: lot_not_settled, lot_frozen, prize_claimed, already_asked; at the decision also "
                    + "no_alternate, draw_mismatch, already_passed_on, alternate_awaited."
            )
            .Produces<AskedOfLotJson>(StatusCodes.Status202Accepted)
            .Refuses(401, 404, 409, 422);
    }

    private static async Task<IResult> VoidAsync(
        RouteId id,
        ReasonBody body,
        HttpContext http,
        ProposeVoid propose,
        TimeProvider clock,
        CancellationToken stop
    )
    {
        var command = new ProposeVoidCommand(
            http.User.RequireActor().Id,
            IdempotencyKey.Given(http, clock),
            new LotId(id.Value),
            body.Reason
        );
        return Results.Accepted($"/api/lots/{id}", AskedOfLotJson.Of(await propose.RunAsync(command, stop)));
    }

    private static async Task<IResult> DisqualifyAsync(
        RouteId id,
        ReasonBody body,
        HttpContext http,
        ProposeDisqualification propose,
        TimeProvider clock,
        CancellationToken stop
    )
    {
        var command = new ProposeDisqualificationCommand(
            http.User.RequireActor().Id,
            IdempotencyKey.Given(http, clock),
            new LotId(id.Value),
            body.Reason
        );
        return Results.Accepted($"/api/lots/{id}", AskedOfLotJson.Of(await propose.RunAsync(command, stop)));
    }
}
