using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using Alot.Domain;
using Alot.Tests.World;

namespace Alot.Tests.Load;

/// <summary>
/// Somebody who asks for one thing after the other, all the time: discovery, the lot, its API, the wallet and the cards of a
/// player in it, and buys on another lot. How long each took, by what it was.
/// </summary>
internal sealed class Prober : IDisposable
{
    private readonly HttpClient http;
    private readonly IReadOnlyList<(string Name, Func<Task<HttpResponseMessage>> Ask)> errands;
    private int keys;

    private Prober(HttpClient http, LotId lot, LotId elsewhere)
    {
        this.http = http;
        errands =
        [
            ("discovery page", () => http.GetAsync("/")),
            ("the lot's page", () => http.GetAsync($"/lots/{lot}")),
            ("the lot by API", () => http.GetAsync($"/api/lots/{lot}")),
            ("a player's wallet", () => http.GetAsync("/api/users/me/credits")),
            ("a player's cards", () => http.GetAsync("/api/users/me/cards")),
            ("buys on another lot", () => BuyAsync(elsewhere)),
        ];
    }

    /// <param name="member">In the lot, and with credits for what is bought on the other one.</param>
    public static async Task<Prober> SignInAsync(AppProcess app, string member, LotId lot, LotId elsewhere)
    {
        var http = await Members.SignInAsync(app.Address, member, TimeSpan.FromMinutes(2));
        return new Prober(http, lot, elsewhere);
    }

    /// <summary>Goes on until it is over, at least once through everything.</summary>
    public async Task<Spells> AskAsync(CancellationToken over)
    {
        var spells = new Spells();
        do foreach (var (name, ask) in errands)
        {
            var start = Stopwatch.GetTimestamp();
            using var answer = await ask();
            if (!answer.IsSuccessStatusCode)
                throw new HttpRequestException(
                    $"{name}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync(CancellationToken.None)}"
                );
            spells.Add(name, Stopwatch.GetElapsedTime(start));
        }
        while (!over.IsCancellationRequested);
        return spells;
    }

    private async Task<HttpResponseMessage> BuyAsync(LotId lot)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/lots/{lot}/entries/purchase-with-credits")
        {
            Content = JsonContent.Create(new { tickets = 25 }), // the least that a lot of such a value sells
        };
        request.Headers.Add("Idempotency-Key", (++keys).ToString(CultureInfo.InvariantCulture));
        return await http.SendAsync(request);
    }

    public void Dispose() => http.Dispose();
}

/// <summary>How long things took, by what they were.</summary>
internal sealed class Spells
{
    private readonly Dictionary<string, List<TimeSpan>> all = [];

    public void Add(string what, TimeSpan took)
    {
        if (!all.TryGetValue(what, out var spells))
            all[what] = spells = [];
        spells.Add(took);
    }

    public IEnumerable<string> Lines() =>
        all.Select(kind =>
        {
            var sorted = kind.Value.Order().ToList();
            double At(double part) => sorted[(int)((sorted.Count - 1) * part)].TotalMilliseconds;
            return string.Create(
                CultureInfo.InvariantCulture,
                $"  {kind.Key, -20} {sorted.Count, 6} times   p50 {At(0.5), 5:F0} ms   p95 {At(0.95), 5:F0} ms   p99 {At(0.99), 5:F0} ms   longest {At(1), 5:F0} ms"
            );
        });
}
