-- What the database itself never allows, whoever is connected. Part of the first migration.

create sequence room_number start 401;

-- People and what belongs to them. Nothing cascades: books outlive accounts.
alter table room_entries add constraint fk_room_entries_users foreign key (user_id) references users (id);
alter table room_members add constraint fk_room_members_users foreign key (user_id) references users (id);
alter table room_entry_purchases add constraint fk_room_entry_purchases_users foreign key (user_id) references users (id);
alter table room_entries add constraint fk_room_entries_purchases foreign key (purchase_id) references room_entry_purchases (id);
alter table refunds add constraint fk_refunds_users foreign key (user_id) references users (id);
alter table lottery_draws add constraint fk_lottery_draws_users foreign key (winner_user_id) references users (id);
alter table lottery_draws add constraint fk_lottery_draws_entries foreign key (winner_entry_id) references room_entries (id);
alter table user_universal_credits add constraint fk_user_universal_credits_users foreign key (user_id) references users (id);
alter table credit_transactions add constraint fk_credit_transactions_users foreign key (user_id) references users (id);
alter table room_trivia_attempts add constraint fk_room_trivia_attempts_users foreign key (user_id) references users (id);
alter table reveals add constraint fk_reveals_users foreign key (user_id) references users (id);
alter table hosts add constraint fk_hosts_users foreign key (user_id) references users (id);

-- Journal lines of one statement balance per entry, and only they move balances (money.md, "Journal").
create function post_journal_lines() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if exists (select from added group by journal_id having sum(amount) <> 0) then
        raise exception 'journal entry does not balance' using errcode = 'check_violation', constraint = 'journal_balances';
    end if;
    update accounts a set balance = a.balance + l.amount
    from (select account_kind, owner_id, sum(amount)::bigint as amount from added group by account_kind, owner_id) l
    where a.kind = l.account_kind and a.owner_id = l.owner_id;
    return null;
end $$;

create trigger post_journal_lines after insert on journal_lines
    referencing new table as added for each statement execute function post_journal_lines();

-- An entry with no lines, or lines added to one later that do not balance with the rest, can't be committed either.
create function journal_is_whole() returns trigger language plpgsql as $$
begin
    if (select coalesce(sum(amount), 1) from journal_lines where journal_id = new.id) <> 0 then
        raise exception 'journal entry % is not whole', new.id using errcode = 'check_violation', constraint = 'journal_is_whole';
    end if;
    return null;
end $$;

create constraint trigger journal_is_whole after insert on journal
    deferrable initially deferred for each row execute function journal_is_whole();

-- The state table of LotLifecycle.cs; a test compares the two.
create table room_allowed_moves (from_status text not null, to_status text not null, primary key (from_status, to_status));
insert into room_allowed_moves values
    ('created', 'open'), ('created', 'cancelled'), ('open', 'funded'), ('open', 'expired'), ('open', 'cancelled'),
    ('funded', 'drawing'), ('funded', 'cancelled'), ('drawing', 'settled'), ('drawing', 'cancelled'),
    ('expired', 'refunding'), ('expired', 'open'), ('refunding', 'closed');

create function room_moves_as_allowed() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
    if not exists (select from room_allowed_moves where from_status = old.status and to_status = new.status) then
        raise exception 'a lot that is % cannot become %', old.status, new.status
            using errcode = 'check_violation', constraint = 'room_moves_as_allowed';
    end if;
    return new;
end $$;

create trigger room_moves_as_allowed before update of status on rooms
    for each row when (old.status is distinct from new.status) execute function room_moves_as_allowed();

-- What an open lot promised stays.
create function room_promises_stay() returns trigger language plpgsql as $$
begin
    if (new.funding_target, new.terms, new.entry_bundles, new.product_class_id, new.draw_mode, new.number, new.created_at)
        is distinct from (old.funding_target, old.terms, old.entry_bundles, old.product_class_id, old.draw_mode, old.number, old.created_at)
    then
        raise exception 'the promises of an open lot do not change' using errcode = 'check_violation', constraint = 'room_promises_stay';
    end if;
    return new;
end $$;

create trigger room_promises_stay before update on rooms
    for each row when (old.status <> 'created') execute function room_promises_stay();

-- Append-only, for the owner too: rights keep the app's login from it, this keeps everybody.
create function is_append_only() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only', tg_table_name using errcode = 'insufficient_privilege';
end $$;

do $$
declare t text;
begin
    foreach t in array array['journal', 'journal_lines', 'credit_transactions', 'audit_logs', 'fairness_log', 'room_moves', 'lottery_draws'] loop
        execute format('create trigger append_only before update or delete or truncate on %I for each statement execute function is_append_only()', t);
    end loop;
end $$;

-- Public and revealed data only.
create view v_active_lots as
    select r.id, r.number, r.status, r.lot_type, r.funding_target, r.current_funding, r.total_tickets, r.live_tickets,
        r.total_participants, r.entry_bundles, r.deadline, r.created_at, r.opened_at, r.trivia_enabled, r.draw_mode, r.terms,
        p.name, p.brand, p.category, p.tier, p.retail_value, p.images, c.commitment
    from rooms r join product_classes p on p.id = r.product_class_id left join draw_commitments c on c.room_id = r.id
    where r.status = 'open' and r.visibility = 'public' and (r.lot_type = 'standard' or r.mystery_revealed);

-- Open lots only.
create view v_user_dashboard as
    select e.user_id, r.id as room_id, r.number, r.deadline, r.funding_target, r.current_funding, r.live_tickets,
        sum(e.ticket_count)::bigint as own_tickets, coalesce(sum(e.amount_paid), 0) as cash_paid, sum(e.credits_spent)::bigint as credits_spent
    from room_entries e join rooms r on r.id = e.room_id
    where r.status = 'open' and e.voided_at is null
    group by e.user_id, r.id;
