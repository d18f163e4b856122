using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Alot.Domain;
using Alot.Tests.World;
using Shouldly;

namespace Alot.Tests.Journeys;

/// <summary>Somebody who buys, and sends the same request with the same key until it is answered.</summary>
internal sealed class Shopper(HttpClient http, Random random, Market market)
{
    private int keys;
    private bool gaveUp;

    public List<Guid> CreditEntries { get; } = [];
    public List<Guid> Purchases { get; } = [];
    public List<Guid> Paid { get; } = [];
    public List<string> Surprises { get; } = [];

    public static async Task<Shopper> SignInAsync(Uri app, (PlayerId, string Email) member, int seed, Market market)
    {
        var http = await Members.SignInAsync(app, member.Email, TimeSpan.FromSeconds(30));
        return new Shopper(http, new Random(seed), market);
    }

    public async Task ShopAsync(CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            if (market.Pick(random) is { } lot)
                await (random.Next(4) == 0 ? BuyWithCreditsAsync(lot) : BuyWithCardAsync(lot));
            await Task.Delay(random.Next(20, 120), CancellationToken.None);
        }
        http.Dispose();
    }

    /// <summary>What was done how often, refusals by their codes.</summary>
    public Dictionary<string, int> Done { get; } = [];

    /// <summary>Everything a player can do with lots, at random.</summary>
    public async Task PlayAsync(CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            var lot = market.Pick(random);
            var purchase = Purchases.Count == 0 ? (Guid?)null : Purchases[random.Next(Purchases.Count)];
            switch (random.Next(10))
            {
                case < 4 when lot is { } here:
                    await PayOrNotAsync(here);
                    break;
                case < 7 when lot is { } here:
                    await TellAsync(
                        "credits",
                        HttpMethod.Post,
                        $"/api/lots/{here}/entries/purchase-with-credits",
                        new { tickets = random.Next(1, 4) }
                    );
                    break;
                case 7 when purchase is { } own:
                    await TellAsync("leave", HttpMethod.Post, $"/api/purchases/{own}/leave", null);
                    break;
                case > 7 when purchase is { } own:
                    var choice = random.Next(2) == 0 ? "cash" : "credits";
                    await TellAsync(
                        $"choose {choice}",
                        HttpMethod.Post,
                        $"/api/purchases/{own}/refund-choice",
                        new { choice }
                    );
                    break;
            }
            await Task.Delay(random.Next(100, 1_500), CancellationToken.None);
        }
    }

    private async Task PayOrNotAsync(LotId lot)
    {
        var body = await TellAsync(
            "card",
            HttpMethod.Post,
            $"/api/lots/{lot}/entries/purchase",
            new { amount = random.Next(1, 9), accept_trim = random.Next(2) == 0 }
        );
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("purchase_id", out var id))
            return;
        Purchases.Add(id.GetGuid());
        var session = body.GetProperty("checkout_url").GetString()!.Split('/')[^1];
        var outcome = random.Next(10) switch
        {
            0 => "decline",
            1 => "give up",
            2 => "walk away",
            _ => "succeed",
        };
        if (outcome == "give up")
            await TellAsync(outcome, HttpMethod.Delete, $"/api/purchases/{id.GetGuid()}", null);
        else if (outcome != "walk away")
            await TellAsync(outcome, HttpMethod.Post, $"/sandbox/checkout/{session}/complete", new { outcome });
    }

    /// <returns>The answer; that of a refusal is counted by its code.</returns>
    private async Task<JsonElement> TellAsync(string what, HttpMethod method, string path, object? content)
    {
        var (status, body) = await SendAsync(method, path, content);
        if ((int)status >= 400)
        {
            var code =
                body.ValueKind == JsonValueKind.Object && body.TryGetProperty("code", out var told)
                    ? told.GetString()
                    : $"{status}";
            if (code is "validation" or "unauthorized" or "internal_error" || (int)status == 500)
                Surprises.Add($"{what}: {body}");
            what = $"{what}: {code}";
        }
        Done[what] = Done.GetValueOrDefault(what) + 1;
        return body;
    }

    private async Task BuyWithCreditsAsync(LotId lot)
    {
        var (status, body) = await SendAsync(
            HttpMethod.Post,
            $"/api/lots/{lot}/entries/purchase-with-credits",
            new { tickets = random.Next(1, 3) }
        );
        if (status == HttpStatusCode.Created)
            CreditEntries.Add(body.GetProperty("entry_id").GetGuid());
        else
            Refused(lot, body);
    }

    private async Task BuyWithCardAsync(LotId lot)
    {
        var (status, body) = await SendAsync(
            HttpMethod.Post,
            $"/api/lots/{lot}/entries/purchase",
            new { amount = random.Next(1, 6), accept_trim = true }
        );
        if (status != HttpStatusCode.Created)
        {
            Refused(lot, body);
            return;
        }
        var purchase = body.GetProperty("purchase_id").GetGuid();
        Purchases.Add(purchase);
        // At most once: three unpaid payments a day are all that anybody gets.
        if (!gaveUp && random.Next(8) == 0)
        {
            gaveUp = true;
            await SendAsync(HttpMethod.Delete, $"/api/purchases/{purchase}", null);
            return;
        }
        var session = body.GetProperty("checkout_url").GetString()!.Split('/')[^1];
        var (paid, _) = await SendAsync(
            HttpMethod.Post,
            $"/sandbox/checkout/{session}/complete",
            new { outcome = "succeed" }
        );
        if (paid == HttpStatusCode.OK)
            Paid.Add(purchase);
    }

    private void Refused(LotId lot, JsonElement problem)
    {
        var code = problem.GetProperty("code").GetString();
        if (code == "lot_not_open")
            market.Remove(lot);
        else if (code is not ("sold_out" or "trimmed" or "hold_exists" or "hold_over" or "too_many_holds"))
            Surprises.Add(problem.ToString());
    }

    private async Task<(HttpStatusCode, JsonElement)> SendAsync(HttpMethod method, string path, object? body)
    {
        var key = (++keys).ToString(CultureInfo.InvariantCulture);
        for (var tries = 0; ; tries++)
        {
            try
            {
                using var request = new HttpRequestMessage(method, path);
                request.Headers.Add("Idempotency-Key", key);
                if (body is not null)
                    request.Content = JsonContent.Create(body);
                using var answer = await http.SendAsync(request);
                var text = await answer.Content.ReadAsStringAsync();
                if ((int)answer.StatusCode == 500)
                    Surprises.Add($"{method} {path}: {text}");
                if ((int)answer.StatusCode < 500)
                    return (answer.StatusCode, text == "" ? default : JsonDocument.Parse(text).RootElement.Clone());
            }
            catch (Exception gone) when (gone is HttpRequestException or TaskCanceledException or IOException)
            {
                // Killed: nobody knows what became of it, so it is sent again.
            }
            if (tries > 600)
                throw new TimeoutException($"{method} {path} was never answered.");
            await Task.Delay(100);
        }
    }
}
