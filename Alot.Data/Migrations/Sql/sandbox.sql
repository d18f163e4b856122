-- The Development sandbox's own state: what Stripe would keep. Read and written by Alot.Web/Payments/Sandbox only;
-- empty in Production, where the sandbox doesn't exist. No foreign key leads in or out, on purpose.
create schema if not exists sandbox;

-- Checkout sessions, payment intents, charges, refunds, transfers, accounts and events, as their JSON.
create table if not exists sandbox.objects (
    id text primary key,
    seq bigint generated always as identity,
    kind text not null,
    body jsonb not null,
    created timestamptz not null
);
create unique index if not exists objects_newest_first on sandbox.objects (kind, seq desc);
create index if not exists objects_by_payment_intent on sandbox.objects ((body ->> 'payment_intent'), kind, seq desc)
    where body ->> 'payment_intent' is not null;
create index if not exists objects_open_sessions on sandbox.objects (((body ->> 'expires_at')::bigint))
    where kind = 'checkout.session' and body ->> 'status' = 'open';
create index if not exists objects_failing_refunds on sandbox.objects (((body -> '_sandbox' ->> 'fails_at')::bigint))
    where kind = 'refund' and body ->> 'status' = 'succeeded' and body -> '_sandbox' ->> 'fails_at' is not null;

-- Idempotency-Key → the first answer, for 24 hours.
create table if not exists sandbox.idempotency (
    key text primary key,
    fingerprint text not null,
    answer jsonb,
    created timestamptz not null
);

-- Webhooks owed to the app. due_at is the app's clock; leased_until is the server's real one, because it guards against
-- two nodes sending at once and must not jump when a developer moves the app's clock.
create table if not exists sandbox.deliveries (
    event_id text primary key,
    body text not null,
    attempts int not null default 0,
    due_at timestamptz not null,
    lease uuid,
    leased_until timestamptz,
    delivered_at timestamptz,
    last_error text
);
create index if not exists deliveries_due on sandbox.deliveries (due_at) where delivered_at is null;
