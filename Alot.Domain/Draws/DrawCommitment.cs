using System.Security.Cryptography;
using Alot.Domain.Compliance;
using Alot.Domain.Lots;

namespace Alot.Domain.Draws;

/// <summary>
/// The promise a lot makes at opening (table <c>draw_commitments</c>): hashes of a secret seed and a tag key, both made then
/// and kept sealed until the draw.
/// </summary>
public sealed class DrawCommitment
{
    private DrawCommitment() { }

    public LotId LotId { get; private set; }
    public DrawMode Mode { get; private set; }

    /// <summary>The server seed, sealed. Nowhere in plain before the draw.</summary>
    public string SeedEncrypted { get; private set; } = "";
    public string Commitment { get; private set; } = "";

    /// <summary>The tag key, sealed. Never published.</summary>
    public string TagKeyEncrypted { get; private set; } = "";
    public string TagCommitment { get; private set; } = "";
    public string? RosterRoot { get; private set; }
    public string? RosterSignature { get; private set; }
    public string? RosterKeyId { get; private set; }

    /// <summary>When root and signature were published; no entry changed after funding, no draw happens before this.</summary>
    public DateTimeOffset? PublishedAt { get; private set; }

    /// <summary>Beacon mode: the hash of the drand chain, which pins its key. Fixed at opening.</summary>
    public string? BeaconChain { get; private set; }

    /// <summary>Beacon mode: the round that decides, fixed and signed together with the roster. No other ever takes its place.</summary>
    public long? BeaconRound { get; private set; }

    /// <summary>With which the fairness log conceals a private lot's records; entrants are given it. 64 hex digits.</summary>
    public string LogSalt { get; private set; } = "";
    public DateTimeOffset CreatedAt { get; private set; }

    public static DrawCommitment Make(
        LotId lot,
        DrawMode mode,
        ServerSeed seed,
        TagKey tagKey,
        Sealer sealer,
        DateTimeOffset now,
        DrandChain? chain = null
    ) =>
        new()
        {
            LotId = lot,
            Mode = mode,
            BeaconChain = chain?.Hash,
            SeedEncrypted = sealer.Seal(seed.Hex, SeedPurpose(lot)),
            Commitment = seed.Commitment,
            TagKeyEncrypted = sealer.Seal(tagKey.Hex, TagKeyPurpose(lot)),
            TagCommitment = tagKey.Commitment,
            LogSalt = RandomNumberGenerator.GetHexString(64, lowercase: true),
            CreatedAt = now,
        };

    /// <summary>Opens the seed and checks it against what was published at opening.</summary>
    /// <exception cref="DrawMismatchException">It was changed, or can't be opened: the lot must be frozen.</exception>
    public ServerSeed OpenSeed(Sealer sealer) =>
        SealedSecrets.OpenSeed(SeedEncrypted, SeedPurpose(LotId), Commitment, sealer);

    /// <inheritdoc cref="OpenSeed"/>
    public TagKey OpenTagKey(Sealer sealer) =>
        SealedSecrets.OpenTagKey(TagKeyEncrypted, TagKeyPurpose(LotId), TagCommitment, sealer);

    private static string SeedPurpose(LotId lot) => $"draw-seed:{lot}";

    private static string TagKeyPurpose(LotId lot) => $"tag-key:{lot}";

    /// <summary>The chain that was fixed at opening; null in the other modes.</summary>
    /// <exception cref="DrawMismatchException">Beacon mode, and no chain whose key is known here.</exception>
    public DrandChain? Chain() => DrandChain.Committed(Mode, BeaconChain);

    /// <summary>
    /// When the draw is due: the lot's own delay after funding, and not before the agreed round. Null until funded. Before the
    /// roster is published the round is not known, and only the delay counts.
    /// </summary>
    public DateTimeOffset? DrawDueAt(Lot lot) => Later(lot.DrawDueAt, BeaconChain, BeaconRound);

    /// <inheritdoc cref="DrawDueAt"/>
    public static DateTimeOffset? Later(DateTimeOffset? due, string? chain, long? round)
    {
        if (
            due is null
            || chain is null
            || round is not { } agreed
            || DrandChain.Find(chain) is not { } known
            // Somebody has written it there: the draw refuses it, and the auditor finds it.
            || !known.HasRound(agreed)
        )
            return due;
        var time = known.TimeOf(agreed);
        return time > due ? time : due;
    }

    /// <summary>From publication to the round: long enough that root and round are seen before anybody can know it (draws.md).</summary>
    public static readonly TimeSpan RoundAfter = TimeSpan.FromSeconds(60);

    /// <summary>The round that is agreed by publishing the roster at this time; null in the other modes.</summary>
    /// <exception cref="DrawMismatchException">As <see cref="Chain"/>.</exception>
    public long? RoundFor(DateTimeOffset publishedAt) => Chain()?.RoundAt(publishedAt + RoundAfter);

    public void Publish(string rosterRoot, string signature, string keyId, DateTimeOffset now)
    {
        if (PublishedAt is not null)
            throw new InvalidOperationException($"The roster of lot {LotId} is published already.");
        RosterRoot = rosterRoot;
        RosterSignature = signature;
        RosterKeyId = keyId;
        BeaconRound = RoundFor(now);
        PublishedAt = now;
    }
}

/// <summary>The one draw of a lot (table <c>lottery_draws</c>), with everything needed to check it.</summary>
public sealed class LotDraw
{
    private LotDraw() { }

    public Guid Id { get; private set; }
    public LotId LotId { get; private set; }
    public string ServerSeed { get; private set; } = "";
    public string ClientSeed { get; private set; } = "";
    public long Nonce { get; private set; }
    public int TotalTickets { get; private set; }
    public string CombinedSeed { get; private set; } = "";
    public int WinningTicket { get; private set; }
    public PlayerId WinnerUserId { get; private set; }
    public EntryId WinnerEntryId { get; private set; }
    public DateTimeOffset DrawnAt { get; private set; }
    public bool Verified { get; private set; }

    /// <summary>The published proof, JSON as <c>GET /api/lots/{id}/draw</c> answers it.</summary>
    public string VerificationDetails { get; private set; } = "{}";

    public static LotDraw Make(
        LotId lot,
        string serverSeed,
        string clientSeed,
        long nonce,
        int totalTickets,
        string combinedSeed,
        int winningTicket,
        PlayerId winner,
        EntryId winningEntry,
        string proof,
        DateTimeOffset now
    ) =>
        new()
        {
            Id = Guid.CreateVersion7(now),
            LotId = lot,
            ServerSeed = serverSeed,
            ClientSeed = clientSeed,
            Nonce = nonce,
            TotalTickets = totalTickets,
            CombinedSeed = combinedSeed,
            WinningTicket = winningTicket,
            WinnerUserId = winner,
            WinnerEntryId = winningEntry,
            DrawnAt = now,
            Verified = true,
            VerificationDetails = proof,
        };
}
