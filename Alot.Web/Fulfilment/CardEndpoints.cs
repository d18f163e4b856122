using Alot.Data.Fulfilment;
using Alot.Domain;
using Alot.Domain.Fulfilment;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Alot.Web.Accounts;
using Alot.Web.Api;
using Alot.Web.Lots;

namespace Alot.Web.Fulfilment;

/// <param name="Turned">The player has turned the card over.</param>
/// <param name="Credits">What the lot gave: settlement or conversion.</param>
/// <param name="PurchaseToChoose">A purchase that waits for the choice of cash or credits.</param>
public sealed record CardJson(
    CardId Id,
    CardStatus Status,
    bool Turned,
    LotId LotId,
    int LotNumber,
    LotStatus LotStatus,
    ProductListedJson Product,
    int Tickets,
    int LiveTickets,
    Money CashPaid,
    Credits Credits,
    int? WinningTicket,
    DateTimeOffset Deadline,
    DateTimeOffset? DrawDueAt,
    DateTimeOffset? EndedAt,
    PurchaseId? PurchaseToChoose
)
{
    public static CardJson Of(CardView card) =>
        new(
            card.Id,
            card.Status,
            card.Turned,
            card.LotId,
            card.LotNumber,
            card.LotStatus,
            new ProductListedJson(
                card.Name,
                card.Brand,
                card.Category,
                card.Tier,
                card.RetailValue,
                ProductJson.Drawn(card.Category, card.ArtSeed, card.Tier)
            ),
            card.Tickets,
            card.LiveTickets,
            card.CashPaid,
            card.Credits,
            card.WinningTicket,
            card.Deadline,
            card.DrawDueAt,
            card.EndedAt,
            card.ToChoose
        );
}

public sealed record TurnedCardJson(CardId Id, CardStatus Status, bool Turned);

/// <summary>A player's cards.</summary>
public static class CardEndpoints
{
    public static void MapCards(this IEndpointRouteBuilder app)
    {
        var cards = app.MapGroup("").WithTags("Me").RequireAuthorization();

        cards
            .MapGet("/api/users/me/cards", ListAsync)
            .WithSummary("The own cards, the newest lot first")
            .RequireRateLimiting(Rates.Read)
            .Produces<ListJson<CardJson>>()
            .Refuses(401, 422);
        cards
            .MapPost("/api/reveals/{id}/reveal", TurnAsync)
            .WithSummary("Turns an own card over; again changes nothing")
            .WithDescription("409 card_not_ready while the lot is not over.")
            .RequireRateLimiting(Rates.Write)
            .Produces<TurnedCardJson>()
            .Refuses(401, 404, 409);
    }

    private static async Task<IResult> ListAsync(HttpContext http, CardReads cards, CancellationToken stop)
    {
        var query = new QueryReader(http.Request.Query);
        var (limit, after) = (query.Limit(50, 200), query.Id("cursor"));
        query.RefuseWrong();
        var all = await cards.OfPlayerAsync(http.User.RequireActor().Id, stop);
        var from = 0;
        if (after is { } id)
        {
            while (from < all.Count && all[from].Id.Value != id)
                from++;
            if (from++ == all.Count)
                throw Refusal.Invalid("cursor", "That cursor is not one of ours. Start from the first page.");
        }
        var page = all.Skip(from).Take(limit).ToList();
        return Results.Ok(
            new ListJson<CardJson>(
                [.. page.Select(CardJson.Of)],
                from + page.Count < all.Count ? page[^1].Id.ToString() : null
            )
        );
    }

    private static async Task<IResult> TurnAsync(RouteId id, HttpContext http, TurnCard turn, CancellationToken stop)
    {
        var card = new CardId(id.Value);
        var status = await turn.RunAsync(new TurnCardCommand(http.User.RequireActor().Id, card), stop);
        return Results.Ok(new TurnedCardJson(card, status, true));
    }
}
