-- Disqualifications that wait for a beacon's round: what the database itself never allows.

alter table draw_disqualifications add constraint fk_draw_disqualifications_user foreign key (user_id) references users (id);
alter table draw_disqualifications add constraint ck_draw_disqualifications_two_people check (requested_by <> approved_by);

create trigger append_only before update or delete or truncate on draw_disqualifications
    for each statement execute function is_append_only();

-- An alternate that was waited for is drawn by the round that was published, of the player who was named.
create function alternates_keep_the_round() returns trigger language plpgsql as $$
begin
    if exists (
        select from draw_disqualifications q where q.room_id = new.room_id and q.sequence = new.sequence
            and (q.beacon_round, q.user_id, q.approval_id) is distinct from (new.beacon_round, new.disqualified_user_id, new.approval_id)
    ) then
        raise exception 'alternate % of lot % is not the one that was published', new.sequence, new.room_id
            using errcode = 'check_violation', constraint = 'alternates_keep_the_round';
    end if;
    return new;
end $$;

create trigger keep_the_round before insert on draw_alternates for each row execute function alternates_keep_the_round();

-- Nobody claims a prize between losing it and the draw of who follows.
create function reveals_disqualified() returns trigger language plpgsql as $$
begin
    if old.status = 'revealed_won' and new.status in ('claimed', 'shipped', 'delivered') and exists (
        select from draw_disqualifications q where q.room_id = new.room_id and q.user_id = new.user_id
    ) then
        raise exception 'the winner of lot % is disqualified', new.room_id
            using errcode = 'check_violation', constraint = 'reveals_disqualified';
    end if;
    return new;
end $$;

create trigger disqualified before update of status on reveals for each row execute function reveals_disqualified();

create or replace view lot_winners as
    select d.room_id, coalesce(a.winner_user_id, d.winner_user_id) as winner_user_id,
        coalesce(a.winner_entry_id, d.winner_entry_id) as winner_entry_id, coalesce(a.winning_ticket, d.winning_ticket) as winning_ticket,
        coalesce(a.verification_details, d.verification_details) ->> 'winner_tag' as winner_tag,
        coalesce(a.drawn_at, d.drawn_at) as drawn_at, coalesce(a.sequence, 0) as sequence, q.beacon_round as awaited_round
    from lottery_draws d
    left join lateral (select * from draw_alternates where room_id = d.room_id order by sequence desc limit 1) a on true
    left join draw_disqualifications q on q.room_id = d.room_id and q.sequence = coalesce(a.sequence, 0) + 1;
