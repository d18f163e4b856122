namespace Alot.Domain.Pots;

/// <summary>Why a player looks as if playing with others against the rest (kept as JSON in <c>pot_flags.reasons</c>).</summary>
/// <param name="Kind">One of <see cref="FlagKinds"/>.</param>
/// <param name="Points">What it adds to the score; 0 when staff said once that it does not count for this player.</param>
/// <param name="Subject">What it is about: an address' or a device's keyed hash, or a player's id. Overrides name it.</param>
/// <param name="Text">A sentence for staff.</param>
public sealed record FlagReason(string Kind, int Points, string Subject, string Text);

/// <summary>The kinds of reasons, as they are kept.</summary>
public static class FlagKinds
{
    /// <summary>Another player of this pot uses the same device.</summary>
    public const string SharedDevice = "shared_device";

    /// <summary>Other players of this pot are at the same address.</summary>
    public const string SharedAddress = "shared_address";

    /// <summary>The same two keep meeting, and their credits go round.</summary>
    public const string Circular = "circular";

    /// <summary>Several accounts younger than a day in one pot.</summary>
    public const string NewAccounts = "new_accounts";
}

/// <summary>An address or a device that a player joined this pot from.</summary>
/// <param name="Hash">Keyed.</param>
/// <param name="PlayersHere">How many players joined this pot from it, this one included.</param>
/// <param name="PlayersLately">How many did so in any pot within <see cref="Collusion.Window"/>; only asked where several are here.</param>
public sealed record SharedPlace(string Hash, int PlayersHere, int PlayersLately);

/// <summary>Another player of this pot whom this one met in earlier pots, within <see cref="Collusion.Window"/>.</summary>
/// <param name="Met">Pots that both played.</param>
/// <param name="Own">Pots that this player played.</param>
/// <param name="Theirs">Pots that the other played.</param>
/// <param name="Won">Of <paramref name="Met"/>, those that this player won.</param>
/// <param name="Lost">Of <paramref name="Met"/>, those that the other won.</param>
public sealed record Acquaintance(PlayerId Other, int Met, int Own, int Theirs, int Won, int Lost);

/// <summary>What is known of one player in one pot.</summary>
/// <param name="Known">Those met before who are in this pot too.</param>
/// <param name="AllPots">Pots that anybody played within <see cref="Collusion.Window"/>.</param>
/// <param name="IsNew">The account is younger than <see cref="Collusion.NewFor"/>.</param>
/// <param name="NewHere">How many accounts in this pot are.</param>
public sealed record PotPlayerFacts(
    PlayerId Player,
    IReadOnlyList<SharedPlace> Devices,
    IReadOnlyList<SharedPlace> Addresses,
    IReadOnlyList<Acquaintance> Known,
    int AllPots,
    bool IsNew,
    int NewHere
);

/// <param name="Score">0 to 100: the strongest reason of each kind, added.</param>
/// <param name="Reasons">The heaviest first; those that do not count are last, with 0 points.</param>
public sealed record FlagScore(int Score, IReadOnlyList<FlagReason> Reasons);

/// <summary>
/// How much a player in a pot looks like one of several who are one (pots.md, "Guard rails"). Pure. A score says where staff
/// should look; it takes nothing from anybody. Figures and why they are so: docs/pots-guard-rails.md.
/// </summary>
public static class Collusion
{
    /// <summary>How far back other pots are looked at.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromDays(3);

    /// <summary>An account is new for so long.</summary>
    public static readonly TimeSpan NewFor = TimeSpan.FromDays(1);

    /// <summary>Of each player no more than so many of the latest entries are compared.</summary>
    public const int LatestEntries = 150;

    /// <summary>In a pot of more players than this nobody looks for pairs: two of so many gain nothing by playing together.</summary>
    public const int PairsUpTo = 60;

    /// <summary>From so many players on an address is a carrier's or a campus', and says less.</summary>
    public const int WideAddress = 8;

