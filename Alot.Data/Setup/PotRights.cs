namespace Alot.Data.Setup;

/// <summary>
/// Row-level security of community pots (pots.md, "Database"), granted after each migration as <see cref="AppRights"/>: players' code
/// takes part and staff's pauses, the orchestrator opens, locks and cancels, the settlement service reveals and pays. None of
/// them owns the tables. Rights say which columns, policies which rows, triggers which changes.
/// </summary>
public static class PotRights
{
    // A pattern for format(): %1$I players' code, %2$I the orchestrator, %3$I the settlement service; %1$L … as text.
    internal static string Sql =>
        """
            do $rights$
            declare
                players constant text := %1$L;
                orchestrator constant text := %2$L;
                settlement constant text := %3$L;
                service text;
                known text;
                shown text;
            begin
                if to_regclass('pots') is null then
                    return;
                end if;
                -- Everybody may read a pot but its sealed seed.
                select string_agg(quote_ident(column_name), ', ') into shown from information_schema.columns
                    where table_schema = 'public' and table_name = 'pots' and column_name <> 'reveal_seed_encrypted';
                foreach service in array array[players, orchestrator, settlement] loop
                    execute format('grant usage on schema public to %%I', service);
                    foreach known in array array['pots', 'pot_entries', 'pots_audit', 'pot_flags', 'pot_flag_overrides'] loop
                        execute format('revoke all on %%I from %%I', known, service);
                    end loop;
                    execute format('grant select (%%s) on pots to %%I', shown, service);
                    execute format('grant select on pot_entries, pots_audit to %%I', service);
                    execute format('grant insert on pots_audit to %%I', service);
                end loop;
                execute format('grant select (reveal_seed_encrypted) on pots to %%I', settlement);

                execute format('grant update (paused, pause_reason, paused_at, closes_at, cancel_requested_at, cancel_requested_by, cancel_reason)
                    on pots to %%I', players);
                execute format('grant insert, update (cancelled_at, flagged) on pot_entries to %%I', players);
                execute format('grant select, insert, update on pot_flags to %%I', players);
                execute format('grant select, insert on pot_flag_overrides to %%I', players);

                execute format('grant insert, update (status, locked_at, published_at, roster_root, beacon_round, beacon_signature, commit_hash,
                    lock_record, cancel_reason, cancelled_at) on pots to %%I', orchestrator);
                execute format('grant update (tickets_start, tickets_end) on pot_entries to %%I', orchestrator);

                execute format('grant update (status, reveal_seed, winner_user_id, winner_entry_id, settlement_proof, settled_at)
                    on pots to %%I', settlement);

                -- What a step of a pot touches besides: books, wallets, the outbox, alerts, the public log and the keys.
                foreach service in array array[orchestrator, settlement] loop
                    execute format('grant select, insert on journal, journal_lines, credit_transactions, fairness_log, fairness_log_pots to %%I', service);
                    execute format('grant select, insert, update on user_universal_credits, outbox, alerts to %%I', service);
                    execute format('grant select, insert (kind, owner_id, currency) on accounts to %%I', service);
                    execute format('grant select, insert, update (valid_until) on signing_keys to %%I', service);
                    execute format('grant select on clock, approvals, pot_allowed_moves to %%I', service);
                    execute format('grant usage, select on all sequences in schema public to %%I', service);
                    execute format('grant execute on function uuid_v7 to %%I', service);
                end loop;
                -- Staff open pots by the orchestrator's hand: who they are is read and written down in the same transaction.
                execute format('grant select, insert, update on commands to %%I', orchestrator);
                execute format('grant select, update (last_action_at) on admin_users to %%I', orchestrator);
                execute format('grant select (id, status, two_factor_enabled) on users to %%I', orchestrator);
                execute format('grant select, insert on audit_logs to %%I', orchestrator);

                foreach known in array array['pots', 'pot_entries', 'pots_audit', 'pot_flags', 'pot_flag_overrides'] loop
                    for service in select policyname from pg_policies where schemaname = 'public' and tablename = known and policyname <> 'of_owner' loop
                        execute format('drop policy %%I on %%I', service, known);
                    end loop;
                end loop;

                create policy seen on pots for select to %1$I, %2$I, %3$I using (true);
                create policy staff_pause on pots for update to %1$I
                    using (status in ('open', 'locked', 'settling')) with check (status in ('open', 'locked', 'settling'));
                create policy opened on pots for insert to %2$I with check (status = 'open');
                create policy orchestrated on pots for update to %2$I
                    using (status in ('open', 'locked')) with check (status in ('locked', 'cancelled'));
                create policy settled on pots for update to %3$I
                    using (status in ('locked', 'settling')) with check (status in ('settling', 'settled'));

                create policy seen on pot_entries for select to %1$I, %2$I, %3$I using (true);
                create policy joined on pot_entries for insert to %1$I
                    with check (exists (select from pots p where p.id = pot_id and p.status = 'open' and not p.paused));
                create policy left_or_flagged on pot_entries for update to %1$I
                    using (exists (select from pots p where p.id = pot_id and p.status in ('open', 'locked', 'settling')));
                create policy numbered on pot_entries for update to %2$I
                    using (exists (select from pots p where p.id = pot_id and p.status = 'open'));

                create policy seen on pots_audit for select to %1$I, %2$I, %3$I using (true);
                create policy written on pots_audit for insert to %1$I, %2$I, %3$I with check (true);
                create policy watched on pot_flags to %1$I using (true) with check (true);
                create policy remembered on pot_flag_overrides to %1$I using (true) with check (true);
            end
            $rights$;
            """;
}
