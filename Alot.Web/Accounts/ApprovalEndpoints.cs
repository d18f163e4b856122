using Alot.Data.Accounts;
using Alot.Domain;
using Alot.Domain.Accounts;
using Alot.Domain.Ledger;
using Alot.Web.Api;

namespace Alot.Web.Accounts;

/// <param name="Approve">False declines.</param>
public sealed record DecisionBody(bool Approve);

/// <param name="UserId">Whom it was about; nobody of a void, of a lot or of a pot.</param>
/// <param name="Amount">Of credits, what was asked for: above zero a grant, below zero a deduction.</param>
/// <param name="Balance">Of credits, the player's now.</param>
public sealed record DecidedApprovalJson(
    Guid ApprovalId,
    ApprovalKind Kind,
    ApprovalOutcome Outcome,
    LotId? LotId,
    PotId? PotId,
    PlayerId? UserId,
    Credits? Amount,
    Credits? Balance
);

/// <summary>The second person's word on what takes two.</summary>
public static class ApprovalEndpoints
{
    public static void MapApprovals(this IEndpointRouteBuilder app) =>
        app.MapPost("/api/admin/approvals/{id}", DecideAsync)
            .WithTags("Staff: players")
            .WithSummary("Approves or declines what another person of staff asked for")
            .WithDescription(
                "Once, by somebody else than who asked (403 second_person_needed) who may do the thing themselves. "
                    + "Refusals: already_decided, insufficient_credits {balance, price}, requester_left, pot_over, and those of asking for it."
            )
            .MovesMoney()
            .Produces<DecidedApprovalJson>()
            .Refuses(403);

    private static async Task<IResult> DecideAsync(
        RouteId id,
        DecisionBody body,
        HttpContext http,
        DecideApproval decide,
        CancellationToken stop
    )
    {
        var decided = await decide.RunAsync(
            new DecideApprovalCommand(
                http.User.RequireActor().Id,
                IdempotencyKey.Require(http),
                id.Value,
                body.Approve
            ),
            stop
        );
        return Results.Ok(
            new DecidedApprovalJson(
                decided.ApprovalId,
                decided.Kind,
                decided.Outcome,
                decided.LotId,
                decided.PotId,
                decided.PlayerId,
                decided.Amount,
                decided.Balance
            )
        );
    }
}
