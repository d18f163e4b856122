-- Voids and alternates: what the database itself never allows.

alter table draw_alternates add constraint fk_draw_alternates_disqualified foreign key (disqualified_user_id) references users (id);
alter table draw_alternates add constraint fk_draw_alternates_winner foreign key (winner_user_id) references users (id);
alter table draw_alternates add constraint fk_draw_alternates_entries foreign key (winner_entry_id) references room_entries (id);
alter table draw_alternates add constraint ck_draw_alternates_two_people check (requested_by <> approved_by);

create trigger append_only before update or delete or truncate on draw_alternates
    for each statement execute function is_append_only();

-- What was asked stays as it was asked: also which lot.
create or replace function approvals_decided_once() returns trigger language plpgsql as $$
begin
    if old.outcome is not null
        or (new.id, new.kind, new.user_id, new.room_id, new.credits, new.reason, new.requested_by, new.requested_at)
            is distinct from (old.id, old.kind, old.user_id, old.room_id, old.credits, old.reason, old.requested_by, old.requested_at) then
        raise exception 'approval % is decided once, as it was asked', old.id
            using errcode = 'check_violation', constraint = 'approvals_decided_once';
    end if;
    return new;
end $$;

-- Who holds the prize: the drawn winner, or the newest alternate.
create view lot_winners as
    select d.room_id, coalesce(a.winner_user_id, d.winner_user_id) as winner_user_id,
        coalesce(a.winner_entry_id, d.winner_entry_id) as winner_entry_id, coalesce(a.winning_ticket, d.winning_ticket) as winning_ticket,
        coalesce(a.verification_details, d.verification_details) ->> 'winner_tag' as winner_tag,
        coalesce(a.drawn_at, d.drawn_at) as drawn_at, coalesce(a.sequence, 0) as sequence
    from lottery_draws d
    left join lateral (select * from draw_alternates where room_id = d.room_id order by sequence desc limit 1) a on true;
