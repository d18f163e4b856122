-- An id as Guid.CreateVersion7 makes it (RFC 9562, 5.7), for statements that write a whole set of rows: 48 bits of milliseconds,
-- the version, and 74 random bits. PostgreSQL has such a function of its own from version 18 on; we run on 15.
-- Pass the app's clock, as C# does, so that ids sort with the times written beside them.
create function uuid_v7(at timestamptz default clock_timestamp()) returns uuid
    language sql volatile parallel safe as $$
    -- A random UUID already has the variant in its place: its first 12 digits become the time, the 13th the version.
    select (
        lpad(to_hex(floor(extract(epoch from at) * 1000)::bigint), 12, '0')
        || '7'
        || right(replace(gen_random_uuid()::text, '-', ''), 19)
    )::uuid
$$;
