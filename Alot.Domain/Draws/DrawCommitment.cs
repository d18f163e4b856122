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
    public string? BeaconChain { get; private set; }
    public long? BeaconRound { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }

    public static DrawCommitment Make(
        LotId lot,
        DrawMode mode,
        string seedSealed,
        string commitment,
        string tagKeySealed,
        string tagCommitment,
        DateTimeOffset now
    ) =>
        new()
        {
            LotId = lot,
            Mode = mode,
            SeedEncrypted = seedSealed,
            Commitment = commitment,
            TagKeyEncrypted = tagKeySealed,
            TagCommitment = tagCommitment,
            CreatedAt = now,
        };

    public void Publish(string rosterRoot, string signature, string keyId, DateTimeOffset now)
    {
        if (PublishedAt is not null)
            throw new InvalidOperationException($"The roster of lot {LotId} is published already.");
        RosterRoot = rosterRoot;
        RosterSignature = signature;
        RosterKeyId = keyId;
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
