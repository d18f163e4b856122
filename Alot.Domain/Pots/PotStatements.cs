using System.Globalization;
using Alot.Domain.Draws;

namespace Alot.Domain.Pots;

/// <summary>
/// The statements made about a pot, with their fields in order. Two parts of the system make them with keys of their own: the
/// orchestrator opens, locks and cancels, the settlement service reveals.
/// </summary>
public static class PotStatements
{
    public const string OpeningKind = "pot_opening";
    public const string LockKind = "pot_lock";
    public const string RevealKind = "pot_reveal";
    public const string CancelledKind = "pot_cancelled";

    /// <summary>
    /// At opening, by the orchestrator: <c>pot_opening</c> {pot_id, mode, seed_hash, tag_commitment, opened_at}; in beacon mode the
    /// chain's hash stands before the time.
    /// </summary>
    public static Statement Opening(
        PotId potId,
        DrawMode mode,
        string seedHash,
        string tagCommitment,
        DateTimeOffset openedAt,
        string? chain = null
    )
    {
        PotFormula.RequireMode(mode);
        return new(
            OpeningKind,
            [
                $"{potId}",
                mode.ToText(),
                seedHash,
                tagCommitment,
                .. chain is null ? (string[])[] : [chain],
                DrawFormula.FormatTime(openedAt),
            ]
        );
    }

    /// <summary>
    /// At the lock, before anything is revealed, by the orchestrator: <c>pot_lock</c> {pot_id, seed_hash, roster_root,
    /// total_tickets, locked_at, published_at}; in beacon mode the round that is waited for stands before locked_at. That is in
    /// Unix seconds, because only a statement's last field holds colons.
    /// </summary>
    /// <param name="round"><see cref="PotFormula.RoundFor"/> of both times; beacon mode only.</param>
    public static Statement Lock(
        PotId potId,
        string seedHash,
        string rosterRoot,
        int totalTickets,
        DateTimeOffset lockedAt,
        DateTimeOffset publishedAt,
        long? round = null
    ) =>
        new(
            LockKind,
            [
                $"{potId}",
                seedHash,
                rosterRoot,
                Text(totalTickets),
                .. round is { } number ? [Text(number)] : (string[])[],
                Text(lockedAt.ToUnixTimeSeconds()),
                DrawFormula.FormatTime(publishedAt),
            ]
        );

    /// <summary>
    /// At settlement, by the settlement service: <c>pot_reveal</c> {pot_id, commit_hash, reveal_seed, winner_index, winner_tag}.
    /// It holds no time: nothing in it may depend on when it is made, so that making it twice says the same.
    /// </summary>
    public static Statement Reveal(PotDrawResult draw) =>
        new(
            RevealKind,
            [$"{draw.PotId}", draw.CommitHash, draw.RevealSeed, Text(draw.WinnerIndex), $"{draw.Winner.Tag}"]
        );

    /// <summary>
    /// A pot is given back instead of settled, by the orchestrator: <c>pot_cancelled</c> {pot_id, from, cause, cancelled_at}.
    /// </summary>
    /// <param name="from"><c>open</c> or <c>locked</c>.</param>
    /// <param name="cause">One word: <c>too_few_players</c>, <c>staff</c>.</param>
    public static Statement Cancelled(PotId potId, string from, string cause, DateTimeOffset cancelledAt) =>
        new(CancelledKind, [$"{potId}", from, cause, DrawFormula.FormatTime(cancelledAt)]);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
