using System.Security.Cryptography;
using Alot.Domain.Compliance;

namespace Alot.Domain.Draws;

/// <summary>Opens what rests sealed until a draw, and checks it against what was published of it.</summary>
internal static class SealedSecrets
{
    /// <exception cref="DrawMismatchException">It was changed, or can't be opened.</exception>
    public static ServerSeed OpenSeed(string box, string purpose, string commitment, Sealer sealer)
    {
        var seed = Open("seed", box, purpose, sealer, ServerSeed.FromHex);
        return seed.Matches(commitment)
            ? seed
            : throw new DrawMismatchException("seed", "The stored seed is not the one that was committed to.");
    }

    /// <inheritdoc cref="OpenSeed"/>
    public static TagKey OpenTagKey(string box, string purpose, string commitment, Sealer sealer)
    {
        var key = Open("tag_key", box, purpose, sealer, TagKey.FromHex);
        return key.Matches(commitment)
            ? key
            : throw new DrawMismatchException("tag_key", "The stored tag key is not the one that was committed to.");
    }

    private static T Open<T>(string what, string box, string purpose, Sealer sealer, Func<string, T> read)
    {
        try
        {
            return read(sealer.Open(box, purpose));
        }
        catch (Exception broken)
            when (broken is SealBrokenException or CryptographicException or FormatException or ArgumentException)
        {
            throw new DrawMismatchException(what, $"The stored {what} can't be opened.");
        }
    }
}
