using System.Security.Cryptography;
using System.Text;

namespace Alot.Domain.Draws;

/// <summary>
/// The hashes of a roster's tree, shaped as RFC 6962 says: leaf = SHA256(0x00 ‖ text), node = SHA256(0x01 ‖ left ‖ right).
/// Pairing neighbours level by level and carrying an odd one up unchanged gives the same tree as the RFC's split at the
/// largest power of two, without recursion. All levels are kept (64 bytes a leaf), so that a proof is a look-up.
/// </summary>
internal sealed class MerkleTree
{
    // Below this many hashes threads cost more than they save.
    private const int WorthSharing = 8192;
    private const int Share = 4096;

    private readonly List<byte[]> _levels = [];

    public MerkleTree(ReadOnlyMemory<RosterLeaf> leaves)
    {
        if (leaves.IsEmpty)
            throw new ArgumentException("A roster has at least one entry.", nameof(leaves));
        var level = new byte[leaves.Length * Digest.Bytes];
        InShares(leaves.Length, (from, to) => HashLeaves(leaves.Span, level, from, to));
        _levels.Add(level);
        while (level.Length > Digest.Bytes)
        {
            var below = level;
            var count = below.Length / Digest.Bytes;
            var above = new byte[(count + 1) / 2 * Digest.Bytes];
            InShares(count / 2, (from, to) => HashPairs(below, above, from, to));
            if (count % 2 == 1)
                below.AsSpan(^Digest.Bytes..).CopyTo(above.AsSpan(^Digest.Bytes..));
            _levels.Add(level = above);
        }
    }

    public string Root => Convert.ToHexStringLower(_levels[^1]);

    /// <summary>The neighbours needed to climb from a leaf to the root, lowest first.</summary>
    public string[] PathFrom(int index)
    {
        var path = new List<string>(_levels.Count);
        foreach (var level in _levels)
        {
            var neighbour = (index ^ 1) * Digest.Bytes;
            if (neighbour < level.Length)
                path.Add(Convert.ToHexStringLower(level, neighbour, Digest.Bytes));
            index /= 2;
        }
        return [.. path];
    }

    public static byte[] HashLeaf(string leaf)
    {
        Digest.RequireAscii(leaf);
        return SHA256.HashData([0, .. Encoding.ASCII.GetBytes(leaf)]);
    }

    public static byte[] HashPair(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) =>
        SHA256.HashData([1, .. left, .. right]);

    private static void HashLeaves(ReadOnlySpan<RosterLeaf> leaves, byte[] level, int from, int to)
    {
        Span<byte> text = stackalloc byte[1 + RosterLeaf.MaxBytes];
        text[0] = 0;
        for (var i = from; i < to; i++)
        {
            var length = leaves[i].WriteTo(text[1..]);
            SHA256.HashData(text[..(1 + length)], level.AsSpan(i * Digest.Bytes, Digest.Bytes));
        }
    }

    private static void HashPairs(byte[] below, byte[] above, int from, int to)
    {
        Span<byte> pair = stackalloc byte[1 + 2 * Digest.Bytes];
        pair[0] = 1;
        for (var i = from; i < to; i++)
        {
            below.AsSpan(i * 2 * Digest.Bytes, 2 * Digest.Bytes).CopyTo(pair[1..]);
            SHA256.HashData(pair, above.AsSpan(i * Digest.Bytes, Digest.Bytes));
        }
    }

    private static void InShares(int count, Action<int, int> work)
    {
        if (count < WorthSharing)
            work(0, count);
        else
            Parallel.For(
                0,
                (count + Share - 1) / Share,
                share => work(share * Share, Math.Min(count, (share + 1) * Share))
            );
    }
}
