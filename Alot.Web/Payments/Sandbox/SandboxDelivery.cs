using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Threading.Channels;
using Npgsql;

namespace Alot.Web.Payments.Sandbox;

/// <summary>
/// Sends the sandbox's webhooks to the app, signed, until the app answers 2xx. What is owed stands in the database, so a
/// killed app sends it after its restart; a lease keeps two nodes from sending the same one at once. As with Stripe an
/// event can arrive twice or out of order: the lease ends before a frozen sender does.
/// </summary>
internal sealed class SandboxDelivery(
    NpgsqlDataSource database,
    HttpClient http,
    OwnAddress own,
    StripeSettings settings,
    IConfiguration configuration,
    TimeProvider clock,
    IHostApplicationLifetime lifetime,
    SandboxFaults faults,
    SandboxLog kept,
    ILogger<SandboxDelivery> log
) : BackgroundService
{
    /// <summary>Shorter than the lease, so that a sender knows it failed before another may try.</summary>
    public static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(8);

    private const string Lease = "interval '12 seconds'";

    private const int AtOnce = 16;

    private static readonly TimeSpan _lookAgain = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(10);

    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    /// <summary>Something was committed that has to be sent. Losing the call costs a second, nothing else.</summary>
    public void Wake() => _wake.Writer.TryWrite(true);

    /// <summary>
    /// Sends one event now and returns when the app, on whatever node, has answered 2xx. Null means it has; otherwise
    /// the reason why it hasn't within the time.
    /// </summary>
    public async Task<string?> DeliverNowAsync(string eventId, TimeSpan within, CancellationToken stop)
    {
        for (var started = Stopwatch.GetTimestamp(); ; )
        {
            if (await ClaimAsync(eventId, stop) is [var claimed])
                // A caller who hangs up doesn't break the sending off: it would have to wait for the lease to end.
                await SendAsync(claimed, lifetime.ApplicationStopping);
            var (delivered, lastError) = await StateAsync(eventId, stop);
            if (delivered)
                return null;
            if (Stopwatch.GetElapsedTime(started) > within)
                return lastError ?? "another node is sending it and hasn't finished";
            await Task.Delay(200, stop);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await SandboxSweep.StartedAsync(lifetime, stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await ClaimAsync(null, stoppingToken) is { Count: > 0 } due)
                    await Task.WhenAll(due.Select(d => SendAsync(d, stoppingToken)));
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                log.LogWarning(e, "Sandbox webhooks couldn't be sent; trying again");
            }
            await WaitAsync(stoppingToken);
        }
    }

    private async Task WaitAsync(CancellationToken stop)
    {
        using var timeUp = CancellationTokenSource.CreateLinkedTokenSource(stop);
        timeUp.CancelAfter(_lookAgain);
        try
        {
            await _wake.Reader.ReadAsync(timeUp.Token);
        }
        catch (OperationCanceledException)
        {
            // Time to look anyway, or to stop, which the caller sees.
        }
    }

    private async Task SendAsync(Owed owed, CancellationToken stop)
    {
        var fired = await faults.DrawForWebhookAsync(stop);
        if (fired is { Fault: SandboxFault.Drop })
        {
            await kept.AddAsync("delivery", Type(owed), owed.EventId, "never sent", fired.Fault);
            await MarkDeliveredAsync(owed, stop);
            return;
        }
        if (fired is { Fault: SandboxFault.Delay or SandboxFault.Reorder })
        {
            await kept.AddAsync("delivery", Type(owed), owed.EventId, "later", fired.Fault);
            await PostponeAsync(owed, "held back, as it was told", fired.Pause, stop);
            return;
        }
        if (fired is { Fault: SandboxFault.Duplicate })
            await PostAsync(owed.Body, stop);
        var error = await PostAsync(owed.Body, stop);
        await kept.AddAsync("delivery", Type(owed), owed.EventId, error ?? "taken", fired?.Fault);
        if (error is null)
            await MarkDeliveredAsync(owed, stop);
        else
        {
            log.LogInformation("Sandbox webhook {Event} wasn't taken: {Error}", owed.EventId, error);
            var pause = Math.Min(Math.Pow(2, Math.Min(owed.Attempts, 10)), _longestPause.TotalSeconds);
            await PostponeAsync(owed, error, TimeSpan.FromSeconds(pause), stop);
        }
    }

    private static string Type(Owed owed) =>
        (string?)SandboxStore.Parse(owed.Body)["type"] ?? throw new InvalidOperationException("An event has a type.");

    /// <summary>Sends an event again that was sent, or dropped. False when there is none.</summary>
    public async Task<bool> OweAgainAsync(string eventId, CancellationToken stop)
    {
        await using var again = database.CreateCommand(
            "update sandbox.deliveries set delivered_at = null, due_at = $2 where event_id = $1"
        );
        again.Parameters.Add(new() { Value = eventId });
        again.Parameters.Add(new() { Value = clock.GetUtcNow() });
        return await again.ExecuteNonQueryAsync(stop) == 1;
    }

    /// <summary>Null when the app took it, otherwise why not.</summary>
    private async Task<string?> PostAsync(string body, CancellationToken stop)
    {
        if (Target() is not { } target)
            return "the app isn't listening yet";
        var bytes = Encoding.UTF8.GetBytes(body);
        using var request = new HttpRequestMessage(HttpMethod.Post, target) { Content = new ByteArrayContent(bytes) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        request.Headers.Add("Stripe-Signature", StripeSignature.Make(bytes, settings.WebhookSecret, clock.GetUtcNow()));
        try
        {
            using var answer = await http.SendAsync(request, stop);
            return answer.IsSuccessStatusCode ? null : $"{target} answered {(int)answer.StatusCode}";
        }
        catch (HttpRequestException e)
        {
            return $"{target} can't be reached: {e.Message}";
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return $"{target} didn't answer within {SendTimeout.TotalSeconds} s";
        }
    }

    private Uri? Target() =>
        configuration["Sandbox:WebhookUrl"] is { Length: > 0 } configured ? new Uri(configured)
        : own.Current is { } self ? new Uri(self, WebhookEndpoint.Path)
        : null;

    // One that is named is taken whether or not its pause is over; otherwise those that are due.
    private async Task<List<Owed>> ClaimAsync(string? eventId, CancellationToken stop)
    {
        await using var claim = database.CreateCommand(
            $"""
            update sandbox.deliveries d
            set lease = $1, leased_until = clock_timestamp() + {Lease}
            from (
                select event_id from sandbox.deliveries
                where delivered_at is null
                  and (leased_until is null or leased_until < clock_timestamp())
                  and {(eventId is null ? "due_at <= $2" : "event_id = $2")}
                order by due_at
                limit {AtOnce}
                for update skip locked
            ) due
            where d.event_id = due.event_id
            returning d.event_id, d.body, d.attempts
            """
        );
        var lease = Guid.CreateVersion7(clock.GetUtcNow());
        claim.Parameters.Add(new() { Value = lease });
        claim.Parameters.Add(new() { Value = eventId is null ? clock.GetUtcNow() : eventId });
        var claimed = new List<Owed>();
        await using var rows = await claim.ExecuteReaderAsync(stop);
        while (await rows.ReadAsync(stop))
            claimed.Add(new(rows.GetString(0), rows.GetString(1), rows.GetInt32(2), lease));
        return claimed;
    }

    // Without asking for the lease: that the app took it is a fact, whoever sent it.
    private async Task MarkDeliveredAsync(Owed owed, CancellationToken stop)
    {
        await using var update = database.CreateCommand(
            """
            update sandbox.deliveries
            set delivered_at = $2, attempts = attempts + 1, lease = null, leased_until = null, last_error = null
            where event_id = $1 and delivered_at is null
            """
        );
        update.Parameters.Add(new() { Value = owed.EventId });
        update.Parameters.Add(new() { Value = clock.GetUtcNow() });
        await update.ExecuteNonQueryAsync(stop);
    }

    private async Task PostponeAsync(Owed owed, string error, TimeSpan pause, CancellationToken stop)
    {
        await using var update = database.CreateCommand(
            """
            update sandbox.deliveries
            set attempts = attempts + 1, due_at = $3, lease = null, leased_until = null, last_error = $4
            where event_id = $1 and lease = $2
            """
        );
        update.Parameters.Add(new() { Value = owed.EventId });
        update.Parameters.Add(new() { Value = owed.Lease });
        update.Parameters.Add(new() { Value = clock.GetUtcNow() + pause });
        update.Parameters.Add(new() { Value = error });
        await update.ExecuteNonQueryAsync(stop);
    }

    private async Task<(bool Delivered, string? LastError)> StateAsync(string eventId, CancellationToken stop)
    {
        await using var select = database.CreateCommand(
            "select delivered_at is not null, last_error from sandbox.deliveries where event_id = $1"
        );
        select.Parameters.Add(new() { Value = eventId });
        await using var row = await select.ExecuteReaderAsync(stop);
        if (!await row.ReadAsync(stop))
            throw new InvalidOperationException($"The sandbox owes no webhook {eventId}.");
        return (row.GetBoolean(0), row.IsDBNull(1) ? null : row.GetString(1));
    }

    private sealed record Owed(string EventId, string Body, int Attempts, Guid Lease);
}
