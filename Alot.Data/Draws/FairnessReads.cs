using System.Runtime.CompilerServices;
using Alot.Data.Lots;
using Alot.Domain;
using Alot.Domain.Lots;
using Alot.Domain.Pots;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Draws;

/// <summary>A record as the log's page shows it.</summary>
/// <param name="LotId">The lot it is about, when anyone may see that lot; never of a private one.</param>
public sealed record FairnessLine(FairnessRecord Record, LotId? LotId, int? LotNumber);

/// <summary>Lines of the log, newest first.</summary>
/// <param name="Before">Where the next page begins; null on the last.</param>
public sealed record LogPage(IReadOnlyList<FairnessLine> Lines, long? Before);

/// <summary>The newest record.</summary>
public sealed record LogHead(long Sequence, string Hash);

/// <summary>What anyone may know of how often lots did not end with their draw. Private lots are in no count.</summary>
/// <param name="Voided">Funded lots that were given back instead of drawn or paid out.</param>
public sealed record FairnessCounts(int Draws, int Frozen, int Voided, int Alternates, long Records);

/// <summary>A lot's records, and what opens them.</summary>
/// <param name="Salt">Of a private lot, for its entrants only: record = SHA256(salt ‖ statement).</param>
public sealed record LotRecords(LotId LotId, Visibility Visibility, string? Salt, IReadOnlyList<LotRecord> Records);

/// <param name="Kind">What it says; <c>private</c> for a viewer who may not read it.</param>
/// <param name="Statement">The canonical JSON of the signed statement; null for a viewer who may not read it.</param>
public sealed record LotRecord(FairnessRecord Record, string Kind, string? Statement);

/// <summary>The fairness log, its head and its signed heads, as anyone may read them.</summary>
public sealed class FairnessReads(IDbContextFactory<AlotDb> contexts)
{
    /// <summary>Kinds that the log's page can be asked for.</summary>
    public static readonly IReadOnlyList<string> Kinds =
    [
        "opening",
        "roster",
        "draw",
        "disqualification",
        "alternate",
        "void",
        PotStatements.OpeningKind,
        PotStatements.LockKind,
        PotStatements.RevealKind,
        PotStatements.CancelledKind,
        FairnessLog.ConcealedKind,
    ];

    /// <summary>The records whose first field names this lot or pot, oldest first; concealed ones are found for nobody.</summary>
    internal static IQueryable<FairnessRecord> About(AlotDb db, string id) =>
        db
            .FairnessLog.FromSql(
                $"select * from fairness_log where kind <> 'private' and (record::jsonb #>> '{{fields,0}}') = {id}"
            )
            .AsNoTracking()
            .OrderBy(r => r.Sequence);

    /// <summary>Records after <paramref name="after"/>, oldest first.</summary>
    public async Task<IReadOnlyList<FairnessRecord>> LogAsync(long after, int limit, CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        return await After(db, after, Math.Clamp(limit, 1, 500)).ToListAsync(stop);
    }

    /// <summary>
    /// The whole log in order. Some are read at a time, so that neither memory nor a connection is kept by whoever takes long to
    /// receive it; what is appended meanwhile comes too.
    /// </summary>
    public async IAsyncEnumerable<FairnessRecord> WholeAsync([EnumeratorCancellation] CancellationToken stop)
    {
        const int atOnce = 1_000;
        List<FairnessRecord> some;
        var after = 0L;
        do
        {
            await using (var db = await contexts.CreateDbContextAsync(stop))
                some = await After(db, after, atOnce).ToListAsync(stop);
            foreach (var record in some)
                yield return record;
            after = some.Count == 0 ? after : some[^1].Sequence;
        } while (some.Count == atOnce);
    }

    /// <summary>A page of the log, newest first.</summary>
    /// <param name="kind">One of <see cref="Kinds"/>, or null for all.</param>
    /// <param name="lot">Only records about this lot. A private lot has none here, as one that does not exist.</param>
    /// <param name="before">Below this sequence; null begins with the newest.</param>
    public async Task<LogPage> PageAsync(string? kind, LotId? lot, long? before, int limit, CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        // A concealed record is joined to no lot: that is what is concealed.
        var open =
            from x in db.FairnessLotRecords.AsNoTracking()
            join l in db.Lots.AsNoTracking() on x.LotId equals l.Id
            where x.Plain == null && l.Visibility != Visibility.Private
            select new
            {
                x.Sequence,
                x.LotId,
                l.Number,
            };
        var rows = db.FairnessLog.AsNoTracking().Where(r => before == null || r.Sequence < before);
        if (kind is not null)
            rows = rows.Where(r => r.Kind == kind);
        if (lot is { } only)
            rows = rows.Where(r => open.Any(x => x.Sequence == r.Sequence && x.LotId == only));
        var found = await rows.OrderByDescending(r => r.Sequence).Take(limit + 1).ToListAsync(stop);
        var shown = found.Take(limit).ToList();
        var sequences = shown.Select(r => r.Sequence).ToList();
        var lots = await open.Where(x => sequences.Contains(x.Sequence)).ToDictionaryAsync(x => x.Sequence, stop);
        return new LogPage(
            [
                .. shown.Select(r =>
                    lots.TryGetValue(r.Sequence, out var about)
                        ? new FairnessLine(r, about.LotId, about.Number)
                        : new FairnessLine(r, null, null)
                ),
            ],
            found.Count > limit ? shown[^1].Sequence : null
        );
    }

