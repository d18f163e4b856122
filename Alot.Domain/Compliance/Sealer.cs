using System.Security.Cryptography;
using System.Text;

namespace Alot.Domain.Compliance;

/// <summary>
/// Encrypts text that rests in the database: names, dates of birth, addresses, draw seeds (AES-256-GCM under a master key).
/// The purpose (<c>draw-seed:{lotId}</c>) is authenticated with the text, so a sealed text moved to another row or
/// column doesn't open. Sealed: <c>v1.{keyId}.{base64 of nonce, ciphertext, tag}</c>.
/// </summary>
public sealed class Sealer
{
    public const int KeyBytes = 32;

    private const string Version = "v1";
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string current;
    private readonly byte[] oldest;
    private readonly Dictionary<string, byte[]> keys = [];

    /// <param name="masterKey">32 bytes; seals and opens.</param>
    /// <param name="previousKeys">Keys replaced earlier; they only open.</param>
    public Sealer(byte[] masterKey, params IEnumerable<byte[]> previousKeys)
    {
        foreach (var key in previousKeys.Prepend(masterKey))
        {
            if (key.Length != KeyBytes)
                throw new ArgumentException($"A master key has {KeyBytes} bytes, this one has {key.Length}.");
            keys[IdOf(key)] = key;
        }
        current = IdOf(masterKey);
        oldest = previousKeys.LastOrDefault(masterKey);
    }

    /// <summary>
    /// A key of its own for a purpose that can't be resealed, such as hashed trivia answers: HKDF-SHA256 of the oldest
    /// configured master key, so it stays the same when a newer one is put in front.
    /// </summary>
    public byte[] Derive(string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, oldest, KeyBytes, info: Utf8.GetBytes(purpose));

    /// <summary>A key written as base64, as configuration has it. The error never repeats the key.</summary>
    public static byte[] ParseKey(string base64)
    {
        var key = new byte[KeyBytes + 3];
        if (!Convert.TryFromBase64String(base64.Trim(), key, out var length) || length != KeyBytes)
            throw new ArgumentException($"A master key is {KeyBytes} bytes written as base64.");
        return key[..KeyBytes];
    }

    public string Seal(string text, string purpose)
    {
        var plain = Utf8.GetBytes(text);
        var box = new byte[NonceBytes + plain.Length + TagBytes];
        var nonce = box.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(keys[current], TagBytes);
        aes.Encrypt(
            nonce,
            plain,
            box.AsSpan(NonceBytes, plain.Length),
            box.AsSpan(NonceBytes + plain.Length),
            Bound(current, purpose)
        );
        return $"{Version}.{current}.{Convert.ToBase64String(box)}";
    }

    /// <exception cref="SealBrokenException">Another purpose, an unknown key, or not what <see cref="Seal"/> gave.</exception>
    public string Open(string sealedText, string purpose)
    {
        var parts = sealedText.Split('.');
        if (parts.Length != 3 || parts[0] != Version)
            throw new SealBrokenException(purpose, "it is not in the form v1.{key}.{data}");
        if (!keys.TryGetValue(parts[1], out var key))
            throw new SealBrokenException(
                purpose,
                $"it was sealed with key {KeyName(parts[1])}, which is not configured"
            );
        var box = new byte[parts[2].Length];
        if (!Convert.TryFromBase64String(parts[2], box, out var length) || length < NonceBytes + TagBytes)
            throw new SealBrokenException(purpose, "its data is not whole");

        var plain = new byte[length - NonceBytes - TagBytes];
        using var aes = new AesGcm(key, TagBytes);
        try
        {
            aes.Decrypt(
                box.AsSpan(0, NonceBytes),
                box.AsSpan(NonceBytes, plain.Length),
                box.AsSpan(NonceBytes + plain.Length, TagBytes),
                plain,
                Bound(parts[1], purpose)
            );
        }
        catch (AuthenticationTagMismatchException)
        {
            throw new SealBrokenException(purpose, "it was changed, or sealed for another purpose");
        }
        return Utf8.GetString(plain);
    }

    // The version and key are bound too: nobody can relabel a sealed text.
    private static byte[] Bound(string keyId, string purpose) => Utf8.GetBytes($"{Version}.{keyId}.{purpose}");

    private static string IdOf(byte[] key) => Convert.ToHexStringLower(SHA256.HashData(key).AsSpan(0, 4));

    private static string KeyName(string id) => id.Length == 8 && id.All(char.IsAsciiHexDigit) ? id : "(malformed)";
}

/// <summary>A sealed text did not open. Says why and for what purpose, never what it holds.</summary>
public sealed class SealBrokenException(string purpose, string why)
    : Exception($"A sealed text for '{purpose}' does not open: {why}.");
