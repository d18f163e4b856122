namespace Alot.Data.Setup;

/// <summary>
/// What the app's login may do, granted after each migration by the owner. It can change no table's shape and no row of
/// what is append-only: a bug, or somebody who got hold of the login, can't rewrite the books.
/// </summary>
public static class AppRights
{
    /// <summary>INSERT and SELECT only (schema.md, money.md).</summary>
    public static readonly IReadOnlyList<string> AppendOnly =
    [
        "journal",
        "journal_lines",
        "credit_transactions",
        "audit_logs",
        "fairness_log",
        "fairness_log_lots",
        "fairness_heads",
        "room_moves",
        "lottery_draws",
        "draw_disqualifications",
        "draw_alternates",
        "pots_audit",
        "fairness_log_pots",
    ];

    /// <summary>Written by migrations.</summary>
    public static readonly IReadOnlyList<string> ReadOnly =
    [
        "room_allowed_moves",
        "pot_allowed_moves",
        "__EFMigrationsHistory",
    ];

    // A pattern for format(): %1$I is the login. The lists may name tables that later migrations make.
    // Quartz makes its own tables, so it gets a schema of its own to make them in.
    internal static string Sql =>
        $"""
            do $rights$
            declare it text;
            begin
                grant usage on schema public to %1$I;
                grant select, insert, update, delete on all tables in schema public to %1$I;
                grant usage, select on all sequences in schema public to %1$I;
                for it in select tablename from pg_tables where schemaname = 'public' and tablename in ({Names(
                AppendOnly
            )}) loop
                    execute format('revoke update, delete on %%I from %%I', it, %1$L);
                end loop;
                for it in select tablename from pg_tables where schemaname = 'public' and tablename in ({Names(
                ReadOnly
            )}) loop
                    execute format('revoke insert, update, delete on %%I from %%I', it, %1$L);
                end loop;
                if to_regproc('uuid_v7') is not null then
                    grant execute on function uuid_v7 to %1$I;
                end if;
                -- Balances move by the trigger on journal lines, never by hand.
                if to_regclass('accounts') is not null then
                    revoke insert, update, delete on accounts from %1$I;
                    grant insert (kind, owner_id, currency) on accounts to %1$I;
                end if;
                -- What was asked stays as it was asked; a decision is all that is added.
                if to_regclass('approvals') is not null then
                    revoke update, delete on approvals from %1$I;
                    grant update (decided_by, decided_at, outcome) on approvals to %1$I;
                end if;
                -- What a lot promised at opening stays; its published list is added, once.
                if to_regclass('draw_commitments') is not null then
                    revoke update, delete on draw_commitments from %1$I;
                    grant update (roster_root, roster_signature, roster_key_id, published_at, beacon_round) on draw_commitments to %1$I;
                end if;
                -- A key ends, and stays what it was.
                if to_regclass('signing_keys') is not null then
                    revoke update, delete on signing_keys from %1$I;
                    grant update (valid_until) on signing_keys to %1$I;
                end if;
                if to_regnamespace('sandbox') is not null then
                    grant usage on schema sandbox to %1$I;
                    grant select, insert, update, delete on all tables in schema sandbox to %1$I;
                    grant usage, select on all sequences in schema sandbox to %1$I;
                end if;
                create schema if not exists quartz;
                grant usage, create on schema quartz to %1$I;
            end
            $rights$;
            """;

    private static string Names(IEnumerable<string> tables) => string.Join(", ", tables.Select(t => $"'{t}'"));
}
