using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Pots;

namespace Alot.Data.Pots;

/// <summary>Who plays in a pot, and what is known of them together.</summary>
/// <param name="Entries">All there ever were.</param>
/// <param name="Gone">Of those, cancelled.</param>
internal sealed record PotFacts(IReadOnlyList<PotPlayerFacts> Players, long Entries, long Gone);

/// <summary>Reads in three statements, whatever the pot's size, what <see cref="Collusion"/> scores.</summary>
internal static class PotFactsReading
{
    private sealed record Seen(PlayerId Player, string? Address, string? Device, bool IsNew);

    public static async Task<PotFacts> ReadPotFactsAsync(
        this AlotDb db,
        PotId id,
        DateTimeOffset now,
        CancellationToken stop
    )
    {
        var (live, entries, gone) = await SeenAsync(db, id, now, stop);
        var players = live.Select(s => s.Player).Distinct().ToList();
        var addresses = Shared(live, s => s.Address);
        var devices = Shared(live, s => s.Device);
        var lately = await LatelyAsync(db, addresses, now, stop);
        var (known, allPots) = players.Count is > 1 and <= Collusion.PairsUpTo
            ? await KnownAsync(db, id, players, now, stop)
            : (Enumerable.Empty<(PlayerId, Acquaintance)>().ToLookup(k => k.Item1, k => k.Item2), 0);
        var fresh = live.Where(s => s.IsNew).Select(s => s.Player).ToHashSet();
        return new PotFacts(
            [
                .. live.GroupBy(s => s.Player)
                    .Select(own => new PotPlayerFacts(
                        own.Key,
                        Places(own.Select(s => s.Device), devices, []),
                        Places(own.Select(s => s.Address), addresses, lately),
                        [.. known[own.Key]],
                        allPots,
                        fresh.Contains(own.Key),
                        fresh.Count
                    )),
            ],
            entries,
            gone
        );
    }

    private static async Task<(List<Seen> Live, long Entries, long Gone)> SeenAsync(
        AlotDb db,
        PotId id,
        DateTimeOffset now,
        CancellationToken stop
    )
    {
        var live = new List<Seen>();
        var (entries, gone) = (0L, 0L);
        await using var read = db.Sql(
            """
            select e.user_id, e.ip_hash, e.device_hash, u.created_at > $2, e.cancelled_at is not null
            from pot_entries e join users u on u.id = e.user_id where e.pot_id = $1
            """,
            id.Value,
            now - Collusion.NewFor
        );
        await using var row = await read.ExecuteReaderAsync(stop);
        while (await row.ReadAsync(stop))
        {
            entries++;
            if (row.GetBoolean(4))
                gone++;
            else
                live.Add(
                    new Seen(
                        new PlayerId(row.GetGuid(0)),
                        row.IsDBNull(1) ? null : row.GetString(1),
                        row.IsDBNull(2) ? null : row.GetString(2),
                        row.GetBoolean(3)
                    )
                );
        }
        return (live, entries, gone);
    }

    /// <summary>Hashes that several players of the pot have, with how many.</summary>
    private static Dictionary<string, int> Shared(List<Seen> live, Func<Seen, string?> hash) =>
        live.Where(s => hash(s) is not null)
            .GroupBy(s => hash(s)!, s => s.Player)
            .Select(g => (g.Key, Players: g.Distinct().Count()))
            .Where(g => g.Players > 1)
            .ToDictionary(g => g.Key, g => g.Players);

    private static List<SharedPlace> Places(
        IEnumerable<string?> own,
        Dictionary<string, int> shared,
        Dictionary<string, int> lately
    ) =>
        [
            .. own.OfType<string>()
                .Distinct()
                .Where(shared.ContainsKey)
                .Select(h => new SharedPlace(h, shared[h], lately.GetValueOrDefault(h))),
        ];

    // Of a carrier's address there may be very many entries; the newest of them say what it is.
    private static async Task<Dictionary<string, int>> LatelyAsync(
        AlotDb db,
        Dictionary<string, int> addresses,
        DateTimeOffset now,
        CancellationToken stop
    )
    {
        var lately = new Dictionary<string, int>();
        if (addresses.Count == 0)
            return lately;
        await using var read = db.Sql(
            """
            select a.hash, (select count(distinct user_id) from (
                select e.user_id from pot_entries e where e.ip_hash = a.hash and e.created_at > $2
                order by e.created_at desc limit 500) newest)::int
            from unnest($1::text[]) a(hash)
            """,
            addresses.Keys.ToArray(),
            now - Collusion.Window
        );
        await using var row = await read.ExecuteReaderAsync(stop);
        while (await row.ReadAsync(stop))
            lately[row.GetString(0)] = row.GetInt32(1);
        return lately;
    }

    private static async Task<(ILookup<PlayerId, Acquaintance> Known, int AllPots)> KnownAsync(
        AlotDb db,
        PotId id,
        List<PlayerId> players,
        DateTimeOffset now,
        CancellationToken stop
    )
    {
        var known = new List<(PlayerId Player, Acquaintance Other)>();
        var allPots = 0;
        await using var read = db.Sql(
            """
            with own as materialized (
                select distinct p.id as player, x.pot_id, pot.winner_user_id as winner
                from unnest($2::uuid[]) p(id)
                cross join lateral (
                    select e.pot_id from pot_entries e
                    where e.user_id = p.id and e.created_at > $3 and e.cancelled_at is null
                    order by e.created_at desc limit $4
                ) x
                join pots pot on pot.id = x.pot_id
                where x.pot_id <> $1 and pot.status in ('locked', 'settling', 'settled')
            ),
            played as (select player, count(*)::int as pots from own group by player)
            select a.player, b.player, count(*)::int, mine.pots, theirs.pots,
                (count(*) filter (where a.winner = a.player))::int, (count(*) filter (where a.winner = b.player))::int,
                (select count(*)::int from pots where created_at > $3 and status in ('locked', 'settling', 'settled'))
            from own a join own b on b.pot_id = a.pot_id and b.player <> a.player
            join played mine on mine.player = a.player join played theirs on theirs.player = b.player
            group by a.player, b.player, mine.pots, theirs.pots having count(*) > 1
            """,
            id.Value,
            players.Select(p => p.Value).ToArray(),
            now - Collusion.Window,
            Collusion.LatestEntries
        );
        await using var row = await read.ExecuteReaderAsync(stop);
        while (await row.ReadAsync(stop))
        {
            known.Add(
                (
                    new PlayerId(row.GetGuid(0)),
                    new Acquaintance(
                        new PlayerId(row.GetGuid(1)),
                        row.GetInt32(2),
                        row.GetInt32(3),
                        row.GetInt32(4),
                        row.GetInt32(5),
                        row.GetInt32(6)
                    )
                )
            );
            allPots = row.GetInt32(7);
        }
        return (known.ToLookup(k => k.Player, k => k.Other), allPots);
    }
}
