using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Alot.Domain.Trivia;

/// <summary>
/// Accepted answers are kept as HMAC-SHA256 under a server key and the question's salt: neither they nor their hashes leave
/// the server (lots.md, "Trivia gate").
/// </summary>
public static class TriviaAnswers
{
    public const int LongestAnswer = 200;

    /// <summary>False for what no text has: a NUL, or half a surrogate pair.</summary>
    public static bool IsText(string answer)
    {
        for (var i = 0; i < answer.Length; i++)
            if (answer[i] == '\0' || (char.IsSurrogate(answer[i]) && !char.IsSurrogatePair(answer, i++)))
                return false;
        return true;
    }

    /// <summary>NFKC, then without accents, case, punctuation and spaces: "  São-Paulo! " and "sao paulo" are one answer.</summary>
    public static string Normalise(string answer)
    {
        var letters = new StringBuilder(answer.Length);
        foreach (var c in answer.Normalize(NormalizationForm.FormKD).ToLowerInvariant())
            if (
                char.IsLetterOrDigit(c)
                || char.GetUnicodeCategory(c) is UnicodeCategory.CurrencySymbol or UnicodeCategory.MathSymbol
            )
                letters.Append(c);
        return letters.ToString().Normalize(NormalizationForm.FormKC);
    }

    /// <summary>64 lower-case hex digits.</summary>
    public static string Hash(string answer, string salt, byte[] serverKey) =>
        Convert.ToHexStringLower(
            HMACSHA256.HashData(serverKey, Encoding.UTF8.GetBytes(salt + "\n" + Normalise(answer)))
        );

    public static bool Matches(string answer, IEnumerable<string> hashes, string salt, byte[] serverKey)
    {
        var given = Encoding.ASCII.GetBytes(Hash(answer, salt, serverKey));
        var right = false;
        // All are compared, so that time does not tell which one was near.
        foreach (var hash in hashes)
            right |= CryptographicOperations.FixedTimeEquals(given, Encoding.ASCII.GetBytes(hash));
        return right && Normalise(answer).Length > 0;
    }
}
