using System.Text.Json;
using Alot.Data;
using Alot.Data.Live;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Web.Api;
using Microsoft.EntityFrameworkCore;

namespace Alot.Web.Operations;

/// <param name="Seconds">Whole, forward; 0 reads the clock.</param>
public sealed record AdvanceClockBody(JsonElement Seconds);

public sealed record ClockJson(DateTimeOffset Now);

/// <summary><c>POST /dev/clock/advance</c>: moves the app's clock forward on every node (api.md, Development only).</summary>
public static class DevelopmentClock
{
    /// <summary>Together, ever: the clock never goes back, and dates must stay writable.</summary>
    public static readonly TimeSpan Most = TimeSpan.FromDays(20 * 365);

    /// <summary>Map inside <see cref="DevelopmentSetup.MapDevelopment"/> only.</summary>
    public static void MapClock(this IEndpointRouteBuilder development) =>
        development
            .MapPost("/dev/clock/advance", AdvanceAsync)
            .WithSummary("Moves the app's clock forward on every node")
            .WithDescription("Tokens, cookies and codes keep real time. 0 reads the clock.")
            .RequireRateLimiting(Rates.Machine)
            .Produces<ClockJson>()
            .Refuses(422);

    private static async Task<IResult> AdvanceAsync(
        AdvanceClockBody body,
        IDbContextFactory<AlotDb> contexts,
        AppClock clock,
        LiveFeed feed,
        CancellationToken stop
    )
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        await clock.FollowAsync(db, stop);
        var left = (long)(Most - clock.Offset).TotalSeconds;
        if (
            body.Seconds.ValueKind != JsonValueKind.Number
            || !body.Seconds.TryGetInt64(out var seconds)
            || seconds < 0
            || seconds > left
        )
            throw Refusal.Invalid("seconds", $"The clock moves forward by whole seconds, at most {left} more.");
        if (seconds == 0)
            return Results.Ok(new ClockJson(clock.GetUtcNow()));
        var now = await clock.AdvanceAsync(db, seconds, stop);
        feed.Announce([Topic.Clock, Topic.DueLots]);
        return Results.Ok(new ClockJson(now));
    }
}
