using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Web;
using Alot.Data;
using Alot.Tests.World;
using Microsoft.AspNetCore.Hosting;
using Shouldly;

namespace Alot.Tests.Accounts;

/// <summary>The app, and what tests of accounts ask of it.</summary>
public sealed class AccountsApp(TestCluster cluster) : AppHost(cluster)
{
    private int people;

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseSetting("Alot:MasterKey", Convert.ToBase64String(new byte[32]));
    }

    /// <summary>An API client, or with <paramref name="cookies"/> a browser without scripts.</summary>
    public HttpClient Http(string? accessToken = null, bool cookies = false)
    {
        var client = new HttpClient(new SocketsHttpHandler { UseCookies = cookies, AllowAutoRedirect = false })
        {
            BaseAddress = Address,
        };
        if (accessToken is not null)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        return client;
    }

    public async Task<T> DbAsync<T>(Func<AlotDb, Task<T>> work)
    {
        await using var db = Database.Open();
        return await work(db);
    }

    public string NewName() => $"player_{Interlocked.Increment(ref people)}";

    /// <summary>A verified player; gives the address.</summary>
    public async Task<string> PlayerAsync(string password)
    {
        using var http = Http();
        var name = NewName();
        var email = $"{name}@alot.test";
        var registered = await http.PostAsJsonAsync(
            "/api/auth/register",
            new
            {
                email,
                username = name,
                password,
                date_of_birth = "1990-05-17",
                country = "US",
            }
        );
        registered.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var verified = await http.PostAsJsonAsync(
            "/api/auth/verify-email",
            new { email, token = TokenIn((await MailsAsync(email))[0]) }
        );
        verified.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        return email;
    }

    /// <summary>The mails to an address, newest first, once there are so many.</summary>
    public async Task<IReadOnlyList<JsonNode>> MailsAsync(string to, int atLeast = 1)
    {
        using var http = Http();
        for (var i = 0; ; i++)
        {
            var mails = await http.GetFromJsonAsync<JsonArray>($"/dev/mail?to={Uri.EscapeDataString(to)}");
            if (mails!.Count >= atLeast || i > 1_200)
            {
                mails.Count.ShouldBeGreaterThanOrEqualTo(atLeast, $"mails to {to}");
                return [.. mails.Select(m => m!)];
            }
            await Task.Delay(50);
        }
    }

    /// <summary>The link to act on.</summary>
    public static Uri LinkIn(JsonNode mail) => new(mail["links"]!.AsArray()[0]!.GetValue<string>());

    public static string TokenIn(JsonNode mail) =>
        HttpUtility.ParseQueryString(LinkIn(mail).Query)["token"].ShouldNotBeNull();
}
