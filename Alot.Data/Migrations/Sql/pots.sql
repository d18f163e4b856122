-- Community pots: what the database itself never allows (pots.md, "Database"). Who may do what: Setup/PotRights.cs.

alter table pot_entries add constraint fk_pot_entries_users foreign key (user_id) references users (id);
alter table pot_flags add constraint fk_pot_flags_users foreign key (user_id) references users (id);
alter table pots add constraint fk_pots_winner foreign key (winner_user_id) references users (id);
alter table pots add constraint fk_pots_winning_entry foreign key (winner_entry_id) references pot_entries (id);
alter table pots add constraint fk_pots_cancelled_by foreign key (cancel_requested_by) references users (id);
alter table pots_audit add constraint fk_pots_audit_actor foreign key (actor_id) references users (id);
alter table pot_flag_overrides add constraint fk_pot_flag_overrides_user foreign key (user_id) references users (id);
alter table pot_flag_overrides add constraint fk_pot_flag_overrides_made_by foreign key (made_by) references users (id);
alter table approvals add constraint fk_approvals_pots foreign key (pot_id) references pots (id);
alter table journal add constraint fk_journal_pots foreign key (pot_id) references pots (id);
alter table credit_transactions add constraint fk_credit_transactions_pots foreign key (pot_id) references pots (id);

-- Entries go out again by their player's or staff's wish only while tickets are sold; numbers are given once, at the lock. Tickets are
-- counted here, behind the pot's row lock, so that no login and no bug sells more than there are or more than one player may have.
create function pot_entries_as_allowed() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
    pot pots;
    own int;
begin
    select * into pot from pots where id = new.pot_id for update;
    if tg_op = 'INSERT' then
        if pot.status <> 'open' or pot.paused or pot.filled_at is not null or pot.cancel_requested_at is not null
            or new.created_at >= pot.closes_at or new.cancelled_at is not null or new.tickets_start is not null
        then
            raise exception 'pot % takes no entries', pot.number using errcode = 'check_violation', constraint = 'pot_is_open';
        end if;
        if new.credits_spent <> pot.entry_cost * new.ticket_count then
            raise exception 'an entry costs what its tickets cost' using errcode = 'check_violation', constraint = 'pot_entry_price';
        end if;
        select coalesce(sum(ticket_count), 0) into own from pot_entries
            where pot_id = new.pot_id and user_id = new.user_id and cancelled_at is null;
        if own + new.ticket_count > pot.max_per_user then
            raise exception 'a player has at most % tickets in pot %', pot.max_per_user, pot.number
                using errcode = 'check_violation', constraint = 'pot_cap';
        end if;
        update pots set tickets_sold = tickets_sold + new.ticket_count, participants = participants + (own = 0)::int,
            filled_at = case when tickets_sold + new.ticket_count = max_tickets then new.created_at end
            where id = new.pot_id;
        return new;
    end if;

    if (new.id, new.pot_id, new.user_id, new.ticket_count, new.credits_spent, new.ip_hash, new.device_hash, new.created_at)
        is distinct from (old.id, old.pot_id, old.user_id, old.ticket_count, old.credits_spent, old.ip_hash, old.device_hash, old.created_at)
    then
        raise exception 'an entry stays what it was' using errcode = 'check_violation', constraint = 'pot_entry_stays';
    end if;
    if (new.tickets_start, new.tickets_end) is distinct from (old.tickets_start, old.tickets_end)
        and (old.tickets_start is not null or pot.status <> 'open')
    then
        raise exception 'numbers are given once, when pot % locks', pot.number
            using errcode = 'check_violation', constraint = 'pot_entry_numbers';
    end if;
    if new.cancelled_at is distinct from old.cancelled_at then
        if old.cancelled_at is not null or new.cancelled_at is null or pot.status <> 'open' or pot.filled_at is not null
            or coalesce(pot.paused_at, new.cancelled_at) >= pot.closes_at
        then
            raise exception 'the entries of pot % are final', pot.number using errcode = 'check_violation', constraint = 'pot_is_open';
        end if;
        select count(*) into own from pot_entries
            where pot_id = new.pot_id and user_id = new.user_id and cancelled_at is null and id <> new.id;
        update pots set tickets_sold = tickets_sold - new.ticket_count, participants = participants - (own = 0)::int
            where id = new.pot_id;
    end if;
    return new;
end $$;

create trigger pot_entries_as_allowed before insert or update on pot_entries
    for each row execute function pot_entries_as_allowed();
create function pot_entries_stay() returns trigger language plpgsql as $$
begin
    raise exception 'entries of pots are cancelled, never deleted' using errcode = 'insufficient_privilege';
end $$;
create trigger pot_entries_stay before delete or truncate on pot_entries for each statement execute function pot_entries_stay();

-- The state table of PotLifecycle.cs; a test compares the two.
create table pot_allowed_moves (from_status text not null, to_status text not null, primary key (from_status, to_status));
insert into pot_allowed_moves values
    ('open', 'locked'), ('open', 'cancelled'), ('locked', 'settling'), ('locked', 'cancelled'), ('settling', 'settled');

