using Alot.Data.Lots;
using Alot.Data.Payments;
using Alot.Domain;
using Alot.Domain.Ledger;
using Alot.Domain.Payments;
using Alot.Web.Accounts;
using Alot.Web.Api;
using Alot.Web.Lots;

namespace Alot.Web.Payments;

/// <summary>Buying for cash, and what becomes of it (api.md, Lots; money.md).</summary>
public static class PurchaseEndpoints
{
    public static void MapPurchases(this IEndpointRouteBuilder app)
    {
        var purchases = app.MapGroup("").WithTags("Purchases");

        purchases
            .MapPost("/api/lots/{id}/entries/purchase", PurchaseAsync)
            .WithSummary("Holds entries and opens a checkout page for them")
            .WithDescription(
                "Refusals: lot_not_open, sold_out, trimmed {available}, hold_exists {purchase_id, checkout_url}, too_many_holds, trivia_required, validation. "
                    + "payment_unavailable (502, 503): no money was taken and the hold stands; repeat with the same key. A private lot needs ?key=."
            )
            .MovesMoney()
            .Produces<StartedPurchaseJson>(StatusCodes.Status201Created)
            .Refuses(403, 502, 503);
        purchases
            .MapPost("/api/payments/create-checkout-session", CheckoutAsync)
            .WithSummary("The same, with the lot in the body")
            .MovesMoney()
            .Produces<StartedPurchaseJson>(StatusCodes.Status201Created)
            .Refuses(403, 502, 503);
        purchases
            .MapGet("/api/purchases/{id}", FindAsync)
            .WithSummary("An own purchase")
            .RequireAuthorization()
            .RequireRateLimiting(Rates.Read)
            .Produces<PurchaseJson>()
            .Refuses(401, 404);
        purchases
            .MapDelete("/api/purchases/{id}", GiveUpAsync)
            .WithSummary("Gives up a payment under way: closes its checkout page and frees the hold")
            .WithDescription(
                "The answer is the purchase: failed when it was given up, succeeded when the payment had arrived."
            )
            .RequireAuthorization()
            .RequireRateLimiting(Rates.Money)
            .Produces<PurchaseJson>()
            .Refuses(401, 404, 502, 503);
        purchases
            .MapPost("/api/purchases/{id}/leave", LeaveAsync)
            .WithSummary("Leaves an extended lot at 100 %; the tickets are voided")
            .MovesMoney()
            .Produces<LeftLotJson>();
        purchases
            .MapPost("/api/purchases/{id}/refund-choice", ChooseAsync)
            .WithSummary("Takes cash (98 %) or credits (1.5 ×) for a purchase in an expired lot; final")
            .WithDescription("Refusals: choice_made, choice_over, choice_not_offered, purchase_disputed.")
            .MovesMoney()
            .Produces<ChosenRefundJson>();
    }

    private static Task<IResult> PurchaseAsync(
        RouteId id,
        PurchaseBody body,
        HttpContext http,
        StartPurchase start,
        OpenCheckout open,
        ILogger<StartPurchase> log,
        CancellationToken stop
    ) => BuyAsync(new LotId(id.Value), body.Amount, body.AcceptTrim, http, start, open, log, stop);

    private static Task<IResult> CheckoutAsync(
        CheckoutBody body,
        HttpContext http,
        StartPurchase start,
        OpenCheckout open,
        ILogger<StartPurchase> log,
        CancellationToken stop
    ) => BuyAsync(body.LotId, body.Amount, body.AcceptTrim, http, start, open, log, stop);

