using System.Globalization;
using Alot.Domain.Ledger;

namespace Alot.Domain.Draws;

/// <summary>
/// The formula of draws.md, exactly. Pure: the same inputs give the same draw on any machine, in any culture. Each part
/// is public because pages, the verifier's tests and the auditor check the parts one by one.
/// </summary>
public static class DrawFormula
{
    /// <summary>2³²: the number is one of so many.</summary>
    private const ulong Numbers = 1UL << 32;

    /// <summary>Holds the draw. The winner and every value on the way are in the result.</summary>
    /// <exception cref="ArgumentException">The inputs can't make a draw: no ticket, no live ticket, a roster or randomness missing.</exception>
    /// <exception cref="DrawMismatchException">The stored seed or roster is not the one that was published.</exception>
    public static DrawResult Draw(DrawInputs inputs)
    {
        Check(inputs);
        var clientSeedInput = ClientSeedInput(
            inputs.LotId,
            inputs.CreatedAt,
            inputs.TotalTickets,
            inputs.EscrowBalance
        );
        var clientSeed = ClientSeed(clientSeedInput);
        var root = inputs.RosterRoot ?? inputs.Roster?.Root;
        var firstNonce = inputs.AfterNonce is { } used
            ? AlternateNonce(inputs.Mode, used, root, inputs.Randomness)
                ?? throw new ArgumentException("An alternate in beacon mode needs a new round.", nameof(inputs))
            : FirstNonce(inputs.Mode, root, inputs.Randomness);

        var steps = new List<DrawStep>(1);
        for (var nonce = firstNonce; ; )
        {
            var step = Try(inputs, clientSeed, nonce);
            steps.Add(step);
            if (step.Skipped is null)
                break;
            nonce = NextNonce(nonce);
            if (nonce == firstNonce)
                throw new ArgumentException("No nonce gives a live ticket.", nameof(inputs));
        }

        var winningTicket = steps[^1].Ticket!.Value;
        return new DrawResult(
            inputs.Mode,
            inputs.LotId,
            FormatTime(inputs.CreatedAt),
            inputs.Seed.Hex,
            inputs.Commitment,
            inputs.TotalTickets,
            inputs.EscrowBalance.ToPlainString(),
            clientSeedInput,
            clientSeed,
            root,
            inputs.Mode == DrawMode.Beacon ? inputs.Randomness : null,
            firstNonce,
            steps,
            winningTicket,
            inputs.Roster?.LeafOf(winningTicket)
        );
    }

    private static void Check(DrawInputs inputs)
    {
        if (inputs.TotalTickets < 1)
            throw new ArgumentException("A draw needs at least one ticket.", nameof(inputs));
        if (inputs.EscrowBalance < Money.Zero)
            throw new ArgumentException("The cash of live entries can't be negative.", nameof(inputs));
        if (inputs.Mode != DrawMode.Classic && (inputs.Roster is null || inputs.RosterRoot is null))
            throw new ArgumentException(
                $"A {inputs.Mode.ToText()} draw needs the roster and its published root.",
                nameof(inputs)
            );
        if (inputs.Mode == DrawMode.Beacon && !Digest.IsHex(inputs.Randomness, Digest.HexDigits))
            throw new ArgumentException(
                "A beacon draw needs the round's randomness, 64 lower-case hex digits.",
                nameof(inputs)
            );
        if (inputs.Roster is { LiveTickets: 0 })
            throw new ArgumentException("Every ticket is void: there is nothing to draw.", nameof(inputs));

        if (!inputs.Seed.Matches(inputs.Commitment))
            throw new DrawMismatchException("commitment", "The stored seed is not the one that was committed to.");
        if (inputs.Roster is { } roster && roster.TotalTickets != inputs.TotalTickets)
            throw new DrawMismatchException(
                "total_tickets",
                $"The roster ends at ticket {roster.TotalTickets}, the lot at {inputs.TotalTickets}."
            );
        if (
            inputs is { Roster: { } frozen, RosterRoot: { } published }
            && !string.Equals(frozen.Root, published, StringComparison.Ordinal)
        )
            throw new DrawMismatchException("roster_root", "The stored roster is not the one that was published.");
        // Last: a list that was changed may seem to hold nobody else.
        if (
            inputs.Disqualified.Count > 0
            && inputs.Roster?.Leaves.Any(leaf => !leaf.IsVoid && !inputs.Disqualified.Contains(leaf.Tag)) != true
        )
            throw new ArgumentException("Nobody else holds a ticket: there is nothing to draw.", nameof(inputs));
    }

