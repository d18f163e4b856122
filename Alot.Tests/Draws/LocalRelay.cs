using System.Collections.Concurrent;
using System.Globalization;
using Alot.Domain.Draws;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Alot.Tests.Draws;

/// <summary>What a relay may do to whoever asks it.</summary>
public enum RelayMood
{
    Honest,

    /// <summary>The round is not there yet.</summary>
    TooEarly,

    /// <summary>The right round, with a signature nobody made.</summary>
    Forged,

    /// <summary>The right round, with the true signature of the round before.</summary>
    ForgedWithAnother,

    /// <summary>Another round, true in itself.</summary>
    OtherRound,
    NoJson,
    OtherJson,
    Huge,
    Broken,
    Redirect,

    /// <summary>Hangs up without an answer.</summary>
    Down,

    /// <summary>Takes the question and says nothing until the asker has gone.</summary>
    Slow,
}

/// <summary>A drand relay on this machine that gives the recorded rounds, or misbehaves.</summary>
internal sealed class LocalRelay : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly CancellationTokenSource closing = new();

    private LocalRelay(WebApplication app) => this.app = app;

    public RelayMood Mood { get; set; }

    public Uri Address { get; private set; } = null!;

    /// <summary>Which paths were asked for.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    public static async Task<LocalRelay> StartAsync(RelayMood mood = RelayMood.Honest)
    {
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory }
        );
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var relay = new LocalRelay(builder.Build()) { Mood = mood };
        relay.app.MapGet(
            "/{chain}/public/{round:long}",
            (string chain, long round, HttpContext http) => relay.AnswerAsync(chain, round, http)
        );
        relay.app.MapGet("/elsewhere", () => "{}");
        await relay.app.StartAsync();
        relay.Address = new Uri(relay.app.Urls.Single());
        return relay;
    }

    private async Task AnswerAsync(string chain, long round, HttpContext http)
    {
        Asked.Enqueue(http.Request.Path);
        var known = RecordedRounds.All.SingleOrDefault(r => r.Round == round);
        if (chain != RecordedRounds.ChainHash || known is null || Mood == RelayMood.TooEarly)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        switch (Mood)
        {
            case RelayMood.Honest:
                await http.Response.WriteAsync(Json(known));
                break;
            case RelayMood.Forged:
                await http.Response.WriteAsync(Json(known with { Signature = Flipped(known.Signature) }));
                break;
            case RelayMood.ForgedWithAnother:
                await http.Response.WriteAsync(Json(Other(round) with { Round = round }));
                break;
            case RelayMood.OtherRound:
                await http.Response.WriteAsync(Json(Other(round)));
                break;
            case RelayMood.NoJson:
                await http.Response.WriteAsync("<html>Welcome to the hotel's network</html>");
                break;
            case RelayMood.OtherJson:
                await http.Response.WriteAsync("""{"round":"1000","signature":null}""");
                break;
            case RelayMood.Huge:
                await http.Response.WriteAsync(Json(known).PadRight(1_000_000));
                break;
            case RelayMood.Broken:
                http.Response.StatusCode = StatusCodes.Status500InternalServerError;
                await http.Response.WriteAsync(Json(known));
                break;
            case RelayMood.Redirect:
                http.Response.Redirect("/elsewhere");
                break;
            case RelayMood.Down:
                http.Abort();
                break;
            case RelayMood.Slow:
                using (var gone = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, closing.Token))
                    await Task.Delay(Timeout.InfiniteTimeSpan, gone.Token).ContinueWith(_ => { });
                break;
            default:
                throw new InvalidOperationException($"A relay can't be {Mood}.");
        }
    }

    private static RecordedRound Other(long round) => RecordedRounds.Of(round == 1000 ? 1001 : 1000);

    /// <summary>One hex digit is another. It may still name a point of the curve; nobody signed with it.</summary>
    public static string Flipped(string signature) => signature[..^1] + (signature[^1] == '0' ? '1' : '0');

    // As drand's relays write it. What it says of the randomness is never believed.
    private static string Json(RecordedRound known) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"round":{{known.Round}},"randomness":"{{new string('0', 64)}}","signature":"{{known.Signature}}"}"""
        );

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        await app.DisposeAsync();
        closing.Dispose();
    }
}
