using System.Globalization;
using System.Text;
using Alot.Data.Mapping;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Draws;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Alot.Data.Lots;

/// <summary>Public lots as lists: discovery, the API, shelves. Keyset pages, so that a page costs the same wherever it is.</summary>
public sealed class LotDiscovery(IDbContextFactory<AlotDb> contexts)
{
    public const int MostPerPage = 100;

    public async Task<PageOf<LotSummary>> FindAsync(LotFilter filter, CancellationToken stop)
    {
        var limit = Math.Clamp(filter.Limit, 1, MostPerPage);
        await using var db = await contexts.CreateDbContextAsync(stop);
        var query = new Query();
        query.Where(Listed);
        Filters(query, filter);
        var (key, order) = Order(filter.Sort);
        if (Cursor.Read(filter.Cursor) is { } after)
            query.Where(
                $"({key}, r.id) {(order == "asc" ? ">" : "<")} ({query.Value(after.Key)}, {query.Value(after.Id)})"
            );

        await using var read = db.Sql(
            $"{Select}, {key} as sort_key {From} where {query.Text} order by sort_key {order}, r.id {order} limit {limit + 1}"
        );
        read.Parameters.AddRange(query.Parameters);
        await using var rows = await read.ExecuteReaderAsync(stop);
        var lots = new List<LotSummary>();
        var keys = new List<long>();
        while (await rows.ReadAsync(stop))
        {
            lots.Add(Row(rows));
            keys.Add(rows.GetInt64(rows.GetOrdinal("sort_key")));
        }
        var more = lots.Count > limit;
        if (more)
            lots.RemoveAt(limit);
        return new PageOf<LotSummary>(lots, more ? Cursor.Write(keys[limit - 1], lots[^1].Id.Value) : null);
    }

    public async Task<int> CountAsync(LotFilter filter, CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        var query = new Query();
        query.Where(Listed);
        Filters(query, filter);
        await using var read = db.Sql($"select count(*)::int {From} where {query.Text}");
        read.Parameters.AddRange(query.Parameters);
        return (int)(await read.ExecuteScalarAsync(stop))!;
    }

    /// <summary>What happened last, for the ticker: openings, fundings and draws, newest first.</summary>
    public async Task<IReadOnlyList<LotDrop>> DropsAsync(int most, CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        await using var read = db.Sql(
            $"""
            select m.moved_at, m.to_status, r.id, r.number, p.name, d.winning_ticket, u.username, u.public_name, r.total_participants
            from room_moves m
            join rooms r on r.id = m.room_id join product_classes p on p.id = r.product_class_id
            left join lot_winners d on d.room_id = r.id left join users u on u.id = d.winner_user_id
            where r.visibility = 'public' and m.to_status in ('open', 'funded', 'drawing')
            order by m.sequence desc limit {most}
            """
        );
        await using var rows = await read.ExecuteReaderAsync(stop);
        var drops = new List<LotDrop>();
        while (await rows.ReadAsync(stop))
        {
            var drawn = rows.GetString(1) == "drawing" && !rows.IsDBNull(5);
            drops.Add(
                new LotDrop(
                    rows.GetFieldValue<DateTimeOffset>(0),
                    EnumText.Parse<LotStatus>(rows.GetString(1)),
                    new LotId(rows.GetGuid(2)),
                    rows.GetInt32(3),
                    rows.GetString(4),
                    drawn ? rows.GetInt32(5) : null,
                    drawn ? LotReads.Shown(rows.GetString(6), rows.GetBoolean(7)) : null,
                    rows.GetInt32(8)
                )
            );
        }
        return drops;
    }

    private static void Filters(Query query, LotFilter filter)
    {
        var statuses = filter.Statuses ?? [filter.Status ?? LotStatus.Open];
        query.Where($"r.status = any({query.Value(statuses.Select(EnumText.Text).ToArray())})");
        if (filter.Tiers is { Count: > 0 } tiers)
            query.Where($"p.tier = any({query.Value(tiers.Select(EnumText.Text).ToArray())})");
        if (filter.Categories is { Count: > 0 } categories)
            query.Where($"p.category = any({query.Value(categories.Select(EnumText.Text).ToArray())})");
        if (filter.Host is { } host)
            query.Where($"r.host_id = {query.Value(host.Value)}");
        if (filter.MinValue is { } min)
            query.Where($"p.retail_value >= {query.Value(min.ToDecimal())}");
        if (filter.MaxValue is { } max)
            query.Where($"p.retail_value <= {query.Value(max.ToDecimal())}");
        if (filter.HasTrivia is { } trivia)
            query.Where($"r.trivia_enabled = {query.Value(trivia)}");
        if (!string.IsNullOrWhiteSpace(filter.Text))
        {
            // Plain words for now; ranked full text with a trigram fallback comes with search's own issue.
            foreach (var word in filter.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(8))
            {
                var like = query.Value("%" + Escaped(word) + "%");
                query.Where(
                    $"(p.name ilike {like} or p.brand ilike {like} or p.category ilike {like} or to_char(r.number, 'FM0000') ilike {like})"
                );
            }
        }
    }

    internal static string Escaped(string word) =>
        string.Concat(word.Select(c => c is '\\' or '%' or '_' ? $"\\{c}" : $"{c}"));

