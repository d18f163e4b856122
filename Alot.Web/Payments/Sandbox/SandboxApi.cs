using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Alot.Web.Payments.Sandbox;

/// <summary>Stripe's REST API under <c>/sandbox/stripe/v1</c>: the routes, keys, idempotency and error bodies.</summary>
internal static class SandboxApi
{
    public static void MapSandboxApi(this IEndpointRouteBuilder app)
    {
        var v1 = app.MapGroup("/sandbox/stripe/v1")
            .AllowAnonymous()
            .DisableAntiforgery()
            .DisableRateLimiting()
            .ExcludeFromDescription();
        v1.AddEndpointFilter(AnswerAsync);

        v1.MapPost(
            "/checkout/sessions",
            (HttpContext context, SandboxStore store, SandboxDelivery delivery) =>
                ChangeAsync(context, store, delivery, SandboxCheckouts.CreateAsync)
        );
        v1.MapPost(
            "/checkout/sessions/{id}/expire",
            (string id, HttpContext context, SandboxStore store, SandboxDelivery delivery) =>
                ChangeAsync(context, store, delivery, (tx, _) => SandboxCheckouts.ExpireAsync(tx, id))
        );
        v1.MapGet(
            "/checkout/sessions/{id}",
            async (string id, HttpContext context, SandboxStore store, SandboxCheckouts checkouts) =>
            {
                var query = Query(context);
                var expand = query.List("expand");
                query.RefuseTheRest();
                return await ExpandedAsync(
                    await checkouts.FindAsync(id, context.RequestAborted),
                    expand,
                    store,
                    context
                );
            }
        );
        v1.MapPost(
            "/refunds",
            (HttpContext context, SandboxStore store, SandboxDelivery delivery) =>
                ChangeAsync(context, store, delivery, SandboxRefunds.CreateAsync)
        );
        v1.MapPost(
            "/accounts",
            (HttpContext context, SandboxStore store, SandboxDelivery delivery) =>
                ChangeAsync(context, store, delivery, SandboxConnect.CreateAccountAsync)
        );
        v1.MapPost(
            "/transfers",
            (HttpContext context, SandboxStore store, SandboxDelivery delivery) =>
                ChangeAsync(context, store, delivery, SandboxConnect.CreateTransferAsync)
        );
        v1.MapReads("/refunds", SandboxRefunds.Kind);
        v1.MapReads("/disputes", SandboxDisputes.Kind);
        v1.MapReads("/payment_intents", "payment_intent");
        v1.MapReads("/charges", "charge");
        v1.MapReads("/transfers", "transfer");
        v1.MapReads("/accounts", "account");
        v1.MapReads("/events", "event");
        v1.MapList("/checkout/sessions", SandboxCheckouts.Kind);
        v1.Map(
            "/{**rest}",
            JsonObject (HttpContext context) =>
                throw new SandboxRefusal(
                    404,
                    "invalid_request_error",
                    $"Unrecognized request URL ({context.Request.Method}: {context.Request.Path})."
                )
        );
    }

    private static void MapReads(this RouteGroupBuilder v1, string path, string kind)
    {
        v1.MapGet(
            path + "/{id}",
            async (string id, HttpContext context, SandboxStore store) =>
            {
                var found = await store.FindAsync(kind, id, context.RequestAborted);
                return SandboxObjects.Shown(found ?? throw SandboxRefusal.Missing(kind, id));
            }
        );
        v1.MapList(path, kind);
    }

    private static void MapList(this RouteGroupBuilder v1, string path, string kind) =>
        v1.MapGet(
            path,
            async (HttpContext context, SandboxStore store) =>
            {
                var query = Query(context);
                var limit = query.Whole("limit") ?? 10;
                if (limit is < 1 or > 100)
                    throw SandboxRefusal.Invalid("Limit must be between 1 and 100.", "limit");
                var list = new SandboxList(kind)
                {
                    Limit = (int)limit,
                    PaymentIntent = query.Text("payment_intent"),
                    Type = query.Text("type"),
                    StartingAfter = query.Text("starting_after"),
                    CreatedFrom = Seconds(query, "created[gte]", 0) ?? Seconds(query, "created[gt]", 1),
                    CreatedBefore = Seconds(query, "created[lt]", 0) ?? Seconds(query, "created[lte]", 1),
                };
                query.RefuseTheRest();
                var stop = context.RequestAborted;
                if (list.StartingAfter is { } after && await store.FindAsync(kind, after, stop) is null)
                    throw SandboxRefusal.Missing(kind, after);
                var found = await store.ListAsync(list, "/v1" + path, stop);
                foreach (var item in found["data"]!.AsArray())
                    item!.AsObject().Remove(SandboxObjects.Private);
                return found;
            }
        );

    // created is kept to the fraction but asked for in whole seconds.
    private static DateTimeOffset? Seconds(SandboxForm query, string name, int further) =>
        query.Whole(name) switch
        {
            null => null,
            >= 0 and <= 253_402_300_000 and var seconds => DateTimeOffset.FromUnixTimeSeconds(seconds + further),
            _ => throw SandboxRefusal.Invalid("Invalid timestamp", name),
        };

