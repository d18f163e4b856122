using Alot.Data.Transactions;
using Npgsql;

namespace Alot.Data.Pots;

public sealed partial class StaffPotReads
{
    /// <summary>What pots.md asks three quarters of them to fill in, at peak.</summary>
    public static readonly TimeSpan FillGoal = TimeSpan.FromSeconds(90);

    private static readonly int[] FillSeconds = [15, 30, 45, 60, 90, 120, 180, 300, 600];

    /// <summary>How the pots went that were opened within this span until now.</summary>
    public async Task<PotFigures> FiguresAsync(TimeSpan span, CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        var until = clock.GetUtcNow();
        var from = until - span;
        var (all, peak) = await FillAsync(db, from, stop);
        return new PotFigures(
            from,
            until,
            all,
            peak,
            await StepsAsync(db, from, stop),
            await RejoinsAsync(db, from, stop),
            await HoursAsync(db, from, stop)
        );
    }

    // Ended by its last ticket or by its timer; what staff called off says nothing about how pots fill. The busiest hours are those
    // in which most tickets' entries were made.
    private const string EndedSql = """
        with busy as (
            select hour from (
                select date_trunc('hour', created_at) as hour, ntile(4) over (order by count(*) desc) as quarter
                from pot_entries where created_at > $1 and cancelled_at is null group by 1
            ) hours where quarter = 1
        ),
        ended as (
            select extract(epoch from p.filled_at - p.created_at)::float8 as seconds,
                date_trunc('hour', p.created_at) in (select hour from busy) as peak
            from pots p
            where p.created_at > $1 and p.status <> 'open' and p.cancel_requested_at is null
        )
        """;

    private static async Task<(PotFillFigures All, PotFillFigures Peak)> FillAsync(
        AlotDb db,
        DateTimeOffset from,
        CancellationToken stop
    )
    {
        await using var read = db.Sql(
            $"""
            {EndedSql}
            select {Figures("")}, {Figures(" and peak")} from ended
            """,
            from,
            FillGoal.TotalSeconds
        );
        await using var row = await read.ExecuteReaderAsync(stop);
        await row.ReadAsync(stop);
        return (Read(row, 0), Read(row, 6));

        static string Figures(string also) =>
            $"""
            (count(*) filter (where true{also}))::int, (count(seconds) filter (where true{also}))::int,
            (count(*) filter (where seconds <= $2{also}))::int,
            percentile_cont(0.5) within group (order by seconds) filter (where seconds is not null{also}),
            percentile_cont(0.75) within group (order by seconds) filter (where seconds is not null{also}),
            percentile_cont(0.9) within group (order by seconds) filter (where seconds is not null{also})
            """;

        static PotFillFigures Read(NpgsqlDataReader row, int at) =>
            new(
                row.GetInt32(at),
                row.GetInt32(at + 1),
                row.GetInt32(at + 2),
                Seconds(row, at + 3),
                Seconds(row, at + 4),
                Seconds(row, at + 5)
            );

        static TimeSpan? Seconds(NpgsqlDataReader row, int at) =>
            row.IsDBNull(at) ? null : TimeSpan.FromSeconds(row.GetDouble(at));
    }

    private static async Task<IReadOnlyList<PotFillStep>> StepsAsync(
        AlotDb db,
        DateTimeOffset from,
        CancellationToken stop
    )
    {
        var counts = new int[FillSeconds.Length + 1];
        await using var read = db.Sql(
            // A bucket takes in its lower bound, and ours their upper: the negative turns it round.
            $"""
            {EndedSql}
            select cardinality($2::float8[]) - width_bucket(-seconds, (select array_agg(-s order by s desc) from unnest($2::float8[]) s)), count(*)::int
            from ended where seconds is not null group by 1
            """,
            from,
            FillSeconds.Select(s => (double)s).ToArray()
        );
        await using var row = await read.ExecuteReaderAsync(stop);
        while (await row.ReadAsync(stop))
            counts[row.GetInt32(0)] = row.GetInt32(1);
        return
        [
            .. counts.Select(
                (pots, i) =>
                    new PotFillStep(i < FillSeconds.Length ? TimeSpan.FromSeconds(FillSeconds[i]) : null, pots)
            ),
        ];
    }

    private static async Task<PotRejoins> RejoinsAsync(AlotDb db, DateTimeOffset from, CancellationToken stop)
    {
        await using var read = db.Sql(
            """
            select count(*)::int, (count(*) filter (where again))::int from (
                select exists (
                    select from pot_entries n where n.user_id = s.user_id and n.pot_id <> s.pot_id
                        and n.created_at > s.locked_at and n.created_at <= s.locked_at + interval '10 minutes'
                ) as again
                from (
                    select distinct e.pot_id, e.user_id, p.locked_at from pots p join pot_entries e on e.pot_id = p.id
                    where p.created_at > $1 and p.status = 'settled' and e.cancelled_at is null
                ) s
            ) seats
            """,
            from
        );
        await using var row = await read.ExecuteReaderAsync(stop);
        await row.ReadAsync(stop);
        return new PotRejoins(row.GetInt32(0), row.GetInt32(1));
    }

    private async Task<IReadOnlyList<PotHour>> HoursAsync(AlotDb db, DateTimeOffset from, CancellationToken stop)
    {
        await using var read = db.Sql(
            """
            select hour, sum(pots)::int, sum(entries)::int, sum(flagged)::int, sum(raised)::int, sum(cleared)::int from (
                select date_trunc('hour', created_at, 'UTC') as hour, 1 as pots, 0 as entries, 0 as flagged, 0 as raised, 0 as cleared
                from pots where created_at > $1
                union all
                select date_trunc('hour', created_at, 'UTC'), 0, 1, flagged::int, 0, 0
                from pot_entries where created_at > $1 and cancelled_at is null
                union all
                select date_trunc('hour', created_at, 'UTC'), 0, 0, 0, 1, (cleared_at is not null)::int
                from pot_flags where created_at > $1 and score >= $2
            ) what group by hour order by hour
            """,
            from,
            policy.FlagAt
        );
        await using var row = await read.ExecuteReaderAsync(stop);
        var hours = new List<PotHour>();
        while (await row.ReadAsync(stop))
            hours.Add(
                new PotHour(
                    row.GetFieldValue<DateTimeOffset>(0),
                    row.GetInt32(1),
                    row.GetInt32(2),
                    row.GetInt32(3),
                    row.GetInt32(4),
                    row.GetInt32(5)
                )
            );
        return hours;
    }
}
