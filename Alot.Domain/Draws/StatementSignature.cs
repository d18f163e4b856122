using System.Security.Cryptography;
using System.Text;

namespace Alot.Domain.Draws;

/// <summary>
/// Signed public statements: ECDSA P-256 with SHA-256, P1363 form, hex, over
/// <c>alot:{kind}:v1:{fields joined by ':'}</c> (draws.md). A public key is written as the uncompressed point, 130
/// lower-case hex digits (<c>04 ‖ x ‖ y</c>), which browsers import as it is.
/// </summary>
public static class StatementSignature
{
    private const int CoordinateBytes = 32;

    /// <summary>The text that is signed.</summary>
    /// <exception cref="ArgumentException">
    /// A kind that is not lower-case letters and underscores, no field, or a field with anything but printable ASCII.
    /// </exception>
    public static string Text(string kind, IReadOnlyList<string> fields)
    {
        if (kind.Length == 0 || !kind.All(c => c is (>= 'a' and <= 'z') or '_'))
            throw new ArgumentException("A kind is lower-case letters and underscores.", nameof(kind));
        if (fields.Count == 0)
            throw new ArgumentException("A statement says something.", nameof(fields));
        foreach (var field in fields)
        {
            if (field.AsSpan().ContainsAnyExceptInRange(' ', '~'))
                throw new ArgumentException("Fields of a statement are printable ASCII.", nameof(fields));
        }
        return $"alot:{kind}:v1:{string.Join(':', fields)}";
    }

    /// <summary>The signature as 128 lower-case hex digits.</summary>
    public static string Sign(ECDsa privateKey, string kind, IReadOnlyList<string> fields) =>
        Convert.ToHexStringLower(
            privateKey.SignData(
                Encoding.ASCII.GetBytes(Text(kind, fields)),
                HashAlgorithmName.SHA256,
                DSASignatureFormat.IeeeP1363FixedFieldConcatenation
            )
        );

    /// <summary>Whether the holder of the key made this statement. False, never an exception, for malformed keys or signatures.</summary>
    public static bool Verify(string publicKey, string kind, IReadOnlyList<string> fields, string signature)
    {
        if (!Digest.IsHex(signature, 4 * CoordinateBytes))
            return false;
        try
        {
            using var key = Import(publicKey);
            return key.VerifyData(
                Encoding.ASCII.GetBytes(Text(kind, fields)),
                Convert.FromHexString(signature),
                HashAlgorithmName.SHA256,
                DSASignatureFormat.IeeeP1363FixedFieldConcatenation
            );
        }
        catch (Exception e) when (e is CryptographicException or FormatException or ArgumentException)
        {
            return false;
        }
    }

    /// <summary>The public half as the uncompressed point in hex.</summary>
    public static string PublicKeyOf(ECDsa key)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return "04" + Convert.ToHexStringLower(point.X!) + Convert.ToHexStringLower(point.Y!);
    }

    /// <summary>A key's id: the first 16 hex digits of SHA256(ascii(public key hex)), so that it can't name another key.</summary>
    public static string KeyIdOf(string publicKey) => Digest.OfAscii(publicKey)[..16];

    /// <exception cref="FormatException">Not an uncompressed point in hex.</exception>
    /// <exception cref="CryptographicException">The point is not on the curve.</exception>
    private static ECDsa Import(string publicKey)
    {
        if (!Digest.IsHex(publicKey, 2 + 4 * CoordinateBytes) || !publicKey.StartsWith("04", StringComparison.Ordinal))
            throw new FormatException("A public key is an uncompressed P-256 point in 130 lower-case hex digits.");
        var bytes = Convert.FromHexString(publicKey);
        return ECDsa.Create(
            new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new ECPoint { X = bytes[1..(1 + CoordinateBytes)], Y = bytes[(1 + CoordinateBytes)..] },
            }
        );
    }
}
