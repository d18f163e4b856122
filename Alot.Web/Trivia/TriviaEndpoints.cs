using Alot.Data.Lots;
using Alot.Data.Trivia;
using Alot.Domain;
using Alot.Web.Accounts;
using Alot.Web.Api;
using Alot.Web.Lots;

namespace Alot.Web.Trivia;

public sealed record AnswerBody(string Answer);

/// <param name="AttemptsLeft">In this round; 0 when passed or while the cooldown lasts.</param>
/// <param name="CooldownUntil">When the next round begins; null when there is no wait.</param>
public sealed record AttemptJson(bool Correct, int AttemptsLeft, DateTimeOffset? CooldownUntil);

/// <param name="Passed">True also where no question is asked.</param>
public sealed record TriviaStatusJson(
    bool Enabled,
    string? Question,
    bool Passed,
    int AttemptsLeft,
    DateTimeOffset? CooldownUntil
);

/// <summary>A lot's gate question. Neither answers nor their hashes ever leave the server.</summary>
public static class TriviaEndpoints
{
    public static void MapTrivia(this IEndpointRouteBuilder app)
    {
        var trivia = app.MapGroup("/api/lots/{id}/trivia").WithTags("Trivia").RequireAuthorization();

        trivia
            .MapPost("/attempt", AttemptAsync)
            .WithSummary("One try at the gate question")
            .WithDescription(
                "Refusals: trivia_passed, trivia_cooldown {cooldown_until} (429), no_question, lot_not_open."
            )
            .RequireRateLimiting(Rates.Write)
            .Produces<AttemptJson>()
            .Refuses(401, 403, 404, 409, 422);
        trivia
            .MapGet("/status", StatusAsync)
            .WithSummary("Where the player stands at the gate")
            .RequireRateLimiting(Rates.Read)
            .Produces<TriviaStatusJson>()
            .Refuses(401, 404);
    }

    private static async Task<IResult> AttemptAsync(
        RouteId id,
        AnswerBody body,
        HttpContext http,
        AnswerTrivia answer,
        CancellationToken stop
    )
    {
        var answered = await answer.RunAsync(
            new AnswerTriviaCommand(
                http.User.RequireActor().Id,
                new LotId(id.Value),
                body.Answer,
                LotEndpoints.ShareKeyOf(http)
            ),
            stop
        );
        return Results.Ok(new AttemptJson(answered.Correct, answered.AttemptsLeft, answered.CooldownUntil));
    }

    private static async Task<IResult> StatusAsync(RouteId id, HttpContext http, LotReads lots, CancellationToken stop)
    {
        var (lotId, player) = (new LotId(id.Value), http.User.RequireActor().Id);
        var lot =
            await lots.FindAsync(lotId, player, LotEndpoints.ShareKeyOf(http), stop) ?? throw Refusal.NotFound("lot");
        if (!lot.TriviaEnabled)
            return Results.Ok(new TriviaStatusJson(false, null, true, 0, null));
        var mine = await lots.MineAsync(lotId, player, stop);
        return Results.Ok(
            new TriviaStatusJson(
                true,
                lot.Question,
                mine.TriviaPassed,
                mine.TriviaAttemptsLeft,
                mine.TriviaCooldownUntil
            )
        );
    }
}
