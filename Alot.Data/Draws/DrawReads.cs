using System.Runtime.CompilerServices;
using Alot.Data.Lots;
using Alot.Data.Mapping;
using Alot.Domain;
using Alot.Domain.Compliance;
using Alot.Domain.Draws;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Draws;

/// <summary>Proofs, rosters and public keys: what anyone needs to check a draw.</summary>
public sealed class DrawReads(IDbContextFactory<AlotDb> contexts, Sealer sealer)
{
    /// <summary>The proof as JSON, exactly as it was stored at the draw; null when there is none for this viewer.</summary>
    public async Task<string?> ProofAsync(LotId id, PlayerId? viewer, string? shareKey, CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        if (await LotReads.FindAsync(db, id, viewer, shareKey, stop) is null)
            return null;
        return await db
            .LotDraws.Where(d => d.LotId == id)
            .Select(d => d.VerificationDetails)
            .SingleOrDefaultAsync(stop);
    }

    /// <summary>
    /// The leaves, from the moment the root is published; null before and for others than may see the lot. Some thousands
    /// are read at a time, so that neither memory nor a connection is kept by whoever takes long to receive a million.
    /// </summary>
    public async Task<IAsyncEnumerable<RosterLeaf>?> RosterAsync(
        LotId id,
        PlayerId? viewer,
        string? shareKey,
        CancellationToken stop
    )
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        if (await LotReads.FindAsync(db, id, viewer, shareKey, stop) is null)
            return null;
        var commitment = await db.DrawCommitments.AsNoTracking().SingleOrDefaultAsync(c => c.LotId == id, stop);
        return commitment?.PublishedAt is null ? null : LeavesAsync(id, commitment.OpenTagKey(sealer), stop);
    }

    private async IAsyncEnumerable<RosterLeaf> LeavesAsync(
        LotId id,
        TagKey tagKey,
        [EnumeratorCancellation] CancellationToken stop
    )
    {
        const int atOnce = 5_000;
        IReadOnlyList<RosterLeaf> some;
        var after = 0;
        do
        {
            await using (var db = await contexts.CreateDbContextAsync(stop))
                some = await db.ReadLeavesAsync(id, tagKey, after, atOnce, stop);
            foreach (var leaf in some)
                yield return leaf;
            after = some.Count == 0 ? 0 : some[^1].Tickets.First;
        } while (some.Count == atOnce);
    }

    /// <summary>The alternates' proofs as JSON, as they were stored; null for a lot that isn't there for this viewer.</summary>
    public async Task<IReadOnlyList<string>?> AlternatesAsync(
        LotId id,
        PlayerId? viewer,
        string? shareKey,
        CancellationToken stop
    )
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        if (await LotReads.FindAsync(db, id, viewer, shareKey, stop) is null)
            return null;
        return await db
            .LotAlternates.AsNoTracking()
            .Where(a => a.LotId == id)
            .OrderBy(a => a.Sequence)
            .Select(a => a.VerificationDetails)
            .ToListAsync(stop);
    }

    public async Task<PublicKeysDocument> KeysAsync(CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        var keys = await db.SigningKeys.AsNoTracking().OrderBy(k => k.ValidFrom).ToListAsync(stop);
        return new PublicKeysDocument([
            .. keys.Select(k => new PublicKeyDocument(
                k.Id,
                k.PublicKey,
                DrawFormula.FormatTime(k.ValidFrom),
                k.ValidUntil is { } until ? DrawFormula.FormatTime(until) : null,
                EnumText.Text(k.Use)
            )),
        ]);
    }
}
