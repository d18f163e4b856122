using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Alot.Tests.World;

/// <summary>People of <see cref="Cast"/> who talk to a running app as programs do.</summary>
internal static class Members
{
    /// <summary>Signs in with the cast's password; every request carries the token.</summary>
    /// <exception cref="HttpRequestException">The app refused, with what it said.</exception>
    public static async Task<HttpClient> SignInAsync(Uri app, string email, TimeSpan patience)
    {
        var http = new HttpClient { BaseAddress = app, Timeout = patience };
        using var answer = await http.PostAsJsonAsync("/api/auth/login", new { email, password = Cast.Password });
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        if (!answer.IsSuccessStatusCode)
            throw new HttpRequestException($"{email} could not sign in: {answer.StatusCode} {body}");
        var token = body.GetProperty("access_token").GetString();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return http;
    }
}