    private static async Task<IResult> BuyAsync(
        LotId lot,
        Money amount,
        bool acceptTrim,
        HttpContext http,
        StartPurchase start,
        OpenCheckout open,
        ILogger log,
        CancellationToken stop
    )
    {
        var command = new StartPurchaseCommand(
            http.User.RequireActor().Id,
            IdempotencyKey.Require(http),
            lot,
            WholeDollars(amount),
            acceptTrim,
            LotEndpoints.ShareKeyOf(http)
        );
        var started = await start.RunAsync(command, stop);
        OpenedCheckout opened;
        try
        {
            opened = await open.RunAsync(started.PurchaseId, stop);
        }
        catch (PaymentGatewayException failure)
        {
            log.LogWarning(failure, "No checkout page for purchase {PurchaseId}", started.PurchaseId);
            return Unavailable(
                failure,
                $"The payment page could not be opened. No money was taken. Your {started.Tickets} entries stay held: repeat with the same {IdempotencyKey.Header}, or give the hold up.",
                new Dictionary<string, object?>
                {
                    ["purchase_id"] = started.PurchaseId,
                    ["hold_expires_at"] = started.HoldExpiresAt,
                }
            );
        }
        if (opened.CheckoutUrl is not { } url)
            throw new Refusal(
                "hold_over",
                "This hold ended before its payment page could be opened. No money was taken. Buy again with a new key."
            );
        return Results.Created(
            $"/api/purchases/{started.PurchaseId}",
            new StartedPurchaseJson(
                started.PurchaseId,
                started.LotId,
                PurchaseStatus.Pending,
                started.Amount,
                started.Tickets,
                started.HoldExpiresAt,
                url
            )
        );
    }

    private static Money WholeDollars(Money amount) =>
        amount.IsWholeDollars && amount >= Money.Dollars(1) && amount <= Money.Dollars(QueryReader.MostDollars)
            ? amount
            : throw Refusal.Invalid("amount", "An amount is whole dollars, at least 1. No money was taken.");

    private static async Task<IResult> FindAsync(
        RouteId id,
        HttpContext http,
        PurchaseReads purchases,
        CancellationToken stop
    ) => Results.Ok(await OwnAsync(new PurchaseId(id.Value), http, purchases, stop));

    private static async Task<IResult> GiveUpAsync(
        RouteId id,
        HttpContext http,
        GiveUpHold giveUp,
        PurchaseReads purchases,
        CancellationToken stop
    )
    {
        var purchase = new PurchaseId(id.Value);
        try
        {
            await giveUp.RunAsync(new GiveUpHoldCommand(http.User.RequireActor().Id, purchase), stop);
        }
        catch (PaymentGatewayException failure)
        {
            return Unavailable(
                failure,
                "The payment page could not be closed, so the hold stands for now. No money was taken by this. Try again."
            );
        }
        return Results.Ok(await OwnAsync(purchase, http, purchases, stop));
    }

    private static async Task<IResult> LeaveAsync(RouteId id, HttpContext http, LeaveLot leave, CancellationToken stop)
    {
        var left = await leave.RunAsync(
            new LeaveLotCommand(http.User.RequireActor().Id, IdempotencyKey.Require(http), new PurchaseId(id.Value)),
            stop
        );
        return Results.Ok(new LeftLotJson(left.PurchaseId, left.Refund));
    }

    private static async Task<IResult> ChooseAsync(
        RouteId id,
        RefundChoiceBody body,
        HttpContext http,
        ChooseRefund choose,
        CancellationToken stop
    )
    {
        var chosen = await choose.RunAsync(
            new ChooseRefundCommand(
                http.User.RequireActor().Id,
                IdempotencyKey.Require(http),
                new PurchaseId(id.Value),
                body.Choice
            ),
            stop
        );
        return Results.Ok(new ChosenRefundJson(chosen.PurchaseId, chosen.Choice, chosen.Cash, chosen.Credits));
    }

    private static async Task<PurchaseJson> OwnAsync(
        PurchaseId id,
        HttpContext http,
        PurchaseReads purchases,
        CancellationToken stop
    ) =>
        await purchases.FindAsync(id, http.User.RequireActor().Id, stop) is { } found
            ? PurchaseJson.Of(found)
            : throw Refusal.NotFound("purchase");

    // 503 when the same call may do it later, 502 when the processor said no.
    private static Problem Unavailable(
        PaymentGatewayException failure,
        string sentence,
        IReadOnlyDictionary<string, object?>? details = null
    ) =>
        new(
            failure.Retryable || failure.OutcomeUnknown
                ? StatusCodes.Status503ServiceUnavailable
                : StatusCodes.Status502BadGateway,
            "payment_unavailable",
            sentence,
            details
        );
}