    /// <summary><c>{lot_id}:{created_at}:{total_tickets}:{escrow_balance}</c>.</summary>
    public static string ClientSeedInput(
        LotId lotId,
        DateTimeOffset createdAt,
        int totalTickets,
        Money escrowBalance
    ) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{lotId}:{FormatTime(createdAt)}:{totalTickets}:{escrowBalance.ToPlainString()}"
        );

    /// <summary>SHA256(<see cref="ClientSeedInput"/>) as hex.</summary>
    public static string ClientSeed(string clientSeedInput) => Digest.OfAscii(clientSeedInput);

    /// <summary>UTC <c>yyyy-MM-ddTHH:mm:ss.ffffffZ</c>.</summary>
    public static string FormatTime(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    /// <summary>
    /// 0 in classic mode; else the last 8 hex digits of SHA256(root) or SHA256(root ‖ randomness) AND 0x7fffffff.
    /// </summary>
    public static int FirstNonce(DrawMode mode, string? rosterRoot, string? randomness) =>
        mode switch
        {
            DrawMode.Classic => 0,
            DrawMode.Roster => NonceFrom(Digest.RequireHash(rosterRoot, "A roster root")),
            DrawMode.Beacon => NonceFrom(
                Digest.RequireHash(rosterRoot, "A roster root") + Digest.RequireHash(randomness, "A round's randomness")
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "There is no such draw mode."),
        };

    /// <summary>
    /// Where an alternate's first nonce comes from, decided by the mode: the one after the last used, or in beacon mode a round that
    /// nobody knew when the disqualification was published. Null while that round is not there: it is waited for, and nothing
    /// takes its place.
    /// </summary>
    /// <param name="lastUsed">By the draw, or by the alternate before.</param>
    /// <param name="randomness">Of the new round, its signature verified; beacon mode only.</param>
    public static int? AlternateNonce(DrawMode mode, int lastUsed, string? rosterRoot, string? randomness) =>
        mode switch
        {
            DrawMode.Classic or DrawMode.Roster => NextNonce(lastUsed),
            DrawMode.Beacon => randomness is null ? null : FirstNonce(mode, rosterRoot, randomness),
            _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "There is no such draw mode."),
        };

    private static int NonceFrom(string text) => (int)(Digest.LastEightDigits(Digest.OfAscii(text)) & 0x7fffffff);

    /// <summary>The next nonce to try: after 2147483647 comes 0.</summary>
    public static int NextNonce(int nonce) => nonce == int.MaxValue ? 0 : nonce + 1;

    /// <summary>SHA256(<c>{server_seed}{client_seed}{nonce}</c>) as hex.</summary>
    public static string CombinedSeed(string serverSeed, string clientSeed, int nonce) =>
        Digest.OfAscii(string.Create(CultureInfo.InvariantCulture, $"{serverSeed}{clientSeed}{nonce}"));

    /// <summary>The first 8 hex digits of the combined seed as an unsigned integer.</summary>
    public static uint Number(string combinedSeed) => Digest.FirstEightDigits(combinedSeed);

    /// <summary>Numbers at or above this give low tickets an edge: ⌊2³² / total⌋ × total.</summary>
    public static ulong BiasLimit(int totalTickets)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(totalTickets, 1);
        return Numbers / (uint)totalTickets * (uint)totalTickets;
    }

    /// <summary>1 + number % total.</summary>
    public static int Ticket(uint number, int totalTickets)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(totalTickets, 1);
        return 1 + (int)(number % (uint)totalTickets);
    }

    private static DrawStep Try(DrawInputs inputs, string clientSeed, int nonce)
    {
        var combinedSeed = CombinedSeed(inputs.Seed.Hex, clientSeed, nonce);
        var number = Number(combinedSeed);
        if (inputs.Mode != DrawMode.Classic && number >= BiasLimit(inputs.TotalTickets))
            return new DrawStep(nonce, combinedSeed, number, null, SkipReason.Bias);
        var ticket = Ticket(number, inputs.TotalTickets);
        SkipReason? skipped = inputs.Roster?.LeafOf(ticket) switch
        {
            { IsVoid: true } => SkipReason.Void,
            { } leaf when inputs.Disqualified.Contains(leaf.Tag) => SkipReason.Disqualified,
            _ => null,
        };
        return new DrawStep(nonce, combinedSeed, number, ticket, skipped);
    }
}
