using Shouldly;
using Xunit;

namespace Alot.Tests.Api;

/// <summary>The API says of itself what it does.</summary>
[Collection(nameof(ApiCollection))]
public sealed class ApiDocumentTests(ApiWorld app)
{
    private static readonly string[] Doors =
    [
        "get /api/lots",
        "post /api/lots",
        "get /api/lots/{id}",
        "patch /api/lots/{id}",
        "post /api/lots/{id}/open",
        "post /api/lots/{id}/cancel",
        "post /api/lots/{id}/extend",
        "get /api/lots/{id}/entries",
        "post /api/lots/{id}/entries/purchase",
        "post /api/lots/{id}/entries/purchase-with-credits",
        "post /api/payments/create-checkout-session",
        "get /api/purchases/{id}",
        "delete /api/purchases/{id}",
        "post /api/purchases/{id}/leave",
        "post /api/purchases/{id}/refund-choice",
        "post /api/lots/{id}/trivia/attempt",
        "get /api/lots/{id}/trivia/status",
        "get /api/users/me/entries",
        "get /api/users/me/credits",
        "get /api/users/me/credits/transactions",
        "get /api/users/me/cards",
        "post /api/reveals/{id}/reveal",
        "get /api/lots/{id}/draw",
        "get /api/lots/{id}/draw/roster",
        "get /.well-known/alot-keys.json",
        "get /api/fairness/log",
        "get /api/fairness/log.ndjson",
        "get /api/fairness/head",
        "get /api/fairness/heads",
        "get /api/lots/{id}/fairness",
        "post /api/admin/users/{id}/credits",
        "post /api/admin/lots/{id}/draw",
        "post /api/admin/lots/{id}/settle",
        "post /api/realtime/ticket",
        "get /api/pots",
        "post /api/pots",
        "get /api/pots/{id}",
        "get /api/pots/{id}/proof",
        "post /api/pots/{id}/join",
        "delete /api/pots/{id}/entries/{entry_id}",
        "post /api/pots/{id}/lock",
        "post /api/pots/{id}/reveal",
        "post /api/admin/pots/{id}/pause",
        "post /api/admin/pots/{id}/resume",
        "post /api/admin/pots/{id}/cancel",
        "post /api/admin/pots/{id}/entries/{entry_id}/remove",
        "post /api/admin/hooks/{message_id}/retry",
    ];

    [Fact]
    public async Task Every_door_is_in_the_document_with_a_summary_and_its_key()
    {
        var document = await app.Anonymous.GetAsync("/openapi/v1.json");
        document.Status.ShouldBe(200, document.Text);
        foreach (var door in Doors)
        {
            var (method, path) = (door.Split(' ')[0], door.Split(' ')[1]);
            var operation = document.Json["paths"]![path]?[method].ShouldNotBeNull(door);
            operation!["summary"]!.ToString().ShouldNotBeEmpty(door);
            var needsKey =
                operation["parameters"]?.AsArray().Any(p => p!["name"]?.ToString() == "Idempotency-Key") == true;
            needsKey.ShouldBe(
                path.Contains("purchase", StringComparison.Ordinal) && method == "post"
                    || path.EndsWith("create-checkout-session", StringComparison.Ordinal)
                    || path.EndsWith("/join", StringComparison.Ordinal)
                    || method == "delete" && path.StartsWith("/api/pots", StringComparison.Ordinal)
                    || path.StartsWith("/api/admin/users", StringComparison.Ordinal),
                door
            );
        }
    }

    [Fact]
    public async Task The_doors_of_the_pot_services_ask_for_a_key_and_the_others_for_a_token()
    {
        var paths = (await app.Anonymous.GetAsync("/openapi/v1.json")).Json["paths"]!;
        string? SchemeOf(string path) =>
            paths[path]!["post"]!["security"]?.AsArray().ShouldHaveSingleItem()!.AsObject().Single().Key;
        SchemeOf("/api/pots/{id}/lock").ShouldBe("service");
        SchemeOf("/api/pots/{id}/reveal").ShouldBe("service");
        SchemeOf("/api/pots/{id}/join").ShouldBe("bearer");
        paths["/api/pots/{id}/reveal"]!["post"]!["responses"]!["422"].ShouldNotBeNull();
        var docs = await app.Anonymous.GetAsync("/docs");
        docs.Text.ShouldContain("/api/pots/{id}/reveal");
        docs.Text.ShouldContain("settlement_signature");
        docs.Text.ShouldContain("a space, the service");
    }
}
