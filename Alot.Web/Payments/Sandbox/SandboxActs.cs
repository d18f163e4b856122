using System.Text.Json.Nodes;

namespace Alot.Web.Payments.Sandbox;

/// <summary>What the sandbox is told by <c>POST /sandbox/faults</c>: replaces what it was told before.</summary>
/// <param name="Seed">Repeats the same faults for the same calls.</param>
/// <param name="Faults">By name; none means that it behaves.</param>
/// <param name="ClearLog">Counts begin at zero.</param>
internal sealed record SandboxMood(
    long Seed = 0,
    Dictionary<string, SandboxFaultRule>? Faults = null,
    bool ClearLog = false
);

/// <param name="PaymentIntent">Whose charge.</param>
/// <param name="Amount">In cents; all of it when absent.</param>
internal sealed record SandboxDisputeBody(
    string? PaymentIntent,
    long? Amount = null,
    string Status = "needs_response",
    string Reason = "fraudulent"
);

internal sealed record SandboxMoveBody(string? Status);

/// <summary>
/// Doors by which a test or a developer makes the sandbox misbehave and plays the bank. Development only, like all of it.
/// </summary>
internal static class SandboxActs
{
    public static void MapSandboxActs(this IEndpointRouteBuilder app)
    {
        var acts = app.MapGroup("/sandbox")
            .AllowAnonymous()
            .DisableAntiforgery()
            .DisableRateLimiting()
            .ExcludeFromDescription();
        acts.MapGet("/faults", ShowAsync);
        acts.MapPost("/faults", SetAsync);
        acts.MapPost("/disputes", OpenDisputeAsync);
        acts.MapPost("/disputes/{id}", MoveDisputeAsync);
        acts.MapPost("/refunds/{id}/fail", FailRefundAsync);
        acts.MapPost("/webhooks/{id}/resend", ResendAsync);
        acts.MapGet("", SandboxLogPage.ShowAsync);
    }

    private static async Task<IResult> ShowAsync(SandboxFaults faults, SandboxLog log, CancellationToken stop)
    {
        var (seed, rules) = await faults.ReadAsync(stop);
        var told = new JsonObject();
        foreach (var (fault, rule) in rules.OrderBy(r => r.Key))
            told[SandboxFaults.Name(fault)] = new JsonObject
            {
                ["probability"] = rule.Probability,
                ["next"] = rule.Next,
                ["seconds"] = rule.Seconds,
            };
        var counts = new JsonObject();
        foreach (var (name, count) in (await log.CountAsync(stop)).OrderBy(c => c.Key, StringComparer.Ordinal))
            counts[name] = count;
        return Results.Json(
            new JsonObject
            {
                ["seed"] = seed,
                ["faults"] = told,
                ["counts"] = counts,
            }
        );
    }

    private static async Task<IResult> SetAsync(
        SandboxMood mood,
        SandboxFaults faults,
        SandboxLog log,
        CancellationToken stop
    )
    {
        var rules = new Dictionary<SandboxFault, SandboxFaultRule>();
        foreach (var (name, rule) in mood.Faults ?? [])
        {
            if (SandboxFaults.Parse(name) is not { } fault)
                return Refused(
                    422,
                    "validation",
                    $"There is no fault '{name}'. Known: {string.Join(", ", Enum.GetValues<SandboxFault>().Select(SandboxFaults.Name))}."
                );
            if (rule is not { Probability: >= 0 and <= 1, Next: >= 0, Seconds: >= 0 and <= 1_000_000 })
                return Refused(422, "validation", "probability is 0 to 1, next and seconds are not negative.");
            rules[fault] = rule;
        }
        await faults.SetAsync(mood.Seed, rules, stop);
        if (mood.ClearLog)
            await log.ClearAsync(stop);
        return await ShowAsync(faults, log, stop);
    }

    private static Task<IResult> OpenDisputeAsync(
        SandboxDisputeBody body,
        SandboxStore store,
        SandboxDelivery delivery,
        SandboxLog log,
        CancellationToken stop
    ) =>
        ActAsync(
            "dispute opened",
            store,
            delivery,
            log,
            tx =>
                SandboxDisputes.OpenAsync(
                    tx,
                    body.PaymentIntent ?? throw SandboxRefusal.Invalid("Say which payment.", "payment_intent"),
                    body.Amount,
                    body.Status,
                    body.Reason
                ),
            stop
        );

    private static Task<IResult> MoveDisputeAsync(
        string id,
        SandboxMoveBody body,
        SandboxStore store,
        SandboxDelivery delivery,
        SandboxLog log,
        CancellationToken stop
    ) =>
        ActAsync(
            $"dispute {body.Status}",
            store,
            delivery,
            log,
            tx => SandboxDisputes.MoveAsync(tx, id, body.Status ?? ""),
            stop
        );

    private static Task<IResult> FailRefundAsync(
        string id,
        SandboxStore store,
        SandboxDelivery delivery,
        SandboxLog log,
        CancellationToken stop
    ) =>
        ActAsync(
            "refund failed",
            store,
            delivery,
            log,
            async tx =>
            {
                await SandboxRefunds.FailAsync(tx, id);
                return await tx.FindAsync(SandboxRefunds.Kind, id);
            },
            stop
        );

    private static async Task<IResult> ResendAsync(
        string id,
        SandboxStore store,
        SandboxDelivery delivery,
        SandboxLog log,
        CancellationToken stop
    )
    {
        if (!await delivery.OweAgainAsync(id, stop))
            return Refused(404, "not_found", "The sandbox has sent no such event.");
        await log.AddAsync("act", "webhook sent again", id, "owed");
        delivery.Wake();
        return Results.Accepted();
    }

    private static async Task<IResult> ActAsync(
        string what,
        SandboxStore store,
        SandboxDelivery delivery,
        SandboxLog log,
        Func<SandboxTransaction, Task<JsonObject>> act,
        CancellationToken stop
    )
    {
        try
        {
            var done = await store.InTransactionAsync(act, stop);
            await log.AddAsync("act", what, done.Text("id"), done.Text("status"));
            delivery.Wake();
            return Results.Json(SandboxObjects.Shown(done));
        }
        catch (SandboxRefusal refusal)
        {
            return Refused(refusal.Status == 404 ? 404 : 409, "sandbox_refused", refusal.Message);
        }
    }

    private static IResult Refused(int status, string code, string detail) =>
        Results.Problem(detail, statusCode: status, extensions: new Dictionary<string, object?> { ["code"] = code });
}
