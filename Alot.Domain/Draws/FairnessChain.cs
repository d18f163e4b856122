namespace Alot.Domain.Draws;

/// <summary>
/// The public, append-only log of openings, rosters, draws, alternates, voids and pots: each record's hash takes in the
/// one before it, so nothing can be changed or taken out later without every later hash changing (draws.md).
/// </summary>
public static class FairnessChain
{
    /// <summary>What stands before the first record: 64 zeros.</summary>
    public static readonly string Genesis = new('0', Digest.HexDigits);

    /// <summary>
    /// SHA256(previous hash ‖ LF ‖ canonical JSON of the record). Records are ASCII; should a name ever stand in one, its
    /// UTF-8 bytes are hashed, as RFC 8785 says.
    /// </summary>
    /// <param name="recordJson">The record, in any spelling; it is canonicalised here.</param>
    public static string HashOf(string previousHash, string recordJson) =>
        Digest.OfUtf8(Digest.RequireHash(previousHash, "The previous hash") + "\n" + CanonicalJson.Of(recordJson));

    /// <summary>
    /// What the log shows of a private lot's record: SHA256(salt ‖ canonical JSON of the record). Entrants are given the
    /// salt and can check it; to others it says nothing.
    /// </summary>
    /// <param name="salt">64 lower-case hex digits, used as text.</param>
    public static string Conceal(string salt, string recordJson) =>
        Digest.OfUtf8(Digest.RequireHash(salt, "The salt") + CanonicalJson.Of(recordJson));
}
