using System.Net.Http.Headers;
using System.Text.Json;
using Alot.Data.Pots;
using Alot.Domain;
using Alot.Domain.Ledger;
using Alot.Web.Api;
using Alot.Web.Mail;
using Alot.Web.Payments;

namespace Alot.Web.Pots;

/// <summary>Somebody else's server that is told of large wins.</summary>
/// <param name="Name">The key of its section.</param>
/// <param name="Secret">What it knows our messages by.</param>
public sealed record WinHook(string Name, Uri Url, string Secret)
{
    // Secrets don't belong in a log.
    public override string ToString() => $"web hook {Name}";
}

/// <summary><c>Pots:Hooks:{name}:Url</c> and <c>:Secret</c>.</summary>
public sealed record WinHookSettings(IReadOnlyDictionary<string, WinHook> Hooks)
{
    public const int ShortestSecret = 16;

    private const string Section = "Pots:Hooks";

    /// <exception cref="InvalidOperationException">A hook's address or secret can't be right.</exception>
    public static WinHookSettings From(IConfiguration configuration, IHostEnvironment environment) =>
        new(
            configuration
                .GetSection(Section)
                .GetChildren()
                .Where(hook => hook["Url"] is { Length: > 0 })
                .Select(hook => new WinHook(hook.Key, Checked(hook, environment), Secret(hook)))
                .ToDictionary(hook => hook.Name)
        );

    private static Uri Checked(IConfigurationSection hook, IHostEnvironment environment) =>
        Uri.TryCreate(hook["Url"], UriKind.Absolute, out var url)
        && url.UserInfo.Length == 0
        && (
            url.Scheme == Uri.UriSchemeHttps
            || (environment.IsDevelopment() && url is { Scheme: "http", IsLoopback: true })
        )
            ? url
            : throw new InvalidOperationException(
                $"{hook.Path}:Url is an https address; in Development also http to this machine."
            );

    private static string Secret(IConfigurationSection hook) =>
        hook["Secret"] is { Length: >= ShortestSecret } secret
            ? secret
            : throw new InvalidOperationException($"{hook.Path}:Secret has at least {ShortestSecret} characters.");
}

/// <summary>A large win as web hooks are told it.</summary>
/// <param name="Id">Of the win, the same each time it is sent: who was told twice knows it by this.</param>
/// <param name="Winner">Masked unless the player chose a public name.</param>
public sealed record LargeWinJson(
    Guid Id,
    string Type,
    PotId PotId,
    int PotNumber,
    string Title,
    Credits Payout,
    int Participants,
    string Winner,
    DateTimeOffset SettledAt,
    string VerifyUrl
);

/// <summary>
/// Tells a web hook of a large win: what the outbox does with <see cref="WinHookLetter"/>. Anything but a 2xx answer within
/// <see cref="Patience"/> is a failure, and the outbox tries again.
/// </summary>
public sealed class WinHookSender(HttpClient http, WinHookSettings settings, PotReads pots, PublicUrl url)
{
    public const string Header = "Alot-Signature";
    public const string Type = "pot.large_win";
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async Task SendAsync(WinHookLetter letter, CancellationToken stop)
    {
        if (!settings.Hooks.TryGetValue(letter.Hook, out var hook))
            throw new InvalidOperationException($"Web hook {letter.Hook} is not configured here.");
        var body = JsonSerializer.SerializeToUtf8Bytes(await WinAsync(letter, stop), ApiJson.Options);
        using var request = new HttpRequestMessage(HttpMethod.Post, hook.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        // Signed as the payment processor signs what it sends us, so receivers have code for it; real time, for theirs is real.
        request.Headers.Add(Header, StripeSignature.Make(body, hook.Secret, TimeProvider.System.GetUtcNow()));
        try
        {
            // What it answers besides the status is not read.
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
            if (!answer.IsSuccessStatusCode)
                throw new InvalidOperationException($"Web hook {hook.Name} answered {(int)answer.StatusCode}.");
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new TimeoutException($"Web hook {hook.Name} did not answer within {Patience.TotalSeconds:0} s.");
        }
        catch (HttpRequestException failure)
        {
            throw new InvalidOperationException(
                $"Web hook {hook.Name} can't be reached ({failure.HttpRequestError}).",
                failure
            );
        }
    }

    private async Task<LargeWinJson> WinAsync(WinHookLetter letter, CancellationToken stop)
    {
        // Settled in the transaction that asked for this to be told.
        if (
            await pots.RoomAsync(letter.PotId, null, stop) is not { Winner: { } winner, Pot: { SettledAt: { } at } pot }
        )
            throw new InvalidOperationException($"Pot {letter.PotId} is not settled.");
        return new LargeWinJson(
            letter.WinId,
            Type,
            pot.Id,
            pot.Number,
            pot.Title,
            winner.Payout,
            pot.Participants,
            winner.Name,
            at,
            url.Of($"/pots/{pot.Id}/verify")
        );
    }
}
