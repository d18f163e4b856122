using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Alot.Domain.Draws;

namespace Alot.Web.Draws;

/// <summary>
/// Rounds from drand's public HTTP relays, <c>GET {relay}/{chain}/public/{round}</c>, in turn until one gives a signature that
/// verifies. Nothing else a relay says is used. One that errs or lies is passed over; each of its faults is logged once, until
/// it answers rightly again.
/// </summary>
public sealed class DrandRelays(HttpClient http, BeaconSettings settings, TimeProvider clock, ILogger<DrandRelays> log)
    : IRandomnessBeacon
{
    /// <summary>A round is some 300 bytes.</summary>
    public const int MostBytes = 4096;

    /// <summary>How long one relay may take, connection and answer together.</summary>
    public static readonly TimeSpan PerRelay = TimeSpan.FromSeconds(4);

    /// <summary>So long after its time a round may still be unknown to a relay that is well.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(15);

    private static readonly Meter Meter = new("Alot.Draws");
    private static readonly Counter<long> Answers = Meter.CreateCounter<long>(
        "alot.beacon.answers",
        description: "Answers of drand relays, by relay and outcome"
    );

    private readonly ConcurrentDictionary<Uri, string> faults = new();

    public async Task<string?> SignatureAsync(DrandChain chain, long round, CancellationToken stop)
    {
        // Those that failed last time come last: a dead one must not cost every draw its patience.
        foreach (var relay in settings.Relays.OrderBy(faults.ContainsKey))
        {
            var (signature, fault) = await AskAsync(relay, chain, round, stop);
            Answers.Add(1, new("relay", relay.Host), new("outcome", signature is not null ? "true" : fault ?? "early"));
            if (signature is not null)
                Forgive(relay);
            else if (fault is not null)
                Complain(relay, round, fault);
            if (signature is not null)
                return signature;
        }
        return null;
    }

    /// <returns>A verified signature; or none, with the fault. Neither for a round that may not be there yet.</returns>
    private async Task<(string? Signature, string? Fault)> AskAsync(
        Uri relay,
        DrandChain chain,
        long round,
        CancellationToken stop
    )
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"{chain.Hash}/public/{round}");
        try
        {
            using var answer = await http.GetAsync(new Uri(relay, path), stop);
            if (answer.StatusCode is HttpStatusCode.NotFound or (HttpStatusCode)425)
                return (null, clock.GetUtcNow() < chain.TimeOf(round) + Grace ? null : "does not know the round");
            if (!answer.IsSuccessStatusCode)
                return (null, $"answers {(int)answer.StatusCode}");
            return Read(await answer.Content.ReadAsByteArrayAsync(stop), chain, round);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return (null, "is too slow");
        }
        catch (HttpRequestException failure)
            when (failure.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            return (null, "answers far too much");
        }
        catch (HttpRequestException failure)
        {
            return (null, $"can't be reached ({failure.HttpRequestError})");
        }
    }

    private static (string? Signature, string? Fault) Read(byte[] body, DrandChain chain, long round)
    {
        try
        {
            using var json = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 4 });
            if (
                json.RootElement is not { ValueKind: JsonValueKind.Object } answer
                || !answer.TryGetProperty("round", out var number)
                || number.ValueKind != JsonValueKind.Number
                || !number.TryGetInt64(out var told)
                || !answer.TryGetProperty("signature", out var text)
                || text.ValueKind != JsonValueKind.String
            )
                return (null, "answers something else");
            if (told != round)
                return (null, "answers another round");
            var signature = text.GetString()!;
            return chain.Verify(round, signature) ? (signature, null) : (null, "answers a signature that is false");
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return (null, "answers no JSON");
        }
    }

    private void Forgive(Uri relay)
    {
        if (faults.TryRemove(relay, out var fault))
            log.LogInformation("drand relay {Relay} is well again: last it {Fault}", relay, fault);
    }

    private void Complain(Uri relay, long round, string fault)
    {
        var before = faults.GetValueOrDefault(relay);
        faults[relay] = fault;
        if (before != fault)
            log.LogWarning("drand relay {Relay} is passed over for round {Round}: it {Fault}", relay, round, fault);
    }
}
