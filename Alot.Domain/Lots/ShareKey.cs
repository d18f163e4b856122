using System.Buffers.Text;
using System.Security.Cryptography;

namespace Alot.Domain.Lots;

/// <summary>The 128-bit key that opens a private lot.</summary>
public static class ShareKey
{
    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));
}
