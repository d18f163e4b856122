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
        "room_moves",
        "room_allowed_moves",
        "lottery_draws",
        "draw_alternates",
        "pots_audit",
    ];

    // A pattern for format(): %1$I is the login. Quartz makes its own tables, so it gets a schema of its own to make them in.
    internal static string Sql =>
        $"""
            grant usage on schema public to %1$I;
            grant select, insert, update, delete on all tables in schema public to %1$I;
            grant usage, select on all sequences in schema public to %1$I;
            do $rights$
            declare append_only text;
            begin
                for append_only in select tablename from pg_tables
                    where schemaname = 'public' and tablename in ({string.Join(", ", AppendOnly.Select(t => $"'{t}'"))})
                loop
                    execute format('revoke update, delete, truncate on %%I from %%I', append_only, %1$L);
                end loop;
                if to_regclass('"__EFMigrationsHistory"') is not null then
                    execute format('revoke insert, update, delete on "__EFMigrationsHistory" from %%I', %1$L);
                end if;
            end
            $rights$;
            -- Balances move by the trigger on journal lines, never by hand.
            do $books$
            begin
                if to_regclass('accounts') is not null then
                    execute format('revoke insert, update, delete, truncate on accounts from %%I', %1$L);
                    execute format('grant insert (kind, owner_id, currency) on accounts to %%I', %1$L);
                end if;
                if to_regclass('room_allowed_moves') is not null then
                    execute format('revoke insert on room_allowed_moves from %%I', %1$L);
                end if;
                if to_regnamespace('sandbox') is not null then
                    execute format('grant usage on schema sandbox to %%I', %1$L);
                    execute format('grant select, insert, update, delete on all tables in schema sandbox to %%I', %1$L);
                    execute format('grant usage, select on all sequences in schema sandbox to %%I', %1$L);
                end if;
            end
            $books$;
            create schema if not exists quartz;
            grant usage, create on schema quartz to %1$I;
            """;
}
