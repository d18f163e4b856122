namespace Alot.Data.Auditing;

/// <summary>
/// The fairness log against itself and against what it speaks of: a record that was changed or taken out is found by its hash,
/// the newest ones, which no later hash holds, by what is stored of the draws and by the signed heads.
/// </summary>
internal static class FairnessRules
{
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
                select null::uuid, format('the fairness log has %s records of lots, %s statements were made', l.records, s.statements)
                from (select count(*) as records from fairness_log where kind not like 'pot\_%') l,
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
                    o.fields ->> 2 is not distinct from c.commitment, t.fields ->> 1 is not distinct from c.roster_root,
                    d.combined_seed is not distinct from w.fields ->> 1 and d.winning_ticket::text is not distinct from w.fields ->> 2)
                from rooms r
                join draw_commitments c on c.room_id = r.id
                left join lottery_draws d on d.room_id = r.id
                left join said o on o.room_id = r.id and o.kind = 'opening'
                left join said t on t.room_id = r.id and t.kind = 'roster'
                left join said w on w.room_id = r.id and w.kind = 'draw'
                where coalesce(o.records, 0) <> 1 or coalesce(t.records, 0) <> (c.published_at is not null)::int
                    or coalesce(w.records, 0) <> (d.id is not null)::int
                    or o.fields ->> 0 <> r.id::text or o.fields ->> 2 <> c.commitment
                    or t.fields ->> 0 <> r.id::text or t.fields ->> 1 <> c.roster_root
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
}
