namespace Alot.Data.Auditing;

/// <summary>
/// The fairness log against itself and against what it speaks of: a record that was changed or taken out is found by its hash,
/// the newest ones, which no later hash holds, by what is stored of the draws and by the signed heads.
/// </summary>
internal static class FairnessRules
{
    // Each lot's draw, with sequence 0, and its alternates.
    private const string Results = """
        results as (
            select room_id, 0 as sequence, nonce, combined_seed, winning_ticket, winner_user_id, winner_entry_id, null::uuid as disqualified,
                null::bigint as round, verification_details as proof
            from lottery_draws
            union all select room_id, sequence, nonce, combined_seed, winning_ticket, winner_user_id, winner_entry_id, disqualified_user_id,
                beacon_round, verification_details
            from draw_alternates
        )
        """;

    // Of a lot r with the draw d.
    private const string ClientSeedInput =
        """format('%s:%s:%s:%s', r.id, to_char(r.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), d.total_tickets, r.current_funding)""";

    public static IReadOnlyList<AuditRule> All =>
        [
            new(
                "fairness_log_is_a_chain",
                """
                select null::uuid, format('record %s of the fairness log does not fit', sequence)
                from (
                    select sequence, record, previous_hash, hash, lag(hash, 1, repeat('0', 64)) over (order by sequence) as before,
                        row_number() over (order by sequence) as place
                    from fairness_log
                ) f
                where previous_hash <> before or sequence <> place or hash <> encode(sha256(convert_to(previous_hash || E'\n' || record, 'UTF8')), 'hex')
                """
            ),
            new(
                "fairness_log_is_whole",
                """
                select null::uuid, format('the fairness log has %s records, %s statements were made', l.records, s.statements)
                from (select count(*) as records from fairness_log) l,
                    (select (select count(*) + count(published_at) from draw_commitments) + (select count(*) from lottery_draws)
                        + (select count(*) from draw_alternates) + (select count(*) from draw_disqualifications) + (select count(*) from rooms where status = 'cancelled' and funded_at is not null)
                        + (select count(*) + count(locked_at) + count(settlement_proof) + count(cancelled_at) from pots)
                        as statements) s
                where l.records <> s.statements
                """
            ),
            new(
                "fairness_log_says_what_was_done",
                """
                with said as (
                    select x.room_id, x.kind, count(*) as records, min(coalesce(x.plain, l.record))::jsonb -> 'fields' as fields
                    from fairness_log_lots x join fairness_log l using (sequence) group by 1, 2
                )
                select r.id, format('lot %s: the fairness log has not what was published of it: opening %s, roster %s, draw %s', r.number,
                    o.fields ->> 2 is not distinct from c.commitment and o.fields ->> 1 is not distinct from c.mode,
                    t.fields ->> 1 is not distinct from c.roster_root,
                    d.combined_seed is not distinct from w.fields ->> 1 and d.winning_ticket::text is not distinct from w.fields ->> 2)
                from rooms r
                join draw_commitments c on c.room_id = r.id
                left join lottery_draws d on d.room_id = r.id
                left join said o on o.room_id = r.id and o.kind = 'opening'
                left join said t on t.room_id = r.id and t.kind = 'roster'
                left join said w on w.room_id = r.id and w.kind = 'draw'
                where coalesce(o.records, 0) <> 1 or coalesce(t.records, 0) <> (c.published_at is not null)::int
                    or coalesce(w.records, 0) <> (d.id is not null)::int
                    or o.fields ->> 0 <> r.id::text or o.fields ->> 1 <> c.mode or o.fields ->> 2 <> c.commitment or o.fields ->> 3 <> c.tag_commitment
                    or t.fields ->> 0 <> r.id::text or t.fields ->> 1 <> c.roster_root or t.fields ->> 2 <> r.total_tickets::text
                    -- In beacon mode chain and round stand before the time; elsewhere there are none.
                    or jsonb_array_length(o.fields) <> 5 + (c.beacon_chain is not null)::int or c.mode = 'beacon' and o.fields ->> 4 <> c.beacon_chain
                    or jsonb_array_length(t.fields) <> 4 + (c.beacon_round is not null)::int or t.fields ->> 3 <> c.beacon_round::text
                    or w.fields ->> 0 <> r.id::text or w.fields ->> 1 <> d.combined_seed or w.fields ->> 2 <> d.winning_ticket::text
                """
            ),
            new(
                "voids_and_alternates_are_told",
                """
                select r.id, format('lot %s (%s): %s voids, %s disqualifications and %s alternates in the fairness log, %s and %s were made',
                    r.number, r.status, coalesce(v.voids, 0), coalesce(v.disqualifications, 0), coalesce(v.alternates, 0),
                    coalesce(q.disqualifications, 0), coalesce(a.alternates, 0))
                from rooms r
                left join (select room_id, count(*) as alternates from draw_alternates group by room_id) a on a.room_id = r.id
                left join (select room_id, count(*) as disqualifications from draw_disqualifications group by room_id) q on q.room_id = r.id
                left join (
                    select room_id, count(*) filter (where kind = 'void') as voids, count(*) filter (where kind = 'alternate') as alternates,
                        count(*) filter (where kind = 'disqualification') as disqualifications
                    from fairness_log_lots group by room_id
                ) v on v.room_id = r.id
                where coalesce(v.voids, 0) <> (r.status = 'cancelled' and r.funded_at is not null)::int
                    or coalesce(v.alternates, 0) <> coalesce(a.alternates, 0)
                    or coalesce(v.disqualifications, 0) <> coalesce(q.disqualifications, 0)
                """
            ),
            new(
                "alternates_are_told_as_they_were_drawn",
                $"""
                with {Results},
                said as (
                    select x.room_id, x.kind, coalesce(x.plain, l.record)::jsonb -> 'fields' as fields
                    from fairness_log_lots x join fairness_log l using (sequence) where x.kind in ('disqualification', 'alternate')
                )
                select a.room_id, format('lot %s: the fairness log does not tell alternate %s as it was drawn', a.room_id, a.sequence)
                from draw_alternates a
                left join results b on b.room_id = a.room_id and b.sequence = a.sequence - 1
                left join said s on s.room_id = a.room_id and s.kind = 'alternate' and s.fields ->> 1 = a.sequence::text
                where s.fields is null or s.fields ->> 0 <> a.room_id::text or s.fields ->> 2 is distinct from b.winning_ticket::text
                    or s.fields ->> 3 <> a.combined_seed or s.fields ->> 4 <> a.winning_ticket::text
                union all
                select q.room_id, format('lot %s: the fairness log does not tell disqualification %s as it was published', q.room_id, q.sequence)
                from draw_disqualifications q
                left join results b on b.room_id = q.room_id and b.sequence = q.sequence - 1
                left join said s on s.room_id = q.room_id and s.kind = 'disqualification' and s.fields ->> 1 = q.sequence::text
                where s.fields is null or s.fields ->> 0 <> q.room_id::text or s.fields ->> 2 is distinct from b.winning_ticket::text
                    or s.fields ->> 3 <> q.beacon_round::text or b.winner_user_id <> q.user_id
                """
            ),
            new(
                "results_follow_from_the_seed",
                $"""
                with {Results}
                select r.id, format('lot %s: result %s (0 is the draw) says ticket %s, its seed, figures and nonce give %s', r.number, x.sequence,
                    x.winning_ticket, 1 + n.number % d.total_tickets)
                from results x
                join rooms r on r.id = x.room_id
                join lottery_draws d on d.room_id = x.room_id
                cross join lateral (select {Hash(ClientSeedInput)} as client_seed) c
                cross join lateral (select {Hash("d.server_seed || c.client_seed || x.nonce")} as combined_seed) s
                cross join lateral (select {Number("left(s.combined_seed, 8)")} as number) n
                where d.client_seed <> c.client_seed or x.combined_seed <> s.combined_seed or x.winning_ticket <> 1 + n.number % d.total_tickets
                """
            ),
            // All but the network's signature of the round, which is no business of SQL: draws and alternates are only made with it.
            new(
                "nonces_follow_from_what_was_published",
                $"""
                with {Results},
                starts as (
                    select x.*, c.mode, d.server_seed, d.client_seed, d.total_tickets, lag(x.winner_user_id) over w as loser,
                        x.proof -> 'beacon' ->> 'round' as proven, x.proof -> 'beacon' ->> 'randomness' as randomness,
                        x.proof -> 'beacon' ->> 'signature' as signature,
                        case when c.mode <> 'beacon' then null when x.sequence = 0 then c.beacon_round else q.beacon_round end as agreed,
                        case when x.sequence = 0 and c.mode = 'classic' then 0
                            when x.sequence > 0 and c.mode <> 'beacon' then (lag(x.nonce) over w + 1) & {int.MaxValue}
                            else {Number(
                    $"right({Hash("concat(c.roster_root, x.proof -> 'beacon' ->> 'randomness')")}, 8)"
                )} & {int.MaxValue}
                        end as first_nonce,
                        case jsonb_typeof(x.proof -> 'skips') when 'array' then jsonb_array_length(x.proof -> 'skips') end as skips
                    from results x
                    join draw_commitments c on c.room_id = x.room_id
                    join lottery_draws d on d.room_id = x.room_id
                    left join draw_disqualifications q on q.room_id = x.room_id and q.sequence = x.sequence
                    window w as (partition by x.room_id order by x.sequence)
                ),
                tries as (
                    select s.room_id, s.sequence, s.mode, s.total_tickets, t.place < s.skips as is_skip,
                        {Number(
                    $"left({Hash($"s.server_seed || s.client_seed || ((s.first_nonce + t.place) & {int.MaxValue})")}, 8)"
                )} as number
                    from starts s cross join lateral generate_series(0, s.skips) t (place)
                ),
                unjust as (
                    select distinct t.room_id, t.sequence
                    from tries t
                    left join room_entries e on e.room_id = t.room_id and 1 + t.number % t.total_tickets between e.tickets_start and e.tickets_end
                    where t.is_skip <> (
                        t.mode <> 'classic' and t.number >= 4294967296 / t.total_tickets * t.total_tickets
                        or e.id is null or e.voided_at is not null
                        or exists (select from draw_alternates a where a.room_id = t.room_id and a.sequence <= t.sequence and a.disqualified_user_id = e.user_id))
                )
                select s.room_id, format('lot %s: result %s (0 is the draw) has nonce %s; what was published gives %s, and %s skips', s.room_id, s.sequence,
                    s.nonce, s.first_nonce, s.skips)
                from starts s
                left join room_entries e on e.id = s.winner_entry_id
                left join unjust u on u.room_id = s.room_id and u.sequence = s.sequence
                where s.skips is null or s.nonce is distinct from (s.first_nonce + s.skips) & {int.MaxValue} or u.room_id is not null
                    or s.disqualified is distinct from s.loser or e.user_id is distinct from s.winner_user_id
                    or e.room_id <> s.room_id or s.winning_ticket not between e.tickets_start and e.tickets_end
                    or s.sequence > 0 and s.round is distinct from s.agreed
                    or s.proven is distinct from s.agreed::text
                    or s.agreed is not null and s.randomness is distinct from
                        case when s.signature !~ '[^0-9a-f]' and length(s.signature) = 96 then encode(sha256(decode(s.signature, 'hex')), 'hex') end
                """
            ),
            new(
                "voids_and_alternates_took_two_people",
                """
                select coalesce(r.room_id, p.room_id), format('lot %s: %s results were set aside, two people agreed on %s', coalesce(r.room_id, p.room_id),
                    coalesce(r.done, 0), coalesce(p.approved, 0))
                from (
                    select room_id, sum(done) as done from (
                        select id as room_id, 1 as done from rooms where status = 'cancelled' and funded_at is not null
                        union all select room_id, 1 from draw_alternates
                        union all select room_id, 1 from draw_disqualifications q
                            where not exists (select from draw_alternates a where a.room_id = q.room_id and a.sequence = q.sequence)
                    ) each group by room_id
                ) r
                full join (
                    select room_id, count(*) as approved from approvals
                    where room_id is not null and outcome = 'approved' and decided_by <> requested_by group by room_id
                ) p on p.room_id = r.room_id
                where coalesce(r.done, 0) <> coalesce(p.approved, 0)
                """
            ),
            new(
                "concealed_records_open",
                """
                select x.room_id, format('record %s of the fairness log does not conceal what is kept of it', x.sequence)
                from fairness_log_lots x
                join fairness_log l using (sequence)
                left join draw_commitments c on c.room_id = x.room_id
                where (l.kind = 'private') <> (x.plain is not null)
                    or x.plain is not null and l.record <>
                        '{"concealed":"' || encode(sha256(convert_to(c.log_salt || x.plain, 'UTF8')), 'hex') || '"}'
                """
            ),
            new(
                "signed_heads_stand_in_the_log",
                """
                select null::uuid, format('the head signed on %s is record %s with hash %s; the log has %s', h.date, h.sequence, h.hash,
                    coalesce(l.hash, 'no such record'))
                from fairness_heads h left join fairness_log l using (sequence)
                where l.hash is distinct from h.hash
                """
            ),
        ];

    /// <summary>SHA-256 of a text, as hex.</summary>
    private static string Hash(string text) => $"encode(sha256(convert_to({text}, 'UTF8')), 'hex')";

    /// <summary>Eight hex digits as a whole number, 0 … 2³² − 1.</summary>
    private static string Number(string digits) => $"('x' || {digits})::bit(32)::bigint";
}
