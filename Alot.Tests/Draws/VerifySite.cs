using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Alot.Domain.Draws;
using Alot.Tests.Pots;
using Alot.Web.Draws;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;

namespace Alot.Tests.Draws;

/// <summary>
/// A site with the verify page and nothing else: no database, one drawn lot or settled pot, the strict content security policy. The
/// whole site's own journey is walked elsewhere; here only the page and its scripts are tried.
/// </summary>
internal sealed class VerifySite : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private VerifySite(WebApplication app) => _app = app;

    public string Address => _app.Urls.Single();

    /// <summary>What the site publishes of its lot; a test may tamper with it.</summary>
    public DrawProof Proof { get; set; } = null!;

    public IReadOnlyList<string> Leaves { get; set; } = SpecCases.Leaves;

    /// <summary>What signs for this site; a lot of another test may be shown with its own.</summary>
    public PublicKeysDocument Keys { get; set; } = null!;

    /// <summary>The lot's own of the fairness log.</summary>
    public JsonArray Records { get; set; } = [];

    public bool IsDrawn { get; set; } = true;

    /// <summary>A settled pot, whose keys are shown instead of the lot's.</summary>
    public PublishedPot? Pot { get; set; }

    public static async Task<VerifySite> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddRazorComponents().AddInteractiveServerComponents();
        var app = builder.Build();
        var site = new VerifySite(app);
        site.Publish();

        app.Use(
            (context, next) =>
            {
                context.Response.Headers.ContentSecurityPolicy =
                    "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'";
                return next();
            }
        );
        app.UseStaticFiles(
            new StaticFileOptions
            {
                FileProvider = new PhysicalFileProvider(RepoFiles.Of("Alot.Web", "wwwroot")),
                ContentTypeProvider = new FileExtensionContentTypeProvider
                {
                    Mappings = { [".mjs"] = "text/javascript" },
                },
            }
        );
        app.UseAntiforgery();
        app.MapGet("/api/lots/{id:guid}/draw", () => site.IsDrawn ? Results.Ok(site.Proof) : Results.NotFound());
        app.MapGet(
            "/api/lots/{id:guid}/draw/roster",
            () => site.IsDrawn ? Results.Ok(new RosterDocument(site.Leaves)) : Results.NotFound()
        );
        app.MapGet("/api/lots/{id:guid}/fairness", () => new { records = site.Records });
        app.MapGet("/api/lots/{id:guid}", () => new { number = 409, product = new { name = "Strata ’84 “Salt”" } });
        app.MapGet("/api/pots/{id:guid}/proof", () => site.Pot is { } pot ? Results.Ok(pot.Proof) : Results.NotFound());
        app.MapGet(
            "/.well-known/alot-keys.json",
            () => site.Pot is { } pot ? Results.Ok(pot.Keys) : Results.Ok(site.Keys)
        );
        app.MapRazorComponents<VerifyHost>()
            .AddAdditionalAssemblies(typeof(VerifyPage).Assembly)
            .AddInteractiveServerRenderMode();
        await app.StartAsync();
        return site;
    }

    private void Publish()
    {
        var draw = DrawFormula.Draw(SpecCases.WithRoster());
        var funded = SpecCases.Time("2026-11-20T12:01:04Z");
        Statement[] statements =
        [
            DrawStatements.Opening(
                draw.LotId,
                draw.Mode,
                draw.Commitment,
                new string('7', 64),
                SpecCases.Time("2026-11-20T09:15:00Z")
            ),
            DrawStatements.Roster(draw.LotId, draw.RosterRoot!, draw.TotalTickets, funded),
            DrawStatements.Draw(draw, funded.AddMinutes(1)),
        ];
        Keys = PublicKeys();
        Proof = DrawProof.Of(draw, funded.AddMinutes(1), statements.Select(s => s.SignWith(_key)));
    }

    private PublicKeysDocument PublicKeys()
    {
        var publicKey = StatementSignature.PublicKeyOf(_key);
        return new([new(StatementSignature.KeyIdOf(publicKey), publicKey, "2026-01-01T00:00:00.000000Z", null)]);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _key.Dispose();
    }
}