    /// <summary>Null while the log is empty.</summary>
    public async Task<LogHead?> HeadAsync(CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        return await db
            .FairnessLog.AsNoTracking()
            .OrderByDescending(r => r.Sequence)
            .Select(r => new LogHead(r.Sequence, r.Hash))
            .FirstOrDefaultAsync(stop);
    }

    /// <summary>The signed heads, newest first.</summary>
    /// <param name="before">Only of days before this one.</param>
    public async Task<IReadOnlyList<FairnessHead>> HeadsAsync(DateOnly? before, int limit, CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        return await db
            .FairnessHeads.AsNoTracking()
            .Where(h => before == null || h.Date < before)
            .OrderByDescending(h => h.Date)
            .Take(limit)
            .ToListAsync(stop);
    }

    public async Task<FairnessHead?> HeadOfAsync(DateOnly date, CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        return await db.FairnessHeads.AsNoTracking().SingleOrDefaultAsync(h => h.Date == date, stop);
    }

    public async Task<FairnessCounts> CountsAsync(CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        var lots = db.Lots.AsNoTracking().Where(l => l.Visibility != Visibility.Private);
        return new FairnessCounts(
            await lots.CountAsync(l => l.DrawnAt != null, stop),
            await lots.CountAsync(l => l.FrozenAt != null && l.Status != LotStatus.Cancelled, stop),
            await lots.CountAsync(l => l.Status == LotStatus.Cancelled && l.FundedAt != null, stop),
            await db.LotAlternates.CountAsync(a => lots.Any(l => l.Id == a.LotId), stop),
            await db.FairnessLog.LongCountAsync(stop)
        );
    }

    /// <summary>
    /// The records of one lot. Of a private one they are concealed for everybody but those who ever entered it: they get the
    /// salt and what was concealed. Null for a lot that isn't there for this viewer.
    /// </summary>
    public async Task<LotRecords?> OfLotAsync(LotId id, PlayerId? viewer, string? shareKey, CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        var lot = await db.Lots.AsNoTracking().SingleOrDefaultAsync(l => l.Id == id, stop);
        if (lot is null)
            return null;
        var entered =
            viewer is { } player && await db.LotMembers.AnyAsync(m => m.LotId == id && m.PlayerId == player, stop);
        try
        {
            lot.RequireVisible(entered, shareKey);
        }
        catch (Refusal)
        {
            return null;
        }
        return await db.RecordsOfAsync(lot, entered, stop);
    }

    private static IQueryable<FairnessRecord> After(AlotDb db, long after, int limit) =>
        db.FairnessLog.AsNoTracking().Where(r => r.Sequence > after).OrderBy(r => r.Sequence).Take(limit);
}

internal static class LotRecordReading
{
    /// <param name="entered">The viewer ever entered the lot, and may read what is concealed from others.</param>
    public static async Task<LotRecords> RecordsOfAsync(this AlotDb db, Lot lot, bool entered, CancellationToken stop)
    {
        var rows = await (
            from x in db.FairnessLotRecords.AsNoTracking()
            join r in db.FairnessLog.AsNoTracking() on x.Sequence equals r.Sequence
            where x.LotId == lot.Id
            orderby r.Sequence
            select new { Record = r, About = x }
        ).ToListAsync(stop);
        var salt =
            lot.Visibility == Visibility.Private && entered
                ? await db.DrawCommitments.Where(c => c.LotId == lot.Id).Select(c => c.LogSalt).SingleAsync(stop)
                : null;
        return new LotRecords(
            lot.Id,
            lot.Visibility,
            salt,
            [
                .. rows.Select(x =>
                    x.About.Plain is null ? new LotRecord(x.Record, x.Record.Kind, x.Record.Record)
                    : entered ? new LotRecord(x.Record, x.About.Kind, x.About.Plain)
                    : new LotRecord(x.Record, x.Record.Kind, null)
                ),
            ]
        );
    }
}
