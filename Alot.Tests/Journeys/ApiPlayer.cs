using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Web;
using Alot.Data.Accounts;
using Alot.Tests.World;
using Shouldly;

namespace Alot.Tests.Journeys;

/// <summary>A program that speaks the public API for one person.</summary>
internal sealed class ApiPlayer(HttpClient http) : IDisposable
{
    public string Email { get; private init; } = "";

    public static async Task<ApiPlayer> SignInAsync(
        HttpClient http,
        string email,
        string password = DemoAccounts.Password
    )
    {
        var answer = await http.PostAsJsonAsync("/api/auth/login", new { email, password });
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, body.ToString());
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            body.GetProperty("access_token").GetString()
        );
        return new ApiPlayer(http) { Email = email };
    }

    /// <summary>Somebody new: registers, follows the mail, signs in.</summary>
    public static async Task<ApiPlayer> RegisterAsync(HttpClient http, string name)
    {
        const string password = "correct horse 7";
        var email = $"{name}@alot.test";
        using (var stranger = new ApiPlayer(new HttpClient { BaseAddress = http.BaseAddress }))
        {
            await stranger.PostAsync(
                "/api/auth/register",
                new
                {
                    email,
                    username = name,
                    password,
                    date_of_birth = "1990-05-17",
                    country = "US",
                    region = "Oregon",
                }
            );
            await stranger.RefusedAsync("/api/auth/login", new { email, password }, "email_not_verified");
            var mail = (await stranger.MailsAsync(email))[0];
            var link = new Uri(mail.GetProperty("links")[0].GetString()!);
            var token = HttpUtility.ParseQueryString(link.Query)["token"];
            await stranger.PostAsync("/api/auth/verify-email", new { email, token });
        }
        return await SignInAsync(http, email, password);
    }

    /// <summary>The mails to an address, newest first, once there are so many.</summary>
    public async Task<IReadOnlyList<JsonElement>> MailsAsync(string to, int atLeast = 1)
    {
        List<JsonElement> mails = [];
        await Eventually.TrueAsync(async () =>
        {
            mails = [.. (await GetAsync($"/dev/mail?to={Uri.EscapeDataString(to)}")).EnumerateArray()];
            return mails.Count >= atLeast;
        });
        return mails;
    }

    public Task<JsonElement> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null, null);

    public Task<JsonElement> PostAsync(string path, object body, string? key = null) =>
        SendAsync(HttpMethod.Post, path, body, key ?? NewKey());

    public static string NewKey() => Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString("N");

    public async Task<bool> IsThereAsync(string path) =>
        (await AskAsync(HttpMethod.Get, path, null, null)).Status switch
        {
            200 => true,
            404 => false,
            var other => throw new InvalidOperationException($"{path}: {other}"),
        };

    public async Task MissingAsync(string path) => (await IsThereAsync(path)).ShouldBeFalse(path);

    /// <summary>Refused with this code.</summary>
    public async Task RefusedAsync(string path, object body, string code)
    {
        var (status, answer) = await AskAsync(HttpMethod.Post, path, body, NewKey());
        status.ShouldBeInRange(400, 499, $"{path}: {answer}");
        JsonDocument.Parse(answer).RootElement.GetProperty("code").GetString().ShouldBe(code, answer);
    }

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body, string? key)
    {
        var (status, text) = await AskAsync(method, path, body, key);
        status.ShouldBeInRange(200, 299, $"{method} {path}: {text}");
        return text == "" ? default : JsonDocument.Parse(text).RootElement.Clone();
    }

    private async Task<(int Status, string Text)> AskAsync(HttpMethod method, string path, object? body, string? key)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = JsonContent.Create(body);
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        using var answer = await http.SendAsync(request);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Buys with a card and waits until the processor's word was applied.</summary>
    public async Task<JsonElement> BuyAsync(string lot, int dollars)
    {
        var started = await PostAsync($"/api/lots/{lot}/entries/purchase", new { amount = dollars });
        var session = started.GetProperty("checkout_url").GetString()!.Split('/')[^1];
        await PostAsync($"/sandbox/checkout/{session}/complete", new { outcome = "succeed" });
        var id = started.GetProperty("purchase_id").GetString();
        JsonElement purchase = default;
        await Eventually.TrueAsync(async () =>
        {
            purchase = await GetAsync($"/api/purchases/{id}");
            return purchase.GetProperty("status").GetString() != "pending";
        });
        return purchase;
    }

    /// <summary>Staff: a lot with a target of retail value × 2.5, open for two hours.</summary>
    public async Task<string> OpenLotAsync(decimal retailValue, string? question = null, string? answer = null)
    {
        var now = (await PostAsync("/dev/clock/advance", new { seconds = 0 })).GetProperty("now").GetDateTimeOffset();
        var draft = await PostAsync(
            "/api/lots",
            new
            {
                product = new
                {
                    name = "Meridian Chrono 42",
                    brand = "Aurelian",
                    category = "watch",
                    retail_value = retailValue,
                    description = "A steel chronograph from the first series.",
                    condition = "Unworn",
                },
                deadline = now.AddHours(2),
                trivia = question is null
                    ? (object)new { enabled = false }
                    : new
                    {
                        enabled = true,
                        question,
                        answers = new[] { answer },
                    },
            }
        );
        var id = draft.GetProperty("id").GetString()!;
        await PostAsync($"/api/lots/{id}/open", new { });
        return id;
    }

    public Task AdvanceAsync(TimeSpan by) => PostAsync("/dev/clock/advance", new { seconds = (long)by.TotalSeconds });

    public Task StatusAsync(string lot, string status) =>
        Eventually.TrueAsync(async () =>
            (await GetAsync($"/api/lots/{lot}")).GetProperty("status").GetString() == status
        );

    public void Dispose() => http.Dispose();
}
