using Alot.Data.Pots;
using Alot.Domain;
using Alot.Domain.Pots;
using Alot.Tests.World;
using Npgsql;
using Shouldly;
using Xunit;

namespace Alot.Tests.Pots;

/// <summary>
/// Pots guarded by the database itself: what each login may not do, with the real logins (pots.md, "Database"). <c>{open}</c> and so on
/// are pots in that state, <c>{open_entry}</c> an entry of one.
/// </summary>
public sealed class PotRightsTests(PotRightsTests.World world) : IClassFixture<PotRightsTests.World>
{
    private const string Players = "players";
    private const string Orchestrator = "orchestrator";
    private const string Settlement = "settlement";
    private static readonly string[] All = [Players, Orchestrator, Settlement];

    private static readonly (string[] Logins, string Statement)[] Forbidden =
    [
        // Each move belongs to one of them.
        ([Players, Settlement], "update pots set status = 'locked' where id = {open}"),
        ([Players, Settlement], "update pots set status = 'cancelled', cancelled_at = now() where id = {open}"),
        ([Players, Settlement], "update pots set status = 'cancelled', cancelled_at = now() where id = {locked}"),
        ([Players, Orchestrator], "update pots set status = 'settling' where id = {locked}"),
        ([Players, Orchestrator], "update pots set status = 'settled' where id = {locked}"),
        ([Players, Orchestrator], "update pots set status = 'settled' where id = {settling}"),
        (All, "update pots set status = 'open' where id = {locked}"),
        (All, "update pots set status = 'locked' where id = {settled}"),
        (All, "update pots set status = 'open' where id = {cancelled}"),
        // So does what goes with it.
        ([Players, Settlement], "update pots set roster_root = repeat('0', 64) where id = {open}"),
        ([Players, Settlement], "update pots set commit_hash = repeat('0', 64) where id = {locked}"),
        ([Players, Orchestrator], "update pots set reveal_seed = repeat('0', 64) where id = {locked}"),
        ([Players, Orchestrator], "update pots set settlement_proof = '{}' where id = {locked}"),
        ([Players, Orchestrator], "update pots set winner_user_id = null where id = {settling}"),
        // The sealed seed is for the settlement service only.
        ([Players, Orchestrator], "select reveal_seed_encrypted from pots where id = {open}"),
        ([Players, Orchestrator], "select * from pots where id = {open}"),
        ([Players, Orchestrator], "select * from pots where reveal_seed_encrypted like 'v1%'"),
        (All, "update pots set reveal_seed_encrypted = 'v1.0.0' where id = {open}"),
        // Promises stay, and nobody counts by hand.
        (All, "update pots set seed_hash = repeat('0', 64) where id = {open}"),
        (All, "update pots set entry_cost = 1 where id = {open}"),
        (All, "update pots set max_tickets = 1000 where id = {open}"),
        (All, "update pots set max_per_user = 9 where id = {open}"),
        (All, "update pots set tickets_sold = 0 where id = {open}"),
        (All, "update pots set filled_at = now() where id = {open}"),
        ([Orchestrator, Settlement], "update pots set closes_at = now() where id = {open}"),
        (
            [Orchestrator, Settlement],
            "update pots set paused = true, paused_at = now(), pause_reason = 'x' where id = {open}"
        ),
        ([Players], "update pots set closes_at = closes_at + interval '1 hour' where id = {open}"),
        ([Players], "update pots set cancel_requested_at = now(), cancel_reason = 'x' where id = {locked}"),
        // Players' code and the settlement service make no pots; nobody takes one away.
        ([Players, Settlement], "insert into pots (id, title) values (uuid_v7(now()), 'x')"),
        (All, "delete from pots where id = {cancelled}"),
        (All, "truncate pots cascade"),
        // Entries: only players' code makes them and takes them out, while tickets are sold; only the orchestrator numbers them.
        (
            [Orchestrator, Settlement],
            "insert into pot_entries (id, pot_id, user_id) values (uuid_v7(now()), {open}, {player})"
        ),
        (
            [Players],
            "insert into pot_entries (id, pot_id, user_id, ticket_count, credits_spent, flagged, created_at) values (uuid_v7(now()), {locked}, {player}, 1, 100, false, now())"
        ),
        (
            [Players],
            "insert into pot_entries (id, pot_id, user_id, ticket_count, credits_spent, flagged, created_at) values (uuid_v7(now()), {settled}, {player}, 1, 100, false, now())"
        ),
        (
            [Players],
            "insert into pot_entries (id, pot_id, user_id, ticket_count, credits_spent, flagged, created_at) values (uuid_v7(now()), {open}, {player}, 9, 900, false, now())"
        ),
        (
            [Players],
            "insert into pot_entries (id, pot_id, user_id, ticket_count, credits_spent, flagged, created_at) values (uuid_v7(now()), {open}, {player}, 1, 1, false, now())"
        ),
        (All, "update pot_entries set cancelled_at = now() where id = {locked_entry}"),
        ([Orchestrator, Settlement], "update pot_entries set cancelled_at = now() where id = {open_entry}"),
        ([Players, Settlement], "update pot_entries set tickets_start = 1, tickets_end = 1 where id = {open_entry}"),
        (All, "update pot_entries set tickets_start = 2, tickets_end = 2 where id = {locked_entry}"),
        (All, "update pot_entries set ticket_count = 2 where id = {open_entry}"),
        (All, "update pot_entries set user_id = {player} where id = {locked_entry}"),
        (All, "update pot_entries set credits_spent = 1 where id = {open_entry}"),
        (All, "delete from pot_entries where id = {open_entry}"),
        ([Orchestrator, Settlement], "update pot_entries set flagged = true where id = {open_entry}"),
        // What was done stays done.
        (All, "update pots_audit set action = 'x' where pot_id = {open}"),
        (All, "delete from pots_audit where pot_id = {open}"),
        ([Orchestrator, Settlement], "update pot_flags set score = 0"),
        (
            [Orchestrator, Settlement],
            "insert into pot_flag_overrides (user_id, kind, subject, made_by, reason, created_at) values ({player}, 'x', 'x', {player}, 'x', now())"
        ),
        (All, "update fairness_log_pots set kind = 'x'"),
        (All, "delete from journal where pot_id = {settled}"),
        (All, "update accounts set balance = 0 where owner_id = {open}"),
        // Nobody puts the guards aside, or becomes another.
        (All, "alter table pots disable row level security"),
        (All, "alter table pot_entries disable trigger all"),
        (All, "drop policy seen on pots"),
        (All, "create policy mine on pots using (true)"),
        ([Players, Orchestrator], "set role {settlement_login}"),
        ([Players, Settlement], "set role {orchestrator_login}"),
        ([Orchestrator, Settlement], "set role {owner_login}"),
        ([Settlement, Orchestrator], "select email from users limit 1"),
        ([Settlement], "select password_hash from users limit 1"),
    ];

