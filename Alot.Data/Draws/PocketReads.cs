using Alot.Data.Lots;
using Alot.Domain;
using Alot.Domain.Draws;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Draws;

/// <summary>Everything published of one draw, as the Pocket Auditor carries it.</summary>
/// <param name="Proof">JSON, as it was stored at the draw.</param>
/// <param name="Entries">How many leaves the roster has.</param>
/// <param name="Leaves">Empty when there are more than the file carries.</param>
/// <param name="Records">The lot's own records of the fairness log; none of a private lot, whose records are concealed.</param>
public sealed record PublishedDraw(
    int LotNumber,
    string ProductName,
    string Proof,
    int Entries,
    IReadOnlyList<RosterLeaf> Leaves,
    PublicKeysDocument Keys,
    IReadOnlyList<FairnessRecord> Records
);

/// <summary>What a Pocket Auditor is filled with.</summary>
public sealed class PocketReads(IDbContextFactory<AlotDb> contexts, DrawReads draws)
{
    /// <summary>Null when there is no draw for this viewer, just as <see cref="DrawReads.ProofAsync"/>.</summary>
    /// <param name="mostLeaves">A longer roster is left out as a whole.</param>
    public async Task<PublishedDraw?> FindAsync(
        LotId id,
        PlayerId? viewer,
        string? shareKey,
        int mostLeaves,
        CancellationToken stop
    )
    {
        if (await draws.ProofAsync(id, viewer, shareKey, stop) is not { } proof)
            return null;
        await using var db = await contexts.CreateDbContextAsync(stop);
        var about = await (
            from lot in db.Lots
            join product in db.Products on lot.ProductId equals product.Id
            where lot.Id == id
            select new { lot.Number, product.Name }
        ).SingleAsync(stop);
        var entries = await db.Entries.CountAsync(e => e.LotId == id, stop);
        var leaves = new List<RosterLeaf>();
        if (entries <= mostLeaves && await draws.RosterAsync(id, viewer, shareKey, stop) is { } roster)
            await foreach (var leaf in roster)
                leaves.Add(leaf);
        var records = await FairnessReads.About(db, id.ToString()).ToListAsync(stop);
        return new(about.Number, about.Name, proof, entries, leaves, await draws.KeysAsync(stop), records);
    }
}