    /// <summary>One call that changes something: all of it in one transaction, under its key if it has one.</summary>
    private static async Task<JsonObject> ChangeAsync(
        HttpContext context,
        SandboxStore store,
        SandboxDelivery delivery,
        Func<SandboxTransaction, SandboxForm, Task<JsonObject>> change
    )
    {
        var stop = context.RequestAborted;
        var form = context.Request.HasFormContentType
            ? new SandboxForm(
                (await context.Request.ReadFormAsync(stop)).Select(f =>
                    KeyValuePair.Create(f.Key, Single(f.Key, f.Value))
                )
            )
            : new SandboxForm([]);
        var key = Key(context);
        var expand = form.List("expand");
        var (answer, replayed) = await store.InTransactionAsync(
            async tx =>
            {
                if (key is not null && await tx.ClaimKeyAsync(key, form.Fingerprint(context.Request.Path)) is { } first)
                    return (first, true);
                var changed = await change(tx, form);
                // Everything known has been asked for by now; what is left rolls all of it back.
                form.RefuseTheRest();
                if (key is not null)
                    await tx.KeepAnswerAsync(key, changed);
                return (changed, false);
            },
            stop
        );
        if (replayed)
            context.Response.Headers["Idempotent-Replayed"] = "true";
        else
            delivery.Wake();
        return await ExpandedAsync(answer, expand, store, context);
    }

    private static string? Key(HttpContext context)
    {
        var keys = context.Request.Headers["Idempotency-Key"];
        if (keys.Count == 0)
            return null;
        return keys.Count == 1 && keys[0] is { Length: > 0 and <= 255 } key
            ? key
            : throw SandboxRefusal.Invalid("An idempotency key has 1 to 255 characters.");
    }

    private static async Task<JsonObject> ExpandedAsync(
        JsonObject found,
        IReadOnlyList<string> expand,
        SandboxStore store,
        HttpContext context
    )
    {
        var shown = SandboxObjects.Shown(found);
        foreach (var name in expand)
        {
            if (name != "payment_intent")
                throw SandboxRefusal.Invalid($"This property cannot be expanded ({name}).", "expand");
            if ((string?)shown[name] is { } id)
                shown[name] = await store.FindAsync(name, id, context.RequestAborted);
        }
        return shown;
    }

    private static SandboxForm Query(HttpContext context) =>
        new(context.Request.Query.Select(f => KeyValuePair.Create(f.Key, Single(f.Key, f.Value))));

    private static string Single(string name, Microsoft.Extensions.Primitives.StringValues values) =>
        values.Count == 1 ? values[0] ?? "" : throw SandboxRefusal.Invalid($"Parameter given twice: {name}", name);

    private static async ValueTask<object?> AnswerAsync(
        EndpointFilterInvocationContext invocation,
        EndpointFilterDelegate next
    )
    {
        var context = invocation.HttpContext;
        context.Response.Headers["Request-Id"] = SandboxStore.NewId("req");
        context.Response.Headers.CacheControl = "no-store";
        var services = context.RequestServices;
        var fired = await services.GetRequiredService<SandboxFaults>().DrawForCallAsync(context.RequestAborted);
        var log = services.GetRequiredService<SandboxLog>();
        var what = $"{context.Request.Method} {context.Request.Path}".Replace(
            "/sandbox/stripe",
            "",
            StringComparison.Ordinal
        );
        var about = context.Request.Headers["Idempotency-Key"].ToString();
        if (fired is { Fault: SandboxFault.Error500 or SandboxFault.Refuse })
        {
            await log.AddAsync("call", what, about, "not done", fired.Fault);
            return await MisbehaveAsync(context, fired);
        }
        var (status, body) = await AnswerOnceAsync(invocation, next);
        await log.AddAsync("call", what, about, status.ToString(CultureInfo.InvariantCulture), fired?.Fault);
        return fired is null or { Fault: SandboxFault.Slow }
            ? await LateAsync(Results.Json(body, statusCode: status), fired, context.RequestAborted)
            : await MisbehaveAsync(context, fired);
    }

    private static async Task<IResult> LateAsync(IResult answer, FiredFault? fired, CancellationToken stop)
    {
        if (fired is not null)
            await Task.Delay(fired.Pause, stop);
        return answer;
    }

    private static Task<IResult> MisbehaveAsync(HttpContext context, FiredFault fired)
    {
        if (fired.Fault is SandboxFault.Error500 or SandboxFault.Error500After)
            return Task.FromResult(
                Results.Json(
                    new SandboxRefusal(
                        500,
                        "api_error",
                        "An error occurred on the sandbox's side, as it was told."
                    ).ToJson(),
                    statusCode: 500
                )
            );
        // The connection breaks: the caller can't know whether it was done.
        context.Abort();
        return Task.FromResult(Results.Empty);
    }

    private static async Task<(int Status, object? Body)> AnswerOnceAsync(
        EndpointFilterInvocationContext invocation,
        EndpointFilterDelegate next
    )
    {
        try
        {
            RequireKey(invocation.HttpContext);
            return (200, await next(invocation));
        }
        catch (SandboxRefusal refusal)
        {
            return (refusal.Status, refusal.ToJson());
        }
        catch (InvalidDataException e)
        {
            // More fields, or longer ones, than a form may have.
            return (400, SandboxRefusal.Invalid(e.Message).ToJson());
        }
    }

    private static void RequireKey(HttpContext context)
    {
        var given = Encoding.UTF8.GetBytes(context.Request.Headers.Authorization.ToString());
        var wanted = Encoding.UTF8.GetBytes("Bearer " + StripeSettings.SandboxSecretKey);
        if (!CryptographicOperations.FixedTimeEquals(given, wanted))
            throw new SandboxRefusal(401, "invalid_request_error", "Invalid API Key provided.");
    }
}