    /// <summary>The other half: what each of them is there for goes through, up to the rules of the state itself.</summary>
    private static readonly (string Login, string Statement)[] Allowed =
    [
        (Players, "select id, status, seed_hash, commit_hash from pots where id = {open}"),
        (Players, "update pots set paused = true, paused_at = now(), pause_reason = 'x' where id = {open}"),
        (Players, "update pot_entries set flagged = true where id = {locked_entry}"),
        (Orchestrator, "update pot_entries set tickets_start = 1, tickets_end = 1 where id = {open_entry}"),
        (
            Orchestrator,
            "update pots set cancel_reason = 'x', status = 'cancelled', cancelled_at = now() where id = {open}"
        ),
        (Settlement, "select reveal_seed_encrypted from pots where id = {locked}"),
        (Settlement, "update pots set status = 'settled', settled_at = now(), reveal_seed = 'x' where id = {settling}"),
    ];

    public static TheoryData<string, string> Refused() =>
        [.. Forbidden.SelectMany(f => f.Logins.Select(login => (login, f.Statement)))];

    public static TheoryData<string, string> Granted() => [.. Allowed];

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_a_login_may_not_do_is_refused_or_finds_no_row(string login, string statement)
    {
        var (rows, refused) = await TryAsync(login, statement);
        if (refused is not null)
            refused.SqlState.ShouldBeOneOf(PostgresErrorCodes.InsufficientPrivilege, PostgresErrorCodes.CheckViolation);
        else
            rows.ShouldBe(0, $"{login} could: {statement}");
    }

    [Theory]
    [MemberData(nameof(Granted))]
    public async Task What_a_login_is_there_for_goes_through(string login, string statement)
    {
        var (rows, refused) = await TryAsync(login, statement);
        refused.ShouldBeNull();
        rows.ShouldBe(1);
    }

    [Fact]
    public async Task The_tables_are_forced_and_none_of_the_three_owns_them()
    {
        foreach (var table in (string[])["pots", "pot_entries", "pots_audit", "pot_flags", "pot_flag_overrides"])
        {
            (
                await world.Cases.Database.AskAsync<bool>(
                    "select relrowsecurity and relforcerowsecurity from pg_class where oid = $1::regclass",
                    table
                )
            ).ShouldBeTrue(table);
            foreach (var login in All)
                (
                    await world.Cases.Database.AskAsync<bool>(
                        "select pg_get_userbyid(relowner) = $2 or pg_has_role($2::name, relowner, 'member') from pg_class where oid = $1::regclass",
                        table,
                        NameOf(Connection(login))
                    )
                ).ShouldBeFalse($"{login} owns {table}");
        }
    }