    private const int Device = 60;
    private const int TwoAtAnAddress = 20;
    private const int ThreeAtAnAddress = 35;
    private const int TwoAtAWideAddress = 5;
    private const int ThreeAtAWideAddress = 15;
    private const int KeepsMeeting = 15;
    private const int GoesRound = 30;
    private const int SeveralNew = 15;
    private const int SeveralNewFrom = 3;
    private const int KeepsMeetingFrom = 2;
    private const int GoesRoundFrom = 8;

    /// <param name="overrides">Kind and subject of what staff said does not count for this player.</param>
    public static FlagScore Of(PotPlayerFacts facts, IReadOnlySet<(string Kind, string Subject)> overrides)
    {
        var reasons = Reasons(facts)
            .Select(r =>
                overrides.Contains((r.Kind, r.Subject))
                    ? r with
                    {
                        Points = 0,
                        Text = r.Text + " Staff looked at it before: it does not count.",
                    }
                    : r
            )
            .OrderByDescending(r => r.Points)
            .ThenBy(r => r.Kind, StringComparer.Ordinal)
            .ThenBy(r => r.Subject, StringComparer.Ordinal)
            .ToList();
        // Two signs of one kind are mostly one thing seen twice, so they don't add up.
        var score = reasons.GroupBy(r => r.Kind, StringComparer.Ordinal).Sum(kind => kind.Max(r => r.Points));
        return new FlagScore(Math.Min(100, score), reasons);
    }

    private static IEnumerable<FlagReason> Reasons(PotPlayerFacts facts)
    {
        foreach (var device in facts.Devices.Where(d => d.PlayersHere > 1))
            yield return new(
                FlagKinds.SharedDevice,
                Device,
                device.Hash,
                $"The same device as {Others(device.PlayersHere)} in this pot."
            );
        foreach (var address in facts.Addresses.Where(a => a.PlayersHere > 1))
            yield return OfAddress(address);
        foreach (var other in facts.Known)
            if (OfPair(other, facts.AllPots) is { } circular)
                yield return circular;
        // Alone it never flags: on the day a campaign begins many are new.
        if (facts.IsNew && facts.NewHere >= SeveralNewFrom)
            yield return new(
                FlagKinds.NewAccounts,
                SeveralNew,
                facts.Player.ToString(),
                $"One of {facts.NewHere} accounts in this pot that are younger than a day."
            );
    }

    // A couple at home is two players who meet now and then; a carrier is hundreds who do not know each other.
    private static FlagReason OfAddress(SharedPlace address)
    {
        var wide = address.PlayersLately >= WideAddress;
        var points = (wide, address.PlayersHere) switch
        {
            (false, 2) => TwoAtAnAddress,
            (false, _) => ThreeAtAnAddress,
            (true, 2) => TwoAtAWideAddress,
            (true, _) => ThreeAtAWideAddress,
        };
        var text = $"The same address as {Others(address.PlayersHere)} in this pot.";
        return new(
            FlagKinds.SharedAddress,
            points,
            address.Hash,
            wide ? $"{text} {address.PlayersLately} players use it, as with a carrier or a campus." : text
        );
    }

    private static FlagReason? OfPair(Acquaintance other, int allPots)
    {
        var most = Math.Max(other.Own, other.Theirs);
        // Who starts to play at an hour at which somebody else plays every pot meets them all the time; the other does not.
        // So the meetings must be many of both, and more than two such regulars would have by chance.
        var chance = allPots == 0 ? 0 : (double)other.Own * other.Theirs / allPots;
        if (other.Met < KeepsMeetingFrom || other.Met * 2 < most || other.Met < 2 * chance)
            return null;
        var goesRound = other is { Met: >= GoesRoundFrom, Won: > 0, Lost: > 0 } && other.Met * 5 >= most * 3;
        var met = $"Met one player of this pot in {other.Met} of {most} pots";
        return new(
            FlagKinds.Circular,
            goesRound ? GoesRound : KeepsMeeting,
            other.Other.ToString(),
            goesRound
                ? $"{met}; they won {other.Won} and {other.Lost} of those from each other."
                : $"{met}, far above chance."
        );
    }

    private static string Others(int players) => players == 2 ? "another player" : $"{players - 1} other players";
}
