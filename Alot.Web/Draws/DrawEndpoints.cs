using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using Alot.Data.Draws;
using Alot.Domain;
using Alot.Domain.Draws;
using Alot.Web.Accounts;
using Alot.Web.Api;
using Alot.Web.Lots;

namespace Alot.Web.Draws;

/// <summary>What anyone needs to check a draw (draws.md, Proof). Not an answer to trust: all of it can be recomputed.</summary>
public static class DrawEndpoints
{
    public static IServiceCollection AddPocketAuditor(this IServiceCollection services) =>
        services.AddSingleton(s => new PocketAuditor(
            s.GetRequiredService<IWebHostEnvironment>().WebRootFileProvider,
            s.GetRequiredService<ILoggerFactory>()
        ));

    public static void MapDraws(this IEndpointRouteBuilder app)
    {
        var draws = app.MapGroup("").WithTags("Draws").RequireRateLimiting(Rates.Read);

        draws
            .MapGet("/api/lots/{id}/draw", ProofAsync)
            .WithSummary("Every input and intermediate value of a draw; 404 until it is made")
            .WithDescription("A private lot needs its key as `?key=`, or an entry of one's own in it.")
            .Produces<DrawProof>()
            .Refuses(404);
        draws
            .MapGet("/api/lots/{id}/draw/roster", RosterAsync)
            .WithSummary("The leaf strings in ticket order, from the moment the root is published")
            .Produces<RosterDocument>()
            .Refuses(404);
        draws
            .MapGet("/api/lots/{id}/draw/alternates", AlternatesAsync)
            .WithSummary("The alternates drawn after winners were disqualified, each with its proof")
            .Produces<IReadOnlyList<AlternateProof>>()
            .Refuses(404);
        draws
            .MapGet("/api/lots/{id}/draw/auditor.html", AuditorAsync)
            .WithSummary("The Pocket Auditor: one file that checks the draw from disk, with no network")
            .WithDescription(
                "The list of entries is in it up to 20,000; above that the file opens the downloaded `/draw/roster`."
            )
            .Produces<string>(200, "text/html")
            .Refuses(404);
        draws
            .MapGet("/.well-known/alot-keys.json", KeysAsync)
            .WithSummary("Every public key that signs or ever signed, with its validity")
            .Produces<PublicKeysDocument>();
    }

    private static async Task<IResult> ProofAsync(
        RouteId id,
        HttpContext http,
        DrawReads draws,
        CancellationToken stop
    ) =>
        await draws.ProofAsync(new LotId(id.Value), http.User.ActorOf()?.Id, LotEndpoints.ShareKeyOf(http), stop)
            is { } proof
            ? Results.Text(proof, "application/json")
            : throw Refusal.NotFound("draw");

    private static async Task<IResult> RosterAsync(
        RouteId id,
        HttpContext http,
        DrawReads draws,
        CancellationToken stop
    ) =>
        await draws.RosterAsync(new LotId(id.Value), http.User.ActorOf()?.Id, LotEndpoints.ShareKeyOf(http), stop)
            is { } roster
            ? Results.Stream(answer => WriteRosterAsync(roster, answer, stop), "application/json; charset=utf-8")
            : throw Refusal.NotFound("roster");

    // A RosterDocument, written as it is read: as objects a million leaves would be hundreds of megabytes a request. Leaf strings are
    // digits, letters, hyphens and colons: as JSON they stand between quotes as they are.
    private static async Task WriteRosterAsync(
        IAsyncEnumerable<RosterLeaf> roster,
        Stream answer,
        CancellationToken stop
    )
    {
        var writer = PipeWriter.Create(answer, new StreamPipeWriterOptions(leaveOpen: true));
        writer.Write("{\"leaves\":["u8);
        var first = true;
        await foreach (var leaf in roster.WithCancellation(stop))
        {
            writer.Write(first ? "\""u8 : ",\""u8);
            first = false;
            writer.Advance(leaf.WriteTo(writer.GetSpan(RosterLeaf.MaxBytes)));
            writer.Write("\""u8);
            if (writer.UnflushedBytes > 64 * 1024)
                await writer.FlushAsync(stop);
        }
        writer.Write("]}"u8);
        await writer.CompleteAsync();
    }

    private static async Task<IResult> AlternatesAsync(
        RouteId id,
        HttpContext http,
        DrawReads draws,
        CancellationToken stop
    ) =>
        await draws.AlternatesAsync(new LotId(id.Value), http.User.ActorOf()?.Id, LotEndpoints.ShareKeyOf(http), stop)
            is { } alternates
            ? Results.Text($"[{string.Join(',', alternates)}]", "application/json")
            : throw Refusal.NotFound("lot");

    private static async Task<IResult> AuditorAsync(
        RouteId id,
        HttpContext http,
        PocketReads reads,
        PocketAuditor auditor,
        CancellationToken stop
    )
    {
        var (lot, viewer, key) = (new LotId(id.Value), http.User.ActorOf()?.Id, LotEndpoints.ShareKeyOf(http));
        if (await reads.FindAsync(lot, viewer, key, PocketAuditor.MostEntries, stop) is not { } draw)
            throw Refusal.NotFound("draw");
        http.Response.Headers.ContentSecurityPolicy = $"{await auditor.PolicyAsync()}; frame-ancestors 'none'";
        return Results.Stream(
            answer => auditor.WriteAsync(draw, answer, stop),
            "text/html; charset=utf-8",
            string.Create(CultureInfo.InvariantCulture, $"alot-pocket-auditor-lot-{draw.LotNumber:0000}.html")
        );
    }

    private static async Task<IResult> KeysAsync(DrawReads draws, CancellationToken stop) =>
        Results.Ok(await draws.KeysAsync(stop));
}
