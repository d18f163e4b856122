using Alot.Domain;
using Npgsql;

namespace Alot.Data.Auditing;

/// <summary>
/// One rule: a query that finds what must not be. Its columns: the lot concerned or null, a sentence and, where there is one,
/// the account concerned.
/// </summary>
internal sealed record AuditRule(string Name, string Sql);

/// <summary>The invariants of money.md, lots.md and draws.md as queries.</summary>
public static class AuditRules
{
    /// <summary>Of one rule; more of the same tell nothing new.</summary>
    private const int MostViolations = 100;

    /// <summary>Reads figures and violations as the connection's transaction sees them.</summary>
    public static async Task<AuditReport> CheckAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        var figures = await ReadAsync(connection, Figures, FigureOf, stop);
        var violations = new List<AuditViolation>();
        foreach (var rule in All)
            violations.AddRange(
                await ReadAsync(
                    connection,
                    $"{rule.Sql}\nlimit {MostViolations}",
                    row => new AuditViolation(
                        rule.Name,
                        row.IsDBNull(0) ? null : new LotId(row.GetGuid(0)),
                        row.GetString(1),
                        row.FieldCount < 3 || row.IsDBNull(2) ? null : new PlayerId(row.GetGuid(2))
                    ),
                    stop
                )
            );
        return new AuditReport(figures, [.. All.Select(r => r.Name)], violations);
    }

    private static AuditFigure FigureOf(NpgsqlDataReader row) =>
        new(
            row.GetString(0),
            row.GetInt64(1),
            row.GetString(2) switch
            {
                "usd" => AuditUnit.Cents,
                "crd" => AuditUnit.Credits,
                _ => AuditUnit.Count,
            }
        );

    private static async Task<List<T>> ReadAsync<T>(
        NpgsqlConnection connection,
        string sql,
        Func<NpgsqlDataReader, T> row,
        CancellationToken stop
    )
    {
        // Whole tables are read: a slow disk is no reason to give up.
        await using var read = new NpgsqlCommand(sql, connection) { CommandTimeout = 600 };
        await using var rows = await read.ExecuteReaderAsync(stop);
        var found = new List<T>();
        while (await rows.ReadAsync(stop))
            found.Add(row(rows));
        return found;
    }

    private const string Figures = """
        select 'lots', count(*), '' from rooms
        union all select 'entries', count(*), '' from room_entries
        union all select 'live tickets', coalesce(sum(live_tickets), 0)::bigint, '' from rooms
        union all select 'purchases', count(*), '' from room_entry_purchases
        union all select 'refunds', count(*), '' from refunds
        union all select 'journal entries', count(*), '' from journal
        union all select 'draws', count(*), '' from lottery_draws
        union all select 'pots', count(*), '' from pots
        union all select 'pot entries', count(*), '' from pot_entries
        union all select 'disputes open', count(*), '' from disputes where stage = 'open'
        union all select 'frozen accounts', count(distinct user_id), '' from account_freezes where lifted_at is null
        union all select 'frozen lots', count(*), '' from rooms where frozen_at is not null
        union all select 'open alerts', count(*), '' from alerts where cleared_at is null
        union all select * from (
            select replace(kind, '_', ' '), sum(balance)::bigint, currency from accounts group by kind, currency order by currency desc, kind
        ) balances
        """;

    private static readonly IReadOnlyList<AuditRule> All =
    [
        new(
            "journal_balances",
            """
            select j.room_id, format('journal entry %s (%s) sums to %s', j.id, j.kind, coalesce(sum(l.amount)::text, 'nothing: it has no lines'))
            from journal j left join journal_lines l on l.journal_id = j.id
            group by j.id having coalesce(sum(l.amount), 1) <> 0
            """
        ),
        new(
            "balances_are_the_journals",
            """
            select r.id, format('account %s of %s holds %s, its lines sum to %s', a.kind, a.owner_id, a.balance, coalesce(l.total, 0)), u.id
            from accounts a
            left join users u on u.id = a.owner_id
            left join (select account_kind, owner_id, sum(amount) as total from journal_lines group by 1, 2) l
                on l.account_kind = a.kind and l.owner_id = a.owner_id
            left join rooms r on r.id = a.owner_id
            where a.balance <> coalesce(l.total, 0)
            """
        ),
        new(
            "wallets_agree",
            """
            select null::uuid, format('wallet of %s: balance %s, account %s, ledger %s, earned − spent − expired %s',
                coalesce(w.user_id, a.owner_id), coalesce(w.balance, 0), coalesce(a.balance, 0), coalesce(t.total, 0),
                coalesce(w.total_earned - w.total_spent - w.total_expired, 0)), coalesce(w.user_id, a.owner_id)
            from user_universal_credits w
            full join (select owner_id, balance from accounts where kind = 'player_credits') a on a.owner_id = w.user_id
            left join (select user_id, sum(amount) as total from credit_transactions group by user_id) t
                on t.user_id = coalesce(w.user_id, a.owner_id)
            where coalesce(w.balance, 0) <> coalesce(a.balance, 0) or coalesce(w.balance, 0) <> coalesce(t.total, 0)
                or w.balance <> w.total_earned - w.total_spent - w.total_expired
            """
        ),
        new(
            "credits_are_conserved",
            """
            select null::uuid, format('credits issued %s are not those held, in escrow, spent, expired, deducted and redeemed: %s',
                -coalesce(sum(balance) filter (where kind = 'credits_issued'), 0), coalesce(sum(balance) filter (where kind <> 'credits_issued'), 0))
            from accounts where currency = 'crd' having sum(balance) <> 0
            """
        ),
        new(
            "cash_escrow_is_owed",
            """
            select r.id, format('lot %s (%s): escrow %s cents, live cash %s, unsettled purchases %s',
                r.number, r.status, coalesce(a.balance, 0), (r.current_funding * 100)::bigint, (coalesce(p.cash, 0) * 100)::bigint)
            from rooms r
            left join accounts a on a.kind = 'cash_escrow' and a.owner_id = r.id
            left join (
                select p.room_id, sum(coalesce(e.amount_paid, p.amount - p.lost_amount - p.refunded_amount)) as cash
                from room_entry_purchases p left join room_entries e on e.purchase_id = p.id and e.voided_at is null
                where p.status = 'succeeded' and not p.is_settled_with_buyer and not p.held_in_dispute group by p.room_id
            ) p on p.room_id = r.id
            where coalesce(a.balance, 0) <> case when r.status = 'settled' then 0 else coalesce(p.cash, 0) * 100 end
                or (r.status in ('open', 'funded', 'drawing') and coalesce(a.balance, 0) <> r.current_funding * 100)
                or (r.status = 'closed' and coalesce(a.balance, 0) <> 0)
            """
        ),
        new(
            "credit_escrow_is_owed",
            """
            select r.id, format('lot %s (%s): credit escrow %s, live credit entries %s', r.number, r.status, coalesce(a.balance, 0), coalesce(e.credits, 0))
            from rooms r
            left join accounts a on a.kind = 'credit_escrow' and a.owner_id = r.id
            left join (select room_id, sum(credits_spent) as credits from room_entries where voided_at is null group by room_id) e on e.room_id = r.id
            where coalesce(a.balance, 0) <>
                case when r.status in ('settled', 'closed') or r.credits_returned_at is not null then 0 else coalesce(e.credits, 0) end
            """
        ),
        new(
            "tickets_have_no_gap",
            """
            select room_id, format('tickets %s to %s follow ticket %s', tickets_start, tickets_end, before)
            from (
                select room_id, tickets_start, tickets_end, ticket_count,
                    lag(tickets_end, 1, 0) over (partition by room_id order by tickets_start) as before
                from room_entries
            ) e
            where tickets_start <> before + 1 or ticket_count <> tickets_end - tickets_start + 1
            """
        ),
        new(
            "counters_are_rows",
            """
            select r.id, format('lot %s counts %s tickets, %s live, %s held, %s cash, %s players; its rows say %s, %s, %s, %s, %s (members %s)', r.number,
                r.total_tickets, r.live_tickets, r.held_tickets, r.current_funding, r.total_participants,
                coalesce(e.total, 0), coalesce(e.live, 0), coalesce(h.held, 0), coalesce(e.cash, 0), coalesce(e.players, 0), coalesce(m.members, 0))
            from rooms r
            left join (
                select room_id, max(tickets_end) as total, sum(ticket_count) filter (where voided_at is null) as live,
                    sum(amount_paid) filter (where voided_at is null) as cash, count(distinct user_id) as players
                from room_entries group by room_id
            ) e on e.room_id = r.id
            left join (select room_id, sum(tickets) as held from room_entry_purchases where status = 'pending' group by room_id) h on h.room_id = r.id
            left join (select room_id, count(*) as members from room_members group by room_id) m on m.room_id = r.id
            where r.total_tickets <> coalesce(e.total, 0) or r.live_tickets <> coalesce(e.live, 0) or r.held_tickets <> coalesce(h.held, 0)
                or r.current_funding <> coalesce(e.cash, 0) or r.total_participants <> coalesce(e.players, 0)
                or r.total_participants <> coalesce(m.members, 0)
            """
        ),
        new(
            "nothing_is_oversold",
            """
            select id, format('lot %s (%s): cash %s + held %s of %s, non-cash %s', number, status, current_funding, held_tickets,
                funding_target, live_tickets - current_funding::int)
            from rooms
            where current_funding + held_tickets > funding_target
                or live_tickets - current_funding > floor(funding_target * (terms ->> 'non_cash_ticket_cap_percent')::int / 100)
                or (status in ('funded', 'drawing', 'settled')) and current_funding <> funding_target
                or (status in ('open', 'expired', 'refunding', 'closed')) and current_funding >= funding_target
            """
        ),
        new(
            "who_paid_has_tickets_or_the_money_back",
            """
            select p.room_id, format('purchase %s (%s): paid %s, entry %s, late refund %s', p.id, p.status, p.completed_at is not null, e.id, f.amount)
            from room_entry_purchases p
            left join lateral (select * from room_entries where purchase_id = p.id order by tickets_start limit 1) e on true
            left join refunds f on f.purchase_id = p.id and f.reason = 'late_payment'
            where case
                when p.completed_at is null then e.id is not null or f.id is not null or p.status not in ('pending', 'failed')
                when e.id is null then coalesce(f.amount, 0) <> p.amount
                else f.id is not null or e.room_id <> p.room_id or e.user_id <> p.user_id or e.ticket_count <> p.tickets
                    or e.amount_paid <> p.amount or p.status in ('pending', 'failed')
            end
            """
        ),
        new(
            "voided_tickets_were_paid_back",
            """
            select e.room_id, format('entry %s is void', e.id) from room_entries e
            where e.voided_at is not null and e.purchase_type = 'cash'
                and not exists (select from refunds f where f.purchase_id = e.purchase_id and f.reason in ('left', 'voided'))
                and not exists (select from disputes d where d.purchase_id = e.purchase_id and d.took_tickets)
            """
        ),
        new(
            "refunds_are_at_most_what_was_paid",
            """
            select p.room_id, format('purchase %s of %s: refunds ordered %s, sent %s, recorded %s, credits %s', p.id, p.amount,
                coalesce(f.ordered, 0), coalesce(f.sent, 0), p.refunded_amount, p.credits_converted)
            from room_entry_purchases p
            left join (
                select purchase_id, sum(amount) filter (where status <> 'withdrawn') as ordered, count(*) as orders,
                    sum(amount) filter (where status = 'succeeded') as sent from refunds group by purchase_id
            ) f on f.purchase_id = p.id
            where coalesce(f.ordered, 0) > p.amount or p.refunded_amount <> coalesce(f.sent, 0)
                or (f.ordered > 0 and (p.completed_at is null or p.credits_converted <> 0))
                or p.is_settled_with_buyer <> (coalesce(f.orders, 0) > 0 or p.credits_converted > 0 or p.reason is not distinct from 'dispute_lost')
            """
        ),
        new(
            "refunds_payable_are_the_refunds_not_sent",
            """
            select r.id, format('lot %s: refunds payable %s cents, refunds not sent %s', r.number, coalesce(a.balance, 0), (coalesce(f.open, 0) * 100)::bigint)
            from rooms r
            left join accounts a on a.kind = 'refunds_payable' and a.owner_id = r.id
            left join (select room_id, sum(amount) as open from refunds where status in ('due', 'sent', 'payable') group by room_id) f on f.room_id = r.id
            where coalesce(a.balance, 0) <> coalesce(f.open, 0) * 100
            """
        ),
        new(
            "clearing_is_paid_less_refunded",
            """
            select r.id, format('lot %s: clearing %s cents, paid %s, refunded %s, lost in disputes %s', r.number, coalesce(a.balance, 0),
                coalesce(p.paid, 0), coalesce(f.sent, 0), coalesce(d.lost, 0))
            from rooms r
            left join accounts a on a.kind = 'clearing' and a.owner_id = r.id
            left join (select room_id, sum(amount) as paid from room_entry_purchases where completed_at is not null group by room_id) p on p.room_id = r.id
            left join (select room_id, sum(amount) as sent from refunds where status = 'succeeded' and paid_reference is null group by room_id) f on f.room_id = r.id
            left join (select room_id, sum(amount) as lost from disputes where stage = 'lost' group by room_id) d on d.room_id = r.id
            where coalesce(a.balance, 0) <> (coalesce(f.sent, 0) + coalesce(d.lost, 0) - coalesce(p.paid, 0)) * 100
            """
        ),
        new(
            "credits_paid_are_those_promised",
            """
            select r.id, format('lot %s: issued %s, awarded to entries %s, converted %s, in ledgers %s', r.number,
                -coalesce(a.balance, 0), coalesce(e.awarded, 0), coalesce(p.converted, 0), coalesce(t.received, 0))
            from rooms r
            left join accounts a on a.kind = 'credits_issued' and a.owner_id = r.id
            left join (select room_id, sum(credits_awarded) as awarded from room_entries group by room_id) e on e.room_id = r.id
            left join (select room_id, sum(credits_converted) as converted from room_entry_purchases group by room_id) p on p.room_id = r.id
            left join (
                select room_id, sum(amount) as received from credit_transactions
                where transaction_type in ('lot_settlement', 'expired_conversion') group by room_id
            ) t on t.room_id = r.id
            where -coalesce(a.balance, 0) <> coalesce(e.awarded, 0) + coalesce(p.converted, 0)
                or -coalesce(a.balance, 0) <> coalesce(t.received, 0)
            """
        ),
        new(
            "above_the_limit_two_people_agreed",
            $"""
            select null::uuid, format('account of %s: %s lines of %s credits by staff, %s approved by a second person', user_id,
                coalesce(t.lines, 0), amount, coalesce(a.approved, 0)), user_id
            from (
                select user_id, amount, count(*) as lines from credit_transactions
                where transaction_type in ('admin_grant', 'admin_deduct') and abs(amount) > {Ledger.AdjustCredits.OnePersonLimit} group by 1, 2
            ) t
            full join (
                select user_id, credits as amount, count(*) as approved from approvals
                where outcome = 'approved' and kind = 'credits' group by 1, 2
            ) a using (user_id, amount)
            where coalesce(t.lines, 0) <> coalesce(a.approved, 0)
            """
        ),
        new(
            "settled_by_the_terms",
            """
            select e.room_id, format('entry %s: %s credits awarded', e.id, e.credits_awarded)
            from room_entries e join rooms r on r.id = e.room_id left join lottery_draws d on d.room_id = r.id
            left join reveals c on c.user_id = e.user_id and c.room_id = e.room_id
            where e.credits_awarded <> case
                when r.status in ('drawing', 'settled') and c.status <> 'active' and e.purchase_type = 'cash' and e.voided_at is null and e.user_id is distinct from d.winner_user_id
                then e.amount_paid * (r.terms ->> 'non_winner_credits_per_dollar')::int else 0 end
            """
        ),
        new(
            "drawn_once_by_what_was_promised",
            """
            select r.id, format('lot %s (%s): draw %s, ticket %s, winning entries %s', r.number, r.status, d.id, d.winning_ticket, w.entries)
            from rooms r
            left join lottery_draws d on d.room_id = r.id
            left join draw_commitments c on c.room_id = r.id
            left join (select distinct on (room_id) * from draw_alternates order by room_id, sequence desc) a on a.room_id = r.id
            left join room_entries e on e.id = coalesce(a.winner_entry_id, d.winner_entry_id)
            left join (select room_id, count(*) as entries from room_entries where is_winner group by room_id) w on w.room_id = r.id
            where case when r.status in ('drawing', 'settled') then
                    d.id is null or coalesce(w.entries, 0) <> 1 or not e.is_winner or e.room_id <> r.id or e.voided_at is not null
                    or e.user_id <> coalesce(a.winner_user_id, d.winner_user_id)
                    or coalesce(a.winning_ticket, d.winning_ticket) not between e.tickets_start and e.tickets_end
                    or d.total_tickets <> r.total_tickets or c.commitment <> encode(sha256(convert_to(d.server_seed, 'UTF8')), 'hex')
                    or c.published_at is null
                else (d.id is not null and r.status <> 'cancelled') or coalesce(w.entries, 0) <> 0 and r.status <> 'cancelled'
                end
                or (r.opened_at is not null) <> (c.room_id is not null)
            """
        ),
        new(
            "moves_lead_to_the_state",
            """
            select r.id, format('lot %s is %s, its last move was to %s', r.number, r.status, coalesce(m.to_status, 'nowhere'))
            from rooms r
            left join lateral (select to_status from room_moves where room_id = r.id order by sequence desc limit 1) m on true
            where r.status <> coalesce(m.to_status, 'created')
            """
        ),
        new(
            "audit_log_is_a_chain",
            $"""
            select null::uuid, format('record %s of the audit log does not fit', a.sequence)
            from (
                select l.*, lag(hash, 1, repeat('0', 64)) over (order by sequence) as before, row_number() over (order by sequence) as place
                from audit_logs l
            ) a
            where a.previous_hash <> a.before or a.sequence <> a.place or a.hash <> {AuditWriting.HashSql}
            """
        ),
        .. FairnessRules.All,
        .. PotRules.All,
        .. Disputes,
        .. Sandbox,
    ];

    private static IReadOnlyList<AuditRule> Disputes =>
        [
            new(
                "disputes_receivable_are_the_open_disputes",
                """
                select r.id, format('lot %s: disputes receivable %s cents, open disputes %s', r.number, coalesce(a.balance, 0), coalesce(d.open, 0))
                from rooms r
                left join accounts a on a.kind = 'disputes_receivable' and a.owner_id = r.id
                left join (select room_id, sum(amount) as open from disputes where stage = 'open' group by room_id) d on d.room_id = r.id
                where coalesce(a.balance, 0) <> coalesce(d.open, 0) * 100
                """
            ),
            new(
                "held_in_dispute_is_owed",
                """
                select r.id, format('lot %s: held in dispute %s cents, its purchases say %s', r.number, coalesce(a.balance, 0), coalesce(p.held, 0))
                from rooms r
                left join accounts a on a.kind = 'held_in_dispute' and a.owner_id = r.id
                left join (
                    select room_id, sum(amount - lost_amount - refunded_amount - disputed_amount) as held
                    from room_entry_purchases where held_in_dispute group by room_id
                ) p on p.room_id = r.id
                where coalesce(a.balance, 0) <> coalesce(p.held, 0) * 100
                """
            ),
            new(
                "purchases_know_their_disputes",
                """
                select p.room_id, format('purchase %s: disputed %s and lost %s, its disputes say %s and %s', p.id, p.disputed_amount, p.lost_amount,
                    coalesce(d.open, 0), coalesce(d.lost, 0))
                from room_entry_purchases p
                left join (
                    select purchase_id, sum(amount) filter (where stage = 'open') as open, sum(amount) filter (where stage = 'lost') as lost
                    from disputes group by purchase_id
                ) d on d.purchase_id = p.id
                where p.disputed_amount <> coalesce(d.open, 0) or p.lost_amount <> coalesce(d.lost, 0)
                    or (p.held_in_dispute and (not p.disputed or p.is_settled_with_buyer))
                    or (p.held_in_dispute and exists (select from room_entries e where e.purchase_id = p.id and e.voided_at is null))
                """
            ),
            new(
                "credits_receivable_are_the_disputes",
                """
                select null::uuid, format('account of %s: receivable %s, its disputes say %s', coalesce(a.owner_id, d.user_id), coalesce(a.balance, 0),
                    coalesce(d.owed, 0)), coalesce(a.owner_id, d.user_id)
                from (select owner_id, balance from accounts where kind = 'credits_receivable') a
                full join (select user_id, sum(credits_receivable) as owed from disputes group by user_id) d on d.user_id = a.owner_id
                where coalesce(a.balance, 0) <> coalesce(d.owed, 0)
                """
            ),
            new(
                "claims_are_the_receivables",
                """
                select null::uuid, format('account of %s: claimed %s, receivable %s', c.owner_id, c.balance, coalesce(r.balance, 0)), c.owner_id
                from accounts c left join accounts r on r.kind = 'credits_receivable' and r.owner_id = c.owner_id
                where c.kind = 'credits_claimed' and c.balance <> -coalesce(r.balance, 0)
                """
            ),
            new(
                "who_owes_or_is_disputed_can_not_spend",
                """
                select d.room_id, format('dispute %s (%s): the account of %s is %s', d.gateway_dispute_id, d.stage, d.user_id,
                    case when f.id is null then 'not frozen' else 'frozen for nothing' end), d.user_id
                from disputes d
                left join account_freezes f on f.user_id = d.user_id and f.reason = 'dispute' and f.subject = d.gateway_dispute_id and f.lifted_at is null
                where (f.id is not null) <> (d.claws_back and (d.stage = 'open'
                    or (d.stage = 'lost' and (d.clawed_back_at is null or d.credits_receivable > 0))))
                """
            ),
            new(
                "paid_otherwise_has_a_reference",
                """
                select r.id, format('lot %s: paid otherwise %s cents, refunds with a reference %s', r.number, coalesce(a.balance, 0), coalesce(f.paid, 0))
                from rooms r
                left join accounts a on a.kind = 'paid_otherwise' and a.owner_id = r.id
                left join (select room_id, sum(amount) as paid from refunds where paid_reference is not null group by room_id) f on f.room_id = r.id
                where coalesce(a.balance, 0) <> coalesce(f.paid, 0) * 100
                """
            ),
        ];

    // The Development sandbox is a processor whose own list can be read: what we booked it must have, at once; what it has we
    // must have booked within the hour that webhooks, look-ups and the reconciler may take.
    private static IReadOnlyList<AuditRule> Sandbox =>
        [
            new(
                "payments_booked_are_the_processors",
                """
                select p.room_id, format('purchase %s of %s: the processor has %s cents (%s)', p.id, p.amount,
                    coalesce(o.body ->> 'amount_received', 'no'), coalesce(o.body ->> 'status', 'unknown'))
                from room_entry_purchases p
                left join sandbox.objects o on o.id = p.stripe_payment_intent_id and o.kind = 'payment_intent'
                where p.completed_at is not null and exists (select from sandbox.objects)
                    and (o.body ->> 'status' is distinct from 'succeeded' or (o.body ->> 'amount_received')::bigint <> p.amount * 100)
                """
            ),
            new(
                "refunds_booked_are_the_processors",
                """
                select f.room_id, format('refund %s of %s: the processor has %s cents (%s)', f.id, f.amount,
                    coalesce(o.body ->> 'amount', 'no'), coalesce(o.body ->> 'status', 'unknown'))
                from refunds f
                left join sandbox.objects o on o.id = f.gateway_refund_id and o.kind = 'refund'
                where f.status = 'succeeded' and f.paid_reference is null and exists (select from sandbox.objects)
                    and (o.body ->> 'status' is distinct from 'succeeded' or (o.body ->> 'amount')::bigint <> f.amount * 100)
                """
            ),
            new(
                "payments_at_the_processor_are_booked",
                """
                select p.room_id, format('payment %s of %s cents is booked nowhere', o.id, o.body ->> 'amount_received')
                from sandbox.objects o
                left join room_entry_purchases p on p.id::text = o.body -> 'metadata' ->> 'purchase_id'
                where o.kind = 'payment_intent' and o.body ->> 'status' = 'succeeded'
                    and o.created < now() + (select offset_seconds from clock) * interval '1 second' - interval '1 hour'
                    and (p.completed_at is null or p.stripe_payment_intent_id is distinct from o.id)
                """
            ),
            new(
                "refunds_at_the_processor_are_booked",
                """
                select f.room_id, format('refund %s of %s cents is booked nowhere', o.id, o.body ->> 'amount')
                from sandbox.objects o
                left join refunds f on f.gateway_refund_id = o.id
                where o.kind = 'refund' and o.body ->> 'status' = 'succeeded'
                    and o.created < now() + (select offset_seconds from clock) * interval '1 second' - interval '1 hour'
                    and f.status is distinct from 'succeeded'
                """
            ),
            new(
                "disputes_booked_are_the_processors",
                """
                select d.room_id, format('dispute %s of %s (%s): the processor has %s cents (%s)', d.gateway_dispute_id, d.amount, d.stage,
                    coalesce(o.body ->> 'amount', 'no'), coalesce(o.body ->> 'status', 'unknown'))
                from disputes d
                left join sandbox.objects o on o.id = d.gateway_dispute_id and o.kind = 'dispute'
                where exists (select from sandbox.objects)
                    and (o.id is null or (o.body ->> 'amount')::bigint <> d.amount * 100
                        or (d.stage in ('won', 'lost') and o.body ->> 'status' <> d.stage))
                """
            ),
            new(
                "disputes_at_the_processor_are_booked",
                """
                select d.room_id, format('dispute %s of %s cents (%s) is booked as %s', o.id, o.body ->> 'amount', o.body ->> 'status', d.stage)
                from sandbox.objects o
                left join disputes d on d.gateway_dispute_id = o.id
                where o.kind = 'dispute'
                    and (o.body -> '_sandbox' ->> 'changed')::bigint < extract(epoch from now()) + (select offset_seconds from clock) - 3600
                    and d.gateway_status is distinct from o.body ->> 'status'
                """
            ),
        ];
}
