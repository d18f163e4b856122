-- What two people decide: what the database itself never allows.

alter table approvals add constraint fk_approvals_users foreign key (user_id) references users (id);
alter table approvals add constraint fk_approvals_requested_by foreign key (requested_by) references users (id);
alter table approvals add constraint fk_approvals_decided_by foreign key (decided_by) references users (id);

-- Decided once, and what was asked stays as it was asked.
create function approvals_decided_once() returns trigger language plpgsql as $$
begin
    if old.outcome is not null
        or (new.id, new.kind, new.user_id, new.credits, new.reason, new.requested_by, new.requested_at)
            is distinct from (old.id, old.kind, old.user_id, old.credits, old.reason, old.requested_by, old.requested_at) then
        raise exception 'approval % is decided once, as it was asked', old.id
            using errcode = 'check_violation', constraint = 'approvals_decided_once';
    end if;
    return new;
end $$;

create trigger approvals_decided_once before update on approvals for each row execute function approvals_decided_once();
