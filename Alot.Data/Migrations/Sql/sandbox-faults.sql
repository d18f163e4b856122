-- The Development sandbox can be told to misbehave; what it was told and what it did then stands here. Empty elsewhere.
create table if not exists sandbox.mood (
    id int primary key check (id = 1),
    seed bigint not null,
    draws bigint not null default 0,
    faults jsonb not null default '{}'
);

create table if not exists sandbox.log (
    seq bigint generated always as identity primary key,
    at timestamptz not null,
    kind text not null check (kind in ('call', 'delivery', 'act')),
    what text not null,
    about text,
    outcome text not null,
    fault text
);
create index if not exists log_faults on sandbox.log (fault) where fault is not null;
create index if not exists objects_disputes on sandbox.objects (kind, seq desc) where kind = 'dispute';
