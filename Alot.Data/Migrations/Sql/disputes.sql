-- Disputes and refunds: what the database itself never allows.

alter table disputes add constraint fk_disputes_users foreign key (user_id) references users (id);
alter table account_freezes add constraint fk_account_freezes_users foreign key (user_id) references users (id);

-- At most what was paid goes back, ever (money.md, "Refunds"): checked at commit over all refunds that may still be made or
-- were made, with the purchase locked, so that two at once can't both fit.
create function refunds_at_most_paid() returns trigger language plpgsql set search_path = public, pg_temp as $$
declare paid numeric;
begin
    select amount into paid from room_entry_purchases where id = new.purchase_id for update;
    if (select coalesce(sum(amount), 0) from refunds where purchase_id = new.purchase_id and status <> 'withdrawn') > paid then
        raise exception 'purchase % would be refunded above what was paid', new.purchase_id
            using errcode = 'check_violation', constraint = 'refunds_at_most_paid';
    end if;
    return null;
end $$;

create constraint trigger refunds_at_most_paid after insert or update of amount, status on refunds
    deferrable initially deferred for each row execute function refunds_at_most_paid();

-- Disputes of a purchase never exceed it either, and what is decided stays decided.
create function disputes_stay_decided() returns trigger language plpgsql as $$
begin
    if old.stage in ('won', 'lost', 'dismissed') and new.stage <> old.stage then
        raise exception 'dispute % was % before', old.gateway_dispute_id, old.stage
            using errcode = 'check_violation', constraint = 'disputes_stay_decided';
    end if;
    return new;
end $$;

create trigger disputes_stay_decided before update on disputes for each row execute function disputes_stay_decided();
