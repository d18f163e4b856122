using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Alot.Tests.World;

/// <summary>People of <see cref="Cast"/> who talk to a running app as programs do.</summary>
internal static class Members
{
    /// <summary>Signs in with the cast's password; every request carries a token, which is renewed before it ends.</summary>
    /// <exception cref="HttpRequestException">The app refused, with what it said.</exception>
    public static async Task<HttpClient> SignInAsync(Uri app, string email, TimeSpan patience)
    {
        var signedIn = new SignedIn(app, email);
        await signedIn.RenewAsync(default);
        return new HttpClient(signedIn) { BaseAddress = app, Timeout = patience };
    }

    /// <summary>Long runs outlive a token.</summary>
    private sealed class SignedIn(Uri app, string email) : DelegatingHandler(new SocketsHttpHandler())
    {
        private static readonly TimeSpan Renewed = Web.Accounts.AccessTokens.Lifetime * 2 / 3;

        private readonly SemaphoreSlim turn = new(1);
        private string token = "";
        private long since;

        public async Task RenewAsync(CancellationToken stop)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(app, "/api/auth/login"));
            request.Content = JsonContent.Create(new { email, password = Cast.Password });
            using var answer = await base.SendAsync(request, stop);
            var body = await answer.Content.ReadFromJsonAsync<JsonElement>(stop);
            if (!answer.IsSuccessStatusCode)
                throw new HttpRequestException($"{email} could not sign in: {answer.StatusCode} {body}");
            token = body.GetProperty("access_token").GetString()!;
            since = Stopwatch.GetTimestamp();
        }

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            await turn.WaitAsync(cancellationToken);
            try
            {
                if (Stopwatch.GetElapsedTime(since) > Renewed)
                    await RenewAsync(cancellationToken);
            }
            finally
            {
                turn.Release();
            }
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            return await base.SendAsync(request, cancellationToken);
        }

        protected override void Dispose(bool disposing)
        {
            turn.Dispose();
            base.Dispose(disposing);
        }
    }
}
