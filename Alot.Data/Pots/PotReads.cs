using System.Text.Json;
using Alot.Data.Accounts;
using Alot.Data.Mapping;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Accounts;
using Alot.Domain.Compliance;
using Alot.Domain.Draws;
using Alot.Domain.Ledger;
using Alot.Domain.Pots;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Alot.Data.Pots;

/// <summary>Pots as anyone may see them, with what is the viewer's own.</summary>
public sealed class PotReads(IDbContextFactory<AlotDb> contexts, PotPolicy policy, Sealer sealer)
{
    // $1 is the viewer, or no one.
    private const string Columns = """
        p.id, p.number, p.title, p.status, p.mode, p.entry_cost, p.max_tickets, p.max_per_user, p.tickets_sold, p.participants,
        (select coalesce(sum(e.ticket_count), 0)::int from pot_entries e where e.pot_id = p.id and e.user_id = $1 and e.cancelled_at is null),
        p.paused, p.pause_reason, p.paused_at, p.cancel_requested_at is not null, p.created_at, p.closes_at, p.filled_at, p.locked_at,
        p.settled_at, p.cancelled_at, p.cancel_reason, p.seed_hash, p.commit_hash,
        case when p.status = 'settled' then u.username end, coalesce(u.public_name, false),
        p.status = 'settled' and p.winner_user_id = $1
        """;

    private const string Source = "from pots p left join users u on u.id = p.winner_user_id";

    /// <summary>What the lobby shows to everyone: pots that are not over, those that lock now before others and the fullest first.</summary>
    /// <param name="endedSince">Those that ended since then come last; null leaves them out.</param>
    public async Task<IReadOnlyList<PotRow>> BoardAsync(DateTimeOffset? endedSince, CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        return await ReadAsync(
            db,
            $"""
            select {Columns} {Source}
            where p.status in ('open', 'locked', 'settling') or coalesce(p.settled_at, p.cancelled_at) > $2
            order by p.status in ('settled', 'cancelled'), p.status = 'open', p.tickets_sold::numeric / p.max_tickets desc, p.closes_at, p.number
            limit 200
            """,
            stop,
            Viewer(null),
            Optional(endedSince, NpgsqlTypes.NpgsqlDbType.TimestampTz)
        );
    }

