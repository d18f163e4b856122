using Alot.Data.Ledger;
using Alot.Data.Lots;
using Alot.Domain;
using Alot.Domain.Ledger;
using Alot.Web.Accounts;
using Alot.Web.Api;
using Alot.Web.Lots;

namespace Alot.Web.Ledger;

/// <param name="Tickets">100 credits each.</param>
public sealed record TicketsBody(int Tickets);

/// <param name="Amount">Above zero grants, below zero deducts.</param>
public sealed record CreditsBody(long Amount, string Reason);

public sealed record AdjustedCreditsJson(PlayerId UserId, Credits Amount, Credits Balance);

/// <param name="ApprovalId">For POST /api/admin/approvals/{id}, by another person.</param>
public sealed record AskedApprovalJson(Guid ApprovalId);

/// <param name="BalanceAfter">Right after this line.</param>
public sealed record CreditLineJson(
    Guid Id,
    Credits Amount,
    Credits BalanceAfter,
    CreditKind TransactionType,
    string Description,
    LotId? LotId,
    int? LotNumber,
    DateTimeOffset CreatedAt
);

/// <summary>Stash Credits: the wallet, buying entries with them, grants by staff.</summary>
public static class CreditEndpoints
{
    public static void MapCredits(this IEndpointRouteBuilder app)
    {
        app.MapPost("/api/lots/{id}/entries/purchase-with-credits", BuyAsync)
            .WithTags("Purchases")
            .WithSummary("Buys entries with credits, at once")
            .WithDescription(
                "Refusals: insufficient_credits {balance, price}, lot_not_open, sold_out, trimmed {available}, trivia_required, validation. A private lot needs ?key=."
            )
            .MovesMoney()
            .Produces<BoughtTickets>(StatusCodes.Status201Created)
            .Refuses(403);

        var me = app.MapGroup("/api/users/me/credits")
            .WithTags("Me")
            .RequireAuthorization()
            .RequireRateLimiting(Rates.Read);
        me.MapGet("", BalanceAsync).WithSummary("The own credits").Produces<WalletView>().Refuses(401);
        me.MapGet("/transactions", LedgerAsync)
            .WithSummary("Every movement of the own credits, newest first")
            .Produces<ListJson<CreditLineJson>>()
            .Refuses(401, 422);

        app.MapPost("/api/admin/users/{id}/credits", AdjustAsync)
            .WithTags("Staff: players")
            .WithSummary("Grants or deducts credits, with a reason")
            .WithDescription(
                "Up to 10,000 it is done: 201. Above, nothing moves until a second person approves: 202 with approval_id. "
                    + "Refusals: insufficient_credits {balance, price}, own_account, validation."
            )
            .MovesMoney()
            .Produces<AdjustedCreditsJson>(StatusCodes.Status201Created)
            .Produces<AskedApprovalJson>(StatusCodes.Status202Accepted)
            .Refuses(403);
    }

    private static async Task<IResult> BuyAsync(
        RouteId id,
        TicketsBody body,
        HttpContext http,
        BuyWithCredits buy,
        CancellationToken stop
    )
    {
        var bought = await buy.RunAsync(
            new BuyWithCreditsCommand(
                http.User.RequireActor().Id,
                IdempotencyKey.Require(http),
                new LotId(id.Value),
                body.Tickets,
                LotEndpoints.ShareKeyOf(http)
            ),
            stop
        );
        return Results.Created("/api/users/me/entries", bought);
    }

    private static async Task<IResult> BalanceAsync(HttpContext http, WalletReads wallets, CancellationToken stop) =>
        Results.Ok(await wallets.FindAsync(http.User.RequireActor().Id, stop));

    private static async Task<IResult> LedgerAsync(HttpContext http, WalletReads wallets, CancellationToken stop)
    {
        var query = new QueryReader(http.Request.Query);
        var (limit, cursor) = (query.Limit(50, 200), query.Text("cursor"));
        query.RefuseWrong();
        var page = await wallets.LedgerAsync(http.User.RequireActor().Id, cursor, limit, stop);
        return Results.Ok(
            new ListJson<CreditLineJson>(
                [
                    .. page.Items.Select(l => new CreditLineJson(
                        l.Id,
                        l.Amount,
                        l.BalanceAfter,
                        l.Kind,
                        l.Description,
                        l.LotId,
                        l.LotNumber,
                        l.At
                    )),
                ],
                page.NextCursor
            )
        );
    }

    private static async Task<IResult> AdjustAsync(
        RouteId id,
        CreditsBody body,
        HttpContext http,
        AdjustCredits adjust,
        CancellationToken stop
    )
    {
        var adjusted = await adjust.RunAsync(
            new AdjustCreditsCommand(
                http.User.RequireActor().Id,
                IdempotencyKey.Require(http),
                new PlayerId(id.Value),
                body.Amount,
                body.Reason
            ),
            stop
        );
        return adjusted.ApprovalId is { } approval
            ? Results.Accepted($"/api/admin/approvals/{approval}", new AskedApprovalJson(approval))
            : Results.Created(
                (string?)null,
                new AdjustedCreditsJson(adjusted.PlayerId, adjusted.Amount, adjusted.Balance)
            );
    }
}
