namespace Alot.Domain.Pots;

/// <summary>What may be called out in a pot's room: a fixed set, so that nobody has to read what others write.</summary>
public static class PotCheers
{
    /// <summary>Their keys, in the order they are shown.</summary>
    public static readonly IReadOnlyList<string> All = ["luck", "fill", "high_five", "bravo"];

    /// <summary>From one cheer of a person to their next, in whatever pot.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);

    public const int MostPerPot = 20;

    /// <summary>How long one may cheer after the winner is known.</summary>
    public static readonly TimeSpan Afterwards = TimeSpan.FromMinutes(2);

    /// <param name="here">Cheers of this person in this pot.</param>
    /// <param name="last">Their last one anywhere.</param>
    /// <exception cref="Refusal"><c>validation</c>, <c>pot_over</c>, <c>too_many_cheers</c>.</exception>
    public static void Require(Pot pot, string cheer, int here, DateTimeOffset? last, DateTimeOffset now)
    {
        if (!All.Contains(cheer, StringComparer.Ordinal))
            throw Refusal.Invalid("cheer", "There is no such cheer.");
        if (pot.Status == PotStatus.Cancelled || pot.SettledAt + Afterwards < now)
            throw new Refusal("pot_over", "This pot is over: its room is quiet now.");
        if (here >= MostPerPot)
            throw new Refusal(
                "too_many_cheers",
                $"You cheered {MostPerPot} times in this pot, and that is as often as one can.",
                RefusalKind.TooMany
            );
        if (last + Pause > now)
            throw new Refusal("too_many_cheers", "One cheer every 3 seconds.", RefusalKind.TooMany);
    }
}