    /// <summary>How many tickets a player has in each of these pots; those with none are left out.</summary>
    public async Task<IReadOnlyDictionary<PotId, int>> OwnTicketsAsync(
        PlayerId player,
        IReadOnlyCollection<PotId> pots,
        CancellationToken stop
    )
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        var ids = pots.ToArray();
        return await db
            .PotEntries.Where(e => ids.Contains(e.PotId) && e.PlayerId == player && e.CancelledAt == null)
            .GroupBy(e => e.PotId)
            .Select(g => new { g.Key, Tickets = g.Sum(e => e.TicketCount) })
            .ToDictionaryAsync(g => g.Key, g => g.Tickets, stop);
    }

    /// <summary>What is a player's own in a pot.</summary>
    public async Task<MyPot> MineAsync(PotId id, PlayerId player, CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        var entries = await db
            .PotEntries.Where(e => e.PotId == id && e.PlayerId == player && e.CancelledAt == null)
            .OrderBy(e => e.CreatedAt)
            .ThenBy(e => e.Id)
            .Select(e => new MyPotEntry(e.Id, e.TicketCount, e.CreditsSpent))
            .ToListAsync(stop);
        var balance = await db
            .Wallets.Where(w => w.PlayerId == player)
            .Select(w => w.Balance)
            .SingleOrDefaultAsync(stop);
        var buyer = await db.LoadBuyerAsync(player, stop);
        return new MyPot(balance, entries, WhyNot(buyer));
    }

    private string? WhyNot(Buyer buyer)
    {
        try
        {
            buyer.RequireMayPlay();
        }
        catch (Refusal refused)
        {
            return refused.Message;
        }
        return policy.Blocks(buyer.Country, buyer.Region)
            ? "Pots can't be played from where your account is registered."
            : null;
    }

    /// <summary>Pots by number, newest first.</summary>
    /// <param name="before">Below this number; null begins with the newest.</param>
    public async Task<PotPage> PageAsync(
        PotFilter filter,
        PlayerId? viewer,
        int? before,
        int limit,
        CancellationToken stop
    )
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        var rows = await ReadAsync(
            db,
            $"""
            select {Columns} {Source}
            where (cardinality($2::text[]) = 0 or p.status = any($2)) and ($3::bigint is null or p.entry_cost * p.max_tickets >= $3)
                and ($4::bigint is null or p.entry_cost * p.max_tickets <= $4) and ($5::int is null or p.number < $5)
                and ($7::bigint is null or p.entry_cost <= $7)
            order by p.number desc limit $6
            """,
            stop,
            Viewer(viewer),
            filter.Statuses.Select(EnumText.Text).ToArray(),
            Optional(filter.MinValue?.Amount, NpgsqlTypes.NpgsqlDbType.Bigint),
            Optional(filter.MaxValue?.Amount, NpgsqlTypes.NpgsqlDbType.Bigint),
            Optional(before, NpgsqlTypes.NpgsqlDbType.Integer),
            limit + 1,
            Optional(filter.MaxTicket?.Amount, NpgsqlTypes.NpgsqlDbType.Bigint)
        );
        var shown = rows.Take(limit).ToList();
        return new PotPage(shown, rows.Count > limit ? shown[^1].Number : null);
    }

    /// <summary>Null when there is no such pot.</summary>
    public async Task<PotRoom?> RoomAsync(PotId id, PlayerId? viewer, CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        // One moment for all of it: a pot that locks between two reads would show a list that is not its own.
        await using var moment = await db.Database.BeginTransactionAsync(
            System.Data.IsolationLevel.RepeatableRead,
            stop
        );
        var row = (
            await ReadAsync(db, $"select {Columns} {Source} where p.id = $2", stop, Viewer(viewer), id.Value)
        ).SingleOrDefault();
        if (row is null)
            return null;
        var pot = await db.Pots.AsNoTracking().SingleAsync(p => p.Id == id, stop);
        var next =
            pot.Template is null || pot.Status == PotStatus.Open
                ? null
                : await db
                    .Pots.Where(p => p.Template == pot.Template && p.Status == PotStatus.Open && p.Id != id)
                    .Select(p => (PotId?)p.Id)
                    .FirstOrDefaultAsync(stop);
        var balance = viewer is { } player
            ? await db.Wallets.Where(w => w.PlayerId == player).Select(w => w.Balance).SingleOrDefaultAsync(stop)
            : (Credits?)null;
        var cheers = await db
            .PotCheers.Where(c => c.PotId == id)
            .GroupBy(c => c.Cheer)
            .Select(g => new { g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => g.Key, g => g.Count, stop);
        return new PotRoom(
            row,
            await SeatsAsync(db, pot, viewer, stop),
            FairnessOf(pot),
            WinnerOf(pot, row),
            balance,
            cheers,
            next,
            await EarlierAsync(db, row, stop)
        );
    }

    private Task<List<PotRow>> EarlierAsync(AlotDb db, PotRow pot, CancellationToken stop) =>
        ReadAsync(
            db,
            $"""
            select {Columns} {Source} where p.status = 'settled' and p.title = $2 and p.number < $3
            order by p.number desc limit 3
            """,
            stop,
            Viewer(null),
            pot.Title,
            pot.Number
        );

    /// <summary>The newest wins.</summary>
    public async Task<IReadOnlyList<PotDrop>> DropsAsync(int limit, CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        return
        [
            .. (
                await ReadAsync(
                    db,
                    $"select {Columns} {Source} where p.status = 'settled' order by p.settled_at desc limit $2",
                    stop,
                    Viewer(null),
                    limit
                )
            ).Select(p => new PotDrop(
                p.Id,
                p.Number,
                p.Title,
                p.WinnerName!,
                p.Committed,
                p.Participants,
                p.SettledAt!.Value
            )),
        ];
    }

    private async Task<List<PotSeat>> SeatsAsync(AlotDb db, Pot pot, PlayerId? viewer, CancellationToken stop)
    {
        var tags = pot.LockedAt is null ? null : pot.OpenTagKey(sealer);
        await using var read = db.Sql(
            """
            select e.id, e.user_id, u.username, u.public_name, e.ticket_count, e.tickets_start, e.tickets_end, e.created_at
            from pot_entries e join users u on u.id = e.user_id
            where e.pot_id = $1 and e.cancelled_at is null order by e.created_at, e.id
            """,
            pot.Id.Value
        );
        await using var rows = await read.ExecuteReaderAsync(stop);
        var seats = new List<PotSeat>();
        while (await rows.ReadAsync(stop))
        {
            var player = new PlayerId(rows.GetGuid(1));
            seats.Add(
                new PotSeat(
                    new EntryId(rows.GetGuid(0)),
                    Shown(rows.GetString(2), rows.GetBoolean(3)),
                    player == viewer,
                    rows.GetInt32(4),
                    rows.IsDBNull(5) ? null : rows.GetInt32(5),
                    rows.IsDBNull(6) ? null : rows.GetInt32(6),
                    tags?.TagOf(player).ToString(),
                    rows.GetFieldValue<DateTimeOffset>(7)
                )
            );
        }
        return seats;
    }

    private static PotFairness FairnessOf(Pot pot) =>
        new(
            pot.SeedHash,
            pot.TagCommitment,
            pot.RosterRoot,
            pot.PublishedAt,
            pot.BeaconChain,
            pot.BeaconRound,
            pot is { BeaconChain: { } hash, BeaconRound: { } round } ? DrandChain.Find(hash)?.TimeOf(round) : null,
            pot.Round()?.Randomness,
            pot.CommitHash
        );

    private static PotWinner? WinnerOf(Pot pot, PotRow row) =>
        pot is { Status: PotStatus.Settled, SettlementProof: { } proof, WinnerEntryId: { } entry, RevealSeed: { } seed }
            ? new PotWinner(
                row.WinnerName!,
                row.YouWon,
                entry,
                JsonSerializer.Deserialize<PotProof>(proof)!.WinningTicket,
                row.Committed,
                seed
            )
            : null;

    private async Task<List<PotRow>> ReadAsync(
        AlotDb db,
        string sql,
        CancellationToken stop,
        params object?[] parameters
    )
    {
        await using var read = db.Sql(sql, parameters);
        await using var rows = await read.ExecuteReaderAsync(stop);
        var found = new List<PotRow>();
        while (await rows.ReadAsync(stop))
            found.Add(RowOf(rows));
        return found;
    }

    private PotRow RowOf(NpgsqlDataReader row)
    {
        string? Text(int at) => row.IsDBNull(at) ? null : row.GetString(at);
        DateTimeOffset? Time(int at) => row.IsDBNull(at) ? null : row.GetFieldValue<DateTimeOffset>(at);
        return new PotRow(
            new PotId(row.GetGuid(0)),
            row.GetInt32(1),
            row.GetString(2),
            EnumText.Parse<PotStatus>(row.GetString(3)),
            DrawModes.Parse(row.GetString(4)),
            new Credits(row.GetInt64(5)),
            row.GetInt32(6),
            row.GetInt32(7),
            row.GetInt32(8),
            row.GetInt32(9),
            row.GetInt32(10),
            row.GetBoolean(11),
            Text(12),
            Time(13),
            row.GetBoolean(14),
            row.GetFieldValue<DateTimeOffset>(15),
            row.GetFieldValue<DateTimeOffset>(16),
            Time(17),
            Time(18),
            Time(18) + policy.RevealDelay,
            Time(19),
            Time(20),
            Text(21),
            row.GetString(22),
            Text(23),
            Text(24) is { } winner ? Shown(winner, row.GetBoolean(25)) : null,
            !row.IsDBNull(26) && row.GetBoolean(26)
        );
    }

    private static string Shown(string name, bool isPublic) => isPublic ? name : MaskedName.Of(name);

    private static NpgsqlParameter Viewer(PlayerId? viewer) => Optional(viewer?.Value, NpgsqlTypes.NpgsqlDbType.Uuid);

    private static NpgsqlParameter Optional(object? value, NpgsqlTypes.NpgsqlDbType type) =>
        new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };
}
