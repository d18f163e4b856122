using Alot.Domain.Draws;

namespace Alot.Web.Draws;

/// <summary>
/// Where rounds of public randomness come from: configuration <c>Draws:Beacon:Relays</c> (at least two addresses) and
/// <c>Draws:Beacon:Chain</c> (a chain's hash; quicknet's unless said otherwise). Without the section there is no beacon.
/// </summary>
public sealed class BeaconSettings
{
    private const string Section = "Draws:Beacon";
    private const int FewestRelays = 2;

    /// <summary>In the order they are asked. They need not be trusted: a relay can delay a round, never forge one.</summary>
    public IReadOnlyList<Uri> Relays { get; private init; } = [];

    /// <summary>The chain that new lots are fixed to; null where no beacon is configured.</summary>
    public DrandChain? Chain { get; private init; }

    /// <exception cref="InvalidOperationException">The section is there and can't be right.</exception>
    public static BeaconSettings From(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        // An empty variable of the environment is one that isn't set.
        string[] relays = [.. (section.GetSection("Relays").Get<string[]>() ?? []).Where(r => r.Length > 0)];
        var chain = section["Chain"] ?? "";
        if (relays.Length == 0 && chain.Length == 0)
            return new BeaconSettings();
        var hash = chain.Length > 0 ? chain : DrandChain.Quicknet.Hash;
        var settings = new BeaconSettings
        {
            Relays = [.. relays.Select(Checked).Distinct()],
            Chain =
                DrandChain.Find(hash)
                ?? throw new InvalidOperationException(
                    $"{Section}:Chain is not a chain whose key is known here. Quicknet is {DrandChain.Quicknet.Hash}."
                ),
        };
        // With one, whoever runs it decides when lots are drawn.
        return settings.Relays.Count >= FewestRelays
            ? settings
            : throw new InvalidOperationException(
                $"{Section}:Relays needs at least {FewestRelays} different addresses."
            );
    }

    /// <summary>
    /// The promises this installation makes: in Production lots that take cash need a beacon, unless
    /// <c>Draws:AllowWithoutBeacon</c> says otherwise.
    /// </summary>
    public DrawPolicy Policy(IConfiguration configuration, IHostEnvironment environment) =>
        new(Chain, environment.IsProduction() && !configuration.GetValue("Draws:AllowWithoutBeacon", false));

    private static Uri Checked(string address) =>
        Uri.TryCreate(address.TrimEnd('/') + "/", UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https"
        && uri is { Query: "", Fragment: "", UserInfo: "" }
            ? uri
            : throw new InvalidOperationException($"{Section}:Relays: '{address}' is not an address to ask.");
}