create function pots_as_promised() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
    if old.status <> new.status
        and not exists (select from pot_allowed_moves where from_status = old.status and to_status = new.status)
    then
        raise exception 'a pot that is % cannot become %', old.status, new.status
            using errcode = 'check_violation', constraint = 'pots_move_as_allowed';
    end if;
    if old.status in ('settled', 'cancelled') then
        raise exception 'pot % is over', old.number using errcode = 'check_violation', constraint = 'pots_are_over';
    end if;
    if (new.id, new.number, new.title, new.template, new.entry_cost, new.max_tickets, new.max_per_user, new.mode, new.seed_hash,
            new.reveal_seed_encrypted, new.tag_key_encrypted, new.tag_commitment, new.beacon_chain, new.opening_record, new.created_at)
        is distinct from (old.id, old.number, old.title, old.template, old.entry_cost, old.max_tickets, old.max_per_user, old.mode, old.seed_hash,
            old.reveal_seed_encrypted, old.tag_key_encrypted, old.tag_commitment, old.beacon_chain, old.opening_record, old.created_at)
        -- A pause that ends moves the timer on, and nothing else does.
        or (new.closes_at <> old.closes_at and not (old.paused and not new.paused and old.status = 'open' and new.closes_at > old.closes_at))
        -- What was published at the lock stays; the commitment of a beacon pot follows, once.
        or (old.locked_at is not null and (new.locked_at, new.published_at, new.roster_root, new.beacon_round, new.lock_record, new.tickets_sold)
            is distinct from (old.locked_at, old.published_at, old.roster_root, old.beacon_round, old.lock_record, old.tickets_sold))
        or (old.commit_hash is not null and (new.commit_hash, new.beacon_signature) is distinct from (old.commit_hash, old.beacon_signature))
        or (old.settlement_proof is not null and (new.settlement_proof, new.winner_user_id, new.winner_entry_id)
            is distinct from (old.settlement_proof, old.winner_user_id, old.winner_entry_id))
        or (old.cancel_requested_at is not null and (new.cancel_requested_at, new.cancel_requested_by, new.cancel_reason)
            is distinct from (old.cancel_requested_at, old.cancel_requested_by, old.cancel_reason))
    then
        raise exception 'what pot % promised does not change', old.number using errcode = 'check_violation', constraint = 'pots_promises_stay';
    end if;
    -- Two people of staff, whatever the program thinks.
    if old.status = 'locked' and old.cancel_requested_at is null and new.cancel_requested_at is not null and not exists (
        select from approvals where pot_id = old.id and kind = 'pot_cancellation' and outcome = 'approved'
    ) then
        raise exception 'calling off the locked pot % takes two people', old.number
            using errcode = 'check_violation', constraint = 'pots_cancelled_by_two';
    end if;
    -- A locked pot's numbers cover its tickets without a gap.
    if old.status = 'open' and new.status = 'locked' and (
        select count(*) <> count(tickets_start) or bool_or(tickets_start <> before + 1) or max(tickets_end) is distinct from new.tickets_sold
            or count(distinct user_id) < 2
        from (
            select user_id, tickets_start, tickets_end, lag(tickets_end, 1, 0) over (order by tickets_start) as before
            from pot_entries where pot_id = new.id and cancelled_at is null
        ) list
    ) then
        raise exception 'the list of pot % has a gap', old.number using errcode = 'check_violation', constraint = 'pots_list_is_whole';
    end if;
    return new;
end $$;

create trigger pots_as_promised before update on pots for each row execute function pots_as_promised();
create trigger pots_stay before delete or truncate on pots for each statement execute function pot_entries_stay();

create trigger append_only before update or delete or truncate on pots_audit for each statement execute function is_append_only();
create trigger append_only before update or delete or truncate on fairness_log_pots for each statement execute function is_append_only();

-- One key of each use at a time. Those from before were the platform's.
alter table signing_keys alter column use drop default;
drop index ux_signing_keys_in_use;
create unique index ux_signing_keys_in_use on signing_keys (use) where valid_until is null;
create or replace function signing_keys_end_once() returns trigger language plpgsql as $$
begin
    if old.valid_until is not null
        or (new.id, new.use, new.public_key, new.private_key_sealed, new.valid_from)
            is distinct from (old.id, old.use, old.public_key, old.private_key_sealed, old.valid_from)
        or new.valid_until < new.valid_from then
        raise exception 'signing key % only ends, once', old.id
            using errcode = 'check_violation', constraint = 'signing_keys_end_once';
    end if;
    return new;
end $$;

create or replace function approvals_decided_once() returns trigger language plpgsql as $$
begin
    if old.outcome is not null
        or (new.id, new.kind, new.user_id, new.room_id, new.pot_id, new.credits, new.reason, new.requested_by, new.requested_at)
            is distinct from (old.id, old.kind, old.user_id, old.room_id, old.pot_id, old.credits, old.reason, old.requested_by, old.requested_at) then
        raise exception 'approval % is decided once, as it was asked', old.id
            using errcode = 'check_violation', constraint = 'approvals_decided_once';
    end if;
    return new;
end $$;

-- Forced: the owner of the tables goes by policies too, of which its own lets it do what triggers do for others.
do $$
declare t text;
begin
    foreach t in array array['pots', 'pot_entries', 'pots_audit', 'pot_flags', 'pot_flag_overrides'] loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy of_owner on %I to current_user using (true) with check (true)', t);
    end loop;
end $$;
