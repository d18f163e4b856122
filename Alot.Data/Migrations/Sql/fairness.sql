-- The fairness log's lots, its signed heads, and the keys that sign: what the database itself never allows.

-- Records from before this table. What concealed ones of private lots conceal was not kept then.
insert into fairness_log_lots (sequence, room_id, kind)
    select sequence, (record::jsonb -> 'fields' ->> 0)::uuid, kind from fairness_log where kind <> 'private';

create trigger append_only before update or delete or truncate on fairness_log_lots
    for each statement execute function is_append_only();
create trigger append_only before update or delete or truncate on fairness_heads
    for each statement execute function is_append_only();

-- One key is in use at a time; it ends once, and nothing else about it ever changes.
create unique index ux_signing_keys_in_use on signing_keys ((true)) where valid_until is null;

create function signing_keys_end_once() returns trigger language plpgsql as $$
begin
    if old.valid_until is not null
        or (new.id, new.public_key, new.private_key_sealed, new.valid_from)
            is distinct from (old.id, old.public_key, old.private_key_sealed, old.valid_from)
        or new.valid_until < new.valid_from then
        raise exception 'signing key % only ends, once', old.id
            using errcode = 'check_violation', constraint = 'signing_keys_end_once';
    end if;
    return new;
end $$;

create trigger signing_keys_end_once before update on signing_keys for each row execute function signing_keys_end_once();
