using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Alot.Domain;
using Alot.Domain.Pots;
using Alot.Web.Api;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace Alot.Web.Pots;

/// <summary>
/// What the pot services sign in with from outside: <c>Pots:ServiceKeys:Orchestrator</c> and <c>:Settlement</c>. Without its
/// key a service has no door here.
/// </summary>
public sealed class PotServiceKeys
{
    /// <summary>Of authentication, and the word in the Authorization header.</summary>
    public const string Scheme = "Service";
    public const int Shortest = 32;

    private const string Section = "Pots:ServiceKeys";

    // Hashes are of one length, so that comparing them tells nothing of a key's.
    private readonly Dictionary<PotService, byte[]> hashes = [];

    /// <exception cref="InvalidOperationException">A key is too short, or both are the same.</exception>
    public static PotServiceKeys From(IConfiguration configuration)
    {
        var keys = new PotServiceKeys();
        foreach (var service in Enum.GetValues<PotService>())
        {
            // An empty variable of the environment is one that isn't set.
            if (configuration[$"{Section}:{service}"] is not { Length: > 0 } key)
                continue;
            if (key.Length < Shortest || key.Any(c => c is <= ' ' or > '~'))
                throw new InvalidOperationException(
                    $"{Section}:{service} is at least {Shortest} printable ASCII characters without spaces."
                );
            keys.hashes[service] = Hash(key);
        }
        return
            keys.hashes.Count == 2
            && keys.hashes[PotService.Orchestrator].SequenceEqual(keys.hashes[PotService.Settlement])
            ? throw new InvalidOperationException($"{Section}: each service has a key of its own.")
            : keys;
    }

    public bool Has(PotService service) => hashes.ContainsKey(service);

    /// <summary>Null when it is nobody's.</summary>
    public PotService? WhoseIs(string key)
    {
        var hash = Hash(key);
        PotService? found = null;
        // No early way out: the time taken doesn't tell which one matched.
        foreach (var (service, known) in hashes)
            if (CryptographicOperations.FixedTimeEquals(hash, known))
                found = service;
        return found;
    }

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}

/// <summary>Whose door an endpoint is.</summary>
internal sealed record PotServiceDoor(PotService Service);

internal static class PotServiceDoors
{
    /// <summary>For this service alone; it is asked who it is before its request is read.</summary>
    public static TBuilder OnlyFor<TBuilder>(this TBuilder builder, PotService service)
        where TBuilder : IEndpointConventionBuilder
    {
        builder
            .RequireAuthorization(
                new AuthorizationPolicyBuilder(PotServiceKeys.Scheme).RequireRole(service.ToString()).Build()
            )
            .RequireRateLimiting(Rates.Machine);
        builder.Add(endpoint =>
        {
            endpoint.Metadata.Add(new PotServiceDoor(service));
            endpoint.Metadata.Add(NeedsServiceKey.Here);
        });
        return builder.Refuses(401, 404, 409);
    }
}

/// <summary>Reads <c>Authorization: Service &lt;key&gt;</c>. No cookie and no bearer token is worth anything at these doors.</summary>
internal sealed class PotServiceHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory log,
    UrlEncoder encoder,
    PotServiceKeys keys
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, log, encoder)
{
    private const string Word = PotServiceKeys.Scheme + " ";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (
            Request.Headers.Authorization is not [{ } given]
            || !given.StartsWith(Word, StringComparison.OrdinalIgnoreCase)
            || keys.WhoseIs(given[Word.Length..].Trim()) is not { } service
        )
            return Task.FromResult(AuthenticateResult.NoResult());
        var identity = new ClaimsIdentity(
            [new Claim(ClaimTypes.Role, service.ToString())],
            PotServiceKeys.Scheme,
            ClaimTypes.Name,
            ClaimTypes.Role
        );
        return Task.FromResult(
            AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name))
        );
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) =>
        Context.GetEndpoint()?.Metadata.GetMetadata<PotServiceDoor>() is { } door && keys.Has(door.Service)
            ? throw new Refusal(
                "service_key_needed",
                "This door is for a pot service, with its own key: Authorization: Service <key>. Nothing was changed.",
                RefusalKind.SignInNeeded
            )
            : throw NothingHere();

    // The other service: forbidden and unknown look the same.
    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => throw NothingHere();

    private static Refusal NothingHere() =>
        new("not_found", "There is nothing at this address, or you can't see it.", RefusalKind.NotFound);
}
