using System.Globalization;
using System.Security.Cryptography;

namespace Alot.Domain.Draws;

/// <summary>
/// Something the platform says in public and signs. The first field names what it is about, the last one is the time
/// it was said; only that last one holds colons, so the signed text can be read back in one way only.
/// </summary>
public sealed record Statement(string Kind, IReadOnlyList<string> Fields)
{
    /// <summary><c>alot:{kind}:v1:{fields joined by ':'}</c>.</summary>
    public string Text => StatementSignature.Text(Kind, Fields);

    public SignedStatement SignWith(ECDsa privateKey) =>
        new(
            Kind,
            StatementSignature.KeyIdOf(StatementSignature.PublicKeyOf(privateKey)),
            Fields,
            StatementSignature.Sign(privateKey, Kind, Fields)
        );
}

/// <summary>A statement with its signature, as it stands in a proof's <c>signatures[]</c>.</summary>
/// <param name="KeyId">Which key of <c>/.well-known/alot-keys.json</c> made it.</param>
/// <param name="Signature">P1363, 128 lower-case hex digits.</param>
public sealed record SignedStatement(string Kind, string KeyId, IReadOnlyList<string> Fields, string Signature);

/// <summary>The statements made about a lot's draw, with their fields in order.</summary>
public static class DrawStatements
{
    /// <summary>
    /// At opening: <c>opening</c> {lot_id, mode, commitment, tag_commitment, opened_at}; in beacon mode the chain's hash stands
    /// before the time.
    /// </summary>
    public static Statement Opening(
        LotId lotId,
        DrawMode mode,
        string commitment,
        string tagCommitment,
        DateTimeOffset openedAt,
        string? chain = null
    ) =>
        new(
            "opening",
            [
                $"{lotId}",
                mode.ToText(),
                commitment,
                tagCommitment,
                .. chain is null ? (string[])[] : [chain],
                DrawFormula.FormatTime(openedAt),
            ]
        );

    /// <summary>
    /// At funding, before anything is drawn: <c>roster</c> {lot_id, roster_root, total_tickets, published_at}; in beacon mode the
    /// round that is waited for stands before the time.
    /// </summary>
    public static Statement Roster(
        LotId lotId,
        string rosterRoot,
        int totalTickets,
        DateTimeOffset publishedAt,
        long? round = null
    ) =>
        new(
            "roster",
            [
                $"{lotId}",
                rosterRoot,
                totalTickets.ToString(CultureInfo.InvariantCulture),
                .. round is { } agreed ? (string[])[agreed.ToString(CultureInfo.InvariantCulture)] : [],
                DrawFormula.FormatTime(publishedAt),
            ]
        );

    /// <summary>With the result: <c>draw</c> {lot_id, combined_seed, winning_ticket, drawn_at}.</summary>
    public static Statement Draw(DrawResult draw, DateTimeOffset drawnAt) =>
        new(
            "draw",
            [
                $"{draw.LotId}",
                draw.CombinedSeed,
                draw.WinningTicket.ToString(CultureInfo.InvariantCulture),
                DrawFormula.FormatTime(drawnAt),
            ]
        );

    /// <summary>
    /// Beacon mode, when a winner is disqualified: <c>disqualification</c> {lot_id, sequence, disqualified_ticket, round,
    /// published_at}. The round decides who follows.
    /// </summary>
    /// <param name="sequence">Of the alternate that will follow.</param>
    /// <param name="ticket">The one that had won before.</param>
    public static Statement Disqualification(
        LotId lotId,
        int sequence,
        int ticket,
        long round,
        DateTimeOffset publishedAt
    ) =>
        new(
            "disqualification",
            [
                $"{lotId}",
                sequence.ToString(CultureInfo.InvariantCulture),
                ticket.ToString(CultureInfo.InvariantCulture),
                round.ToString(CultureInfo.InvariantCulture),
                DrawFormula.FormatTime(publishedAt),
            ]
        );

    /// <summary>
    /// After a winner was disqualified: <c>alternate</c> {lot_id, sequence, disqualified_ticket, combined_seed, winning_ticket,
    /// drawn_at}.
    /// </summary>
    /// <param name="sequence">1 for the first alternate of the lot.</param>
    /// <param name="disqualifiedTicket">The ticket that had won before.</param>
    public static Statement Alternate(DrawResult draw, int sequence, int disqualifiedTicket, DateTimeOffset drawnAt) =>
        new(
            "alternate",
            [
                $"{draw.LotId}",
                sequence.ToString(CultureInfo.InvariantCulture),
                disqualifiedTicket.ToString(CultureInfo.InvariantCulture),
                draw.CombinedSeed,
                draw.WinningTicket.ToString(CultureInfo.InvariantCulture),
                DrawFormula.FormatTime(drawnAt),
            ]
        );

    /// <summary>A frozen lot is given back instead of drawn or paid out: <c>void</c> {lot_id, from, cause, voided_at}.</summary>
    /// <param name="from"><c>funded</c> or <c>drawing</c>.</param>
    /// <param name="cause">What it was frozen for, one word: <c>seed</c>, <c>roster</c>, <c>audit</c> …</param>
    public static Statement Void(LotId lotId, string from, string cause, DateTimeOffset voidedAt) =>
        new("void", [$"{lotId}", from, cause, DrawFormula.FormatTime(voidedAt)]);

    /// <summary>
    /// Once a day, about the fairness log itself: <c>head</c> {sequence, hash, date, made_at}. Whoever keeps one can tell later
    /// whether anything up to that record was changed.
    /// </summary>
    /// <param name="date">The UTC day it is made on.</param>
    public static Statement Head(long sequence, string hash, DateOnly date, DateTimeOffset madeAt) =>
        new(
            "head",
            [
                sequence.ToString(CultureInfo.InvariantCulture),
                hash,
                date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                DrawFormula.FormatTime(madeAt),
            ]
        );
}
