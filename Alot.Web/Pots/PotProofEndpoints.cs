using Alot.Data.Pots;
using Alot.Domain;
using Alot.Domain.Pots;
using Alot.Web.Accounts;
using Alot.Web.Api;
using Alot.Web.Draws;

namespace Alot.Web.Pots;

/// <summary>What anyone needs to check a pot. Not an answer to trust: all of it can be recomputed.</summary>
public static class PotProofEndpoints
{
    public static void MapPotProofs(this IEndpointRouteBuilder app)
    {
        var proofs = app.MapGroup("").WithTags("Pots").RequireRateLimiting(Rates.Read);

        proofs
            .MapGet("/api/pots/{id}/proof", ProofAsync)
            .WithSummary(
                "Every input and intermediate value of a pot, with its list of entries; 404 until it is settled"
            )
            .Produces<PotProof>()
            .Refuses(404);
        proofs
            .MapGet("/api/pots/{id}/auditor.html", AuditorAsync)
            .WithSummary("The Pocket Auditor: one file that checks the pot from disk, with no network")
            .Produces<string>(200, "text/html")
            .Refuses(404);
    }

    private static async Task<IResult> ProofAsync(RouteId id, PotProofReads reads, CancellationToken stop) =>
        await reads.FindAsync(new PotId(id.Value), stop) is { } pot
            ? Results.Text(pot.Proof, "application/json")
            : throw Refusal.NotFound("proof");

    private static async Task<IResult> AuditorAsync(
        RouteId id,
        HttpContext http,
        PotProofReads reads,
        PocketAuditor auditor,
        CancellationToken stop
    )
    {
        if (await reads.FindAsync(new PotId(id.Value), stop) is not { } pot)
            throw Refusal.NotFound("proof");
        http.Response.Headers.ContentSecurityPolicy = $"{await auditor.PolicyAsync()}; frame-ancestors 'none'";
        return Results.Stream(
            answer => auditor.WriteAsync(pot, answer, stop),
            "text/html; charset=utf-8",
            $"alot-pocket-auditor-pot-{pot.PotId}.html"
        );
    }
}
