namespace Alot.Domain.Draws;

/// <summary>
/// The list of entries that a draw is held over, frozen when the lot is funded. Its leaves stand in ticket order and
/// cover 1 … <see cref="TotalTickets"/> without a gap; anything else can't be made into a roster.
/// </summary>
public sealed class Roster
{
    private readonly RosterLeaf[] _leaves;
    private readonly Lazy<MerkleTree> _tree;

    /// <param name="leaves">In ticket order.</param>
    /// <exception cref="ArgumentException">No entry, a gap, an overlap, or an empty range.</exception>
    public Roster(IEnumerable<RosterLeaf> leaves)
    {
        _leaves = [.. leaves];
        _tree = new Lazy<MerkleTree>(() => new MerkleTree(_leaves));
        if (_leaves.Length == 0)
            throw new ArgumentException("A roster has at least one entry.", nameof(leaves));
        var next = 1L;
        foreach (var leaf in _leaves)
        {
            if (leaf.Tickets.First != next)
                throw new ArgumentException(
                    $"The roster has a gap or an overlap: ticket {next} was due, the next entry starts at {leaf.Tickets.First}.",
                    nameof(leaves)
                );
            if (leaf.Tickets.Count < 1)
                throw new ArgumentException($"The entry at ticket {next} has no tickets.", nameof(leaves));
            next += leaf.Tickets.Count;
            if (!leaf.IsVoid)
                LiveTickets += leaf.Tickets.Count;
        }
        if (next - 1 > int.MaxValue)
            throw new ArgumentException("A roster has at most 2147483647 tickets.", nameof(leaves));
        TotalTickets = (int)(next - 1);
    }

    public IReadOnlyList<RosterLeaf> Leaves => _leaves;

    /// <summary>The highest ticket number issued, voided ones included.</summary>
    public int TotalTickets { get; }

    /// <summary>Tickets that can win.</summary>
    public long LiveTickets { get; }

    /// <summary>The Merkle root (RFC 6962, SHA-256) as 64 lower-case hex digits. Calculated once, when first asked for.</summary>
    public string Root => _tree.Value.Root;

    /// <summary>Reads leaf strings as <c>GET /api/lots/{id}/draw/roster</c> gives them.</summary>
    /// <exception cref="FormatException">A leaf string is not spelt exactly as it must be.</exception>
    public static Roster Parse(IEnumerable<string> leafStrings) => new(leafStrings.Select(RosterLeaf.Parse));

    /// <summary>The entry that holds the ticket.</summary>
    public RosterLeaf LeafOf(int ticket) => _leaves[IndexOf(ticket)];

    /// <summary>Where in <see cref="Leaves"/> the ticket's entry stands.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such ticket.</exception>
    public int IndexOf(int ticket)
    {
        if (ticket < 1 || ticket > TotalTickets)
            throw new ArgumentOutOfRangeException(nameof(ticket), ticket, $"Tickets run from 1 to {TotalTickets}.");
        var low = 0;
        var high = _leaves.Length - 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (_leaves[middle].Tickets.First <= ticket)
                low = middle;
            else
                high = middle - 1;
        }
        return low;
    }

    /// <summary>Shows that one entry is in the roster without showing the others.</summary>
    public InclusionProof ProofOf(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, _leaves.Length);
        return new InclusionProof(_leaves[index].ToString(), index, _leaves.Length, _tree.Value.PathFrom(index));
    }
}

/// <summary>That one leaf stands in a tree with a known root.</summary>
/// <param name="Leaf">The leaf string.</param>
/// <param name="Index">Its place, from 0.</param>
/// <param name="LeafCount">How many leaves the tree has.</param>
/// <param name="Path">The neighbours' hashes as hex, lowest first.</param>
public sealed record InclusionProof(string Leaf, int Index, int LeafCount, IReadOnlyList<string> Path)
{
    /// <summary>Climbs from the leaf to the root; false for a proof that is too long, too short, malformed or for another root.</summary>
    public bool Proves(string root)
    {
        if (Index < 0 || Index >= LeafCount)
            return false;
        var hash = MerkleTree.HashLeaf(Leaf);
        var used = 0;
        // The last place on each level tells where an odd one was carried up and has no neighbour.
        for (int place = Index, last = LeafCount - 1; last > 0; place /= 2, last /= 2)
        {
            if (place == last && place % 2 == 0)
                continue;
            if (used == Path.Count || !Digest.IsHex(Path[used], Digest.HexDigits))
                return false;
            var neighbour = Convert.FromHexString(Path[used++]);
            hash = place % 2 == 1 ? MerkleTree.HashPair(neighbour, hash) : MerkleTree.HashPair(hash, neighbour);
        }
        return used == Path.Count && string.Equals(Convert.ToHexStringLower(hash), root, StringComparison.Ordinal);
    }
}
