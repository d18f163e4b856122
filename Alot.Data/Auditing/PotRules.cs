namespace Alot.Data.Auditing;

/// <summary>The invariants of pots.md as queries: no credits appear, none get lost, one ticket has the whole pot.</summary>
internal static class PotRules
{
    public static IReadOnlyList<AuditRule> All =>
        [
            new(
                "pot_escrow_is_owed",
                """
                select null::uuid, format('pot %s (%s): escrow %s, live entries %s', p.number, p.status, coalesce(a.balance, 0), coalesce(e.credits, 0))
                from pots p
                left join accounts a on a.kind = 'credit_escrow' and a.owner_id = p.id
                left join (select pot_id, sum(credits_spent) as credits from pot_entries where cancelled_at is null group by pot_id) e on e.pot_id = p.id
                where coalesce(a.balance, 0) <> case when p.status in ('settled', 'cancelled') then 0 else coalesce(e.credits, 0) end
                """
            ),
            new(
                "pots_count_their_entries",
                """
                select null::uuid, format('pot %s counts %s tickets of %s players; its entries say %s and %s', p.number, p.tickets_sold, p.participants,
                    coalesce(e.tickets, 0), coalesce(e.players, 0))
                from pots p
                left join (
                    select pot_id, sum(ticket_count) as tickets, count(distinct user_id) as players from pot_entries where cancelled_at is null group by pot_id
                ) e on e.pot_id = p.id
                where p.tickets_sold <> coalesce(e.tickets, 0) or p.participants <> coalesce(e.players, 0)
                """
            ),
            new(
                "pots_keep_to_their_caps",
                """
                select null::uuid, format('%s has %s tickets of pot %s, at most %s are allowed', e.user_id, e.tickets, p.number, p.max_per_user), e.user_id
                from (select pot_id, user_id, sum(ticket_count) as tickets from pot_entries where cancelled_at is null group by 1, 2) e
                join pots p on p.id = e.pot_id
                where e.tickets > p.max_per_user
                """
            ),
            new(
                "pot_tickets_have_no_gap",
                """
                select null::uuid, format('pot %s: tickets %s to %s follow ticket %s', p.number, e.tickets_start, e.tickets_end, e.before)
                from (
                    select pot_id, tickets_start, tickets_end, lag(tickets_end, 1, 0) over (partition by pot_id order by tickets_start) as before
                    from pot_entries where cancelled_at is null
                ) e
                join pots p on p.id = e.pot_id
                where (p.locked_at is not null) <> (e.tickets_start is not null) or e.tickets_start <> e.before + 1
                """
            ),
            new(
                "pots_pay_once_and_everything",
                """
                select null::uuid, format('pot %s (%s): taken %s, given back %s, paid %s in %s payouts', p.number, p.status, coalesce(t.taken, 0),
                    coalesce(t.back, 0), coalesce(t.paid, 0), coalesce(t.payouts, 0))
                from pots p
                left join (
                    select pot_id, -sum(amount) filter (where transaction_type = 'pot_join') as taken,
                        sum(amount) filter (where transaction_type = 'pot_return') as back, sum(amount) filter (where transaction_type = 'pot_payout') as paid,
                        count(*) filter (where transaction_type = 'pot_payout') as payouts
                    from credit_transactions where pot_id is not null group by pot_id
                ) t on t.pot_id = p.id
                where coalesce(t.payouts, 0) <> (p.status = 'settled')::int
                    or coalesce(t.paid, 0) <> case when p.status = 'settled' then p.entry_cost * p.tickets_sold else 0 end
                    or coalesce(t.taken, 0) - coalesce(t.back, 0) - coalesce(t.paid, 0)
                        <> case when p.status in ('settled', 'cancelled') then 0 else p.entry_cost * p.tickets_sold end
                """
            ),
            new(
                "pots_are_won_by_what_was_promised",
                """
                select null::uuid, format('pot %s (%s): the winner is not the one that follows', p.number, p.status)
                from pots p
                left join pot_entries e on e.id = p.winner_entry_id
                left join credit_transactions t on t.pot_id = p.id and t.transaction_type = 'pot_payout'
                where p.status in ('settling', 'settled') and (
                    e.pot_id is distinct from p.id or e.user_id is distinct from p.winner_user_id or e.cancelled_at is not null
                    or not (p.settlement_proof ->> 'winning_ticket')::int between e.tickets_start and e.tickets_end
                    or p.settlement_proof ->> 'commit_hash' is distinct from p.commit_hash
                    or p.settlement_proof ->> 'roster_root' is distinct from p.roster_root
                    or (p.status = 'settled' and (t.user_id is distinct from p.winner_user_id
                        or p.seed_hash <> encode(sha256(convert_to(p.reveal_seed, 'UTF8')), 'hex')))
                )
                """
            ),
            new(
                "pots_are_in_the_fairness_log",
                """
                select null::uuid, format('pot %s (%s) and the fairness log differ', p.number, p.status)
                from pots p
                left join lateral (
                    select min(l.record::jsonb -> 'fields' ->> 2) filter (where x.kind = 'pot_opening') as seed_hash,
                        min(l.record::jsonb -> 'fields' ->> 2) filter (where x.kind = 'pot_lock') as root,
                        min(l.record::jsonb -> 'fields' ->> 1) filter (where x.kind = 'pot_reveal') as commit_hash,
                        count(*) filter (where x.kind = 'pot_cancelled') as cancelled
                    from fairness_log_pots x join fairness_log l using (sequence) where x.pot_id = p.id
                ) f on true
                where f.seed_hash is distinct from p.seed_hash or f.root is distinct from p.roster_root
                    or f.commit_hash is distinct from case when p.settlement_proof is not null then p.commit_hash end
                    or f.cancelled <> (p.status = 'cancelled')::int
                """
            ),
            new(
                "locked_pots_were_called_off_by_two",
                """
                select null::uuid, format('locked pot %s was called off without a second person', p.number)
                from pots p
                where p.status = 'cancelled' and p.locked_at is not null and not exists (
                    select from approvals a where a.pot_id = p.id and a.kind = 'pot_cancellation' and a.outcome = 'approved'
                        and a.decided_by <> a.requested_by)
                """
            ),
        ];
}