    private static (string Key, string Order) Order(LotSort sort) =>
        sort switch
        {
            LotSort.NearlyFunded => ("(r.current_funding * 1000000 / r.funding_target)::bigint", "desc"),
            LotSort.Newest => ("(extract(epoch from r.opened_at) * 1000000)::bigint", "desc"),
            LotSort.Value => ("(p.retail_value * 100)::bigint", "desc"),
            LotSort.LowestEntry => ("(r.entry_bundles->>0)::bigint", "asc"),
            _ => ("(extract(epoch from r.deadline) * 1000000)::bigint", "asc"),
        };

    // A draft was never for others to see, not even after it was dropped.
    private const string Listed = "r.visibility = 'public' and r.opened_at is not null";

    private const string Select = """
        select r.id, r.number, r.status, r.lot_type, p.name, p.brand, p.category, p.tier, p.art_seed, p.retail_value,
            r.funding_target, r.current_funding, r.total_tickets, r.live_tickets, r.total_participants,
            (r.entry_bundles->>0)::int as lowest, r.deadline, r.created_at, r.opened_at,
            r.funded_at + make_interval(secs => (r.terms->>'draw_delay_seconds')::int) as draw_due_at,
            coalesce(r.settled_at, r.closed_at, r.cancelled_at, r.expired_at) as ended_at,
            d.winning_ticket, u.username, u.public_name, r.draw_mode, r.trivia_enabled, r.host_id, h.display_name,
            c.beacon_chain, c.beacon_round
        """;

    private const string From = """
        from rooms r join product_classes p on p.id = r.product_class_id left join hosts h on h.id = r.host_id
        left join lot_winners d on d.room_id = r.id left join users u on u.id = d.winner_user_id
        left join draw_commitments c on c.room_id = r.id
        """;

    private static LotSummary Row(NpgsqlDataReader row)
    {
        var (target, funding) = (Money.FromDecimal(row.GetDecimal(10)), Money.FromDecimal(row.GetDecimal(11)));
        DateTimeOffset? Time(int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);
        return new LotSummary(
            new LotId(row.GetGuid(0)),
            row.GetInt32(1),
            EnumText.Parse<LotStatus>(row.GetString(2)),
            EnumText.Parse<LotType>(row.GetString(3)),
            row.GetString(4),
            row.GetString(5),
            EnumText.Parse<Category>(row.GetString(6)),
            EnumText.Parse<Tier>(row.GetString(7)),
            row.GetInt32(8),
            Money.FromDecimal(row.GetDecimal(9)),
            target,
            funding,
            LotReads.Percent(funding, target),
            row.GetInt32(12),
            row.GetInt32(13),
            row.GetInt32(14),
            row.GetInt32(15),
            row.GetFieldValue<DateTimeOffset>(16),
            row.GetFieldValue<DateTimeOffset>(17),
            Time(18),
            DrawCommitment.Later(
                Time(19),
                row.IsDBNull(28) ? null : row.GetString(28),
                row.IsDBNull(29) ? null : row.GetInt64(29)
            ),
            Time(20),
            row.IsDBNull(22) ? null : LotReads.Shown(row.GetString(22), row.GetBoolean(23)),
            row.IsDBNull(21) ? null : row.GetInt32(21)
        )
        {
            DrawMode = EnumText.Parse<DrawMode>(row.GetString(24)),
            TriviaEnabled = row.GetBoolean(25),
            HostId = row.IsDBNull(26) ? null : new HostId(row.GetGuid(26)),
            HostName = row.IsDBNull(27) ? null : row.GetString(27),
        };
    }

    /// <summary>Conditions with their numbered parameters.</summary>
    private sealed class Query
    {
        private readonly List<string> conditions = [];
        private readonly List<NpgsqlParameter> parameters = [];

        public string Text => string.Join(" and ", conditions);

        public NpgsqlParameter[] Parameters => [.. parameters];

        public void Where(string condition) => conditions.Add(condition);

        public string Value(object value)
        {
            parameters.Add(UnitWriting.Parameter(value));
            return "$" + parameters.Count.ToString(CultureInfo.InvariantCulture);
        }
    }

    private static class Cursor
    {
        public static string Write(long key, Guid id) =>
            System.Buffers.Text.Base64Url.EncodeToString(
                Encoding.ASCII.GetBytes($"{key.ToString(CultureInfo.InvariantCulture)}.{id:N}")
            );

        /// <exception cref="Refusal"><c>validation</c>: not one of ours.</exception>
        public static (long Key, Guid Id)? Read(string? text)
        {
            if (string.IsNullOrEmpty(text))
                return null;
            try
            {
                var parts = Encoding.ASCII.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(text)).Split('.');
                return (
                    long.Parse(parts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture),
                    Guid.ParseExact(parts[1], "N")
                );
            }
            catch (Exception e) when (e is FormatException or OverflowException or IndexOutOfRangeException)
            {
                throw Refusal.Invalid("cursor", "That cursor is not one of ours. Start from the first page.");
            }
        }
    }
}

/// <summary>A line of the ticker.</summary>
public sealed record LotDrop(
    DateTimeOffset At,
    LotStatus What,
    LotId LotId,
    int Number,
    string Name,
    int? WinningTicket,
    string? WinnerName,
    int Participants
)
{
    public string NumberText => Number.ToString("0000", CultureInfo.InvariantCulture);
}