    [Fact]
    public async Task The_table_of_moves_in_the_database_is_the_one_of_the_domain() =>
        (
            await world.Cases.Database.AskAsync<string>(
                "select string_agg(from_status || ' ' || to_status, ',' order by from_status, to_status) from pot_allowed_moves"
            )
        ).ShouldBe(
            string.Join(
                ',',
                PotLifecycle.Moves.Select(m => $"{m.From} {m.To}".ToLowerInvariant()).Order(StringComparer.Ordinal)
            )
        );

    /// <summary>Tried in a transaction that is rolled back. Rows read or touched, or why not.</summary>
    private async Task<(int Rows, PostgresException? Refused)> TryAsync(string login, string statement)
    {
        await using var open = new NpgsqlConnection(Connection(login));
        await open.OpenAsync();
        await using var transaction = await open.BeginTransactionAsync();
        await using var command = new NpgsqlCommand(world.Fill(statement), open, transaction);
        try
        {
            await using var rows = await command.ExecuteReaderAsync();
            var read = 0;
            while (await rows.ReadAsync())
                read++;
            await rows.CloseAsync();
            // What is looked at last: deferred rules.
            return (Math.Max(read, rows.RecordsAffected), null);
        }
        catch (PostgresException refused)
        {
            return (0, refused);
        }
    }

    private string Connection(string login) =>
        login switch
        {
            Players => world.Cases.Database.App,
            Orchestrator => world.Cases.Database.Pots.Orchestrator,
            _ => world.Cases.Database.Pots.Settlement,
        };

    private static string NameOf(string connection) => new NpgsqlConnectionStringBuilder(connection).Username!;

    /// <summary>A pot in each state.</summary>
    public sealed class World(TestCluster cluster) : IAsyncLifetime
    {
        private readonly Dictionary<string, string> names = [];

        public UseCases Cases { get; } = new(cluster);

        public async ValueTask InitializeAsync()
        {
            await Cases.InitializeAsync();
            var (settled, _) = await Cases.FullPotAsync();
            var (settling, _) = await Cases.FullPotAsync();
            await Cases.RunPotsAsync();
            Cases.Clock.Advance(TimeSpan.FromSeconds(8));
            await Cases.Get<RevealPot>().RunAsync(settling, null, default);
            await Cases.Get<RevealPot>().RunAsync(settled, null, default);
            await Cases.Get<PayPot>().RunAsync(settled, default);
            var cancelled = await Cases.OpenPotAsync(seconds: 10);
            Cases.Clock.Advance(TimeSpan.FromSeconds(10));
            await Cases.Get<CancelPot>().RunAsync(cancelled, default);
            var (locked, _) = await Cases.FullPotAsync();
            await Cases.Get<LockPot>().RunAsync(locked, default);
            // By the database's own clock too, which these statements go by.
            var open = await Cases.OpenPotAsync(cap: 3, seconds: (int)TimeSpan.FromDays(7).TotalSeconds);
            var entry = await Cases.JoinAsync(await Cases.Cast.PlayerAsync(100), open, 1);

            var inState = new Dictionary<string, PotId>
            {
                ["open"] = open,
                ["locked"] = locked,
                ["settling"] = settling,
                ["settled"] = settled,
                ["cancelled"] = cancelled,
            };
            foreach (var (name, pot) in inState)
            {
                (await Cases.PotAsync(pot)).Status.ToString().ToLowerInvariant().ShouldBe(name);
                names[name] = $"'{pot}'";
            }
            names["open_entry"] = $"'{entry.EntryId}'";
            names["locked_entry"] = $"'{(await Cases.PotEntriesAsync(locked))[0].Id}'";
            names["player"] = $"'{await Cases.Cast.PlayerAsync(1_000)}'";
            names["settlement_login"] = NameOf(Cases.Database.Pots.Settlement);
            names["orchestrator_login"] = NameOf(Cases.Database.Pots.Orchestrator);
            names["owner_login"] = NameOf(Cases.Database.Owner);
        }

        public string Fill(string statement) =>
            names.Aggregate(
                statement,
                (text, name) => text.Replace($"{{{name.Key}}}", name.Value, StringComparison.Ordinal)
            );

        public ValueTask DisposeAsync() => Cases.DisposeAsync();
    }
}
