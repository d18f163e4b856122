using System.Text.Json;
using Alot.Data.Mapping;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Draws;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Lots;

/// <summary>What all who may see a lot see alike, so that a node reads it once however many look.</summary>
/// <param name="Feed">The newest entries, newest first.</param>
/// <param name="Leaders">Players by live tickets, most first.</param>
/// <param name="Proof">Set once drawn.</param>
/// <param name="WinnerTickets">Live tickets the winner had; 0 before the draw.</param>
public sealed record SharedLot(
    LotView View,
    IReadOnlyList<FeedLine> Feed,
    IReadOnlyList<Leader> Leaders,
    DrawProof? Proof,
    int WinnerTickets
);

/// <summary>A line of the leaderboard before anyone in particular looks at it. The id stays on the server.</summary>
public sealed record Leader(PlayerId Id, string Name, int Tickets);

/// <summary>What changes on a lot's card.</summary>
public sealed record LotBeat(LotStatus Status, Money Funding);

/// <summary>Reads for <see cref="SharedLot"/>, and for telling which of the lots on a page changed.</summary>
public sealed class SharedLotReads(IDbContextFactory<AlotDb> contexts, LotReads lots)
{
    public const int FeedLines = 20;
    public const int LeaderLines = 10;

    /// <summary>Null for an unknown lot or a draft. Doesn't ask who looks: whoever shows a private lot asks that first.</summary>
    public async Task<SharedLot?> FindAsync(LotId id, CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        var key = await db.Lots.Where(l => l.Id == id).Select(l => l.ShareableLink).SingleOrDefaultAsync(stop);
        if (await LotReads.FindAsync(db, id, null, key, stop) is not { } view)
            return null;
        return new SharedLot(
            view,
            await lots.FeedAsync(id, FeedLines, stop),
            await LeadersAsync(db, id, stop),
            view.DrawnAt is null ? null : await ProofAsync(db, id, stop),
            view.DrawnAt is null ? 0 : await WinnerTicketsAsync(db, id, stop)
        );
    }

    private static async Task<IReadOnlyList<Leader>> LeadersAsync(AlotDb db, LotId id, CancellationToken stop)
    {
        await using var read = db.Sql(
            """
            select u.id, u.username, u.public_name, t.tickets from (
                select user_id, sum(ticket_count)::int as tickets, min(tickets_start) as first from room_entries
                where room_id = $1 and voided_at is null group by user_id
            ) t join users u on u.id = t.user_id
            order by t.tickets desc, t.first limit $2
            """,
            id.Value,
            LeaderLines
        );
        await using var rows = await read.ExecuteReaderAsync(stop);
        var leaders = new List<Leader>();
        while (await rows.ReadAsync(stop))
            leaders.Add(
                new Leader(
                    new PlayerId(rows.GetGuid(0)),
                    LotReads.Shown(rows.GetString(1), rows.GetBoolean(2)),
                    rows.GetInt32(3)
                )
            );
        return leaders;
    }

    private static async Task<DrawProof?> ProofAsync(AlotDb db, LotId id, CancellationToken stop)
    {
        var stored = await db
            .LotDraws.Where(d => d.LotId == id)
            .Select(d => d.VerificationDetails)
            .SingleOrDefaultAsync(stop);
        return stored is null ? null : JsonSerializer.Deserialize<DrawProof>(stored);
    }

    private static async Task<int> WinnerTicketsAsync(AlotDb db, LotId id, CancellationToken stop)
    {
        await using var read = db.Sql(
            """
            select coalesce(sum(e.ticket_count), 0)::int from lot_winners d
            join room_entries e on e.room_id = d.room_id and e.user_id = d.winner_user_id and e.voided_at is null
            where d.room_id = $1
            """,
            id.Value
        );
        return (int)(await read.ExecuteScalarAsync(stop))!;
    }

    /// <summary>All public lots that still move: open, funded or drawing.</summary>
    public async Task<IReadOnlyDictionary<LotId, LotBeat>> PulseAsync(CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        await using var read = db.Sql(
            """
            select id, status, current_funding from rooms
            where visibility = 'public' and status in ('open', 'funded', 'drawing')
            """
        );
        await using var rows = await read.ExecuteReaderAsync(stop);
        var beats = new Dictionary<LotId, LotBeat>();
        while (await rows.ReadAsync(stop))
            beats.Add(
                new LotId(rows.GetGuid(0)),
                new LotBeat(EnumText.Parse<LotStatus>(rows.GetString(1)), Money.FromDecimal(rows.GetDecimal(2)))
            );
        return beats;
    }
}
