using Alot.Data.Draws;
using Alot.Data.Lots;
using Alot.Tests.World;
using Npgsql;
using Shouldly;
using Xunit;

namespace Alot.Tests.Transactions;

/// <summary>Ids are UUIDv7 of the app's clock, whoever makes them: C# one by one, SQL for a whole set.</summary>
public sealed class IdTests(UseCases world) : IClassFixture<UseCases>
{
    [Fact]
    public async Task SQL_makes_the_same_kind_of_id_as_CSharp()
    {
        var at = world.Now.AddMilliseconds(417.9);
        var ids = await AskAsync("select uuid_v7($1) from generate_series(1, 5000)", at);

        ids.Distinct().Count().ShouldBe(5_000);
        ids.ShouldAllBe(id => id.Version == 7 && id.Variant >= 8 && id.Variant <= 11);
        var time = Guid.CreateVersion7(at).ToString()[..13];
        ids.ShouldAllBe(id => id.ToString().StartsWith(time));
        // All 74 bits that are neither time nor version are random: each is sometimes 1 and sometimes 0.
        var (some, all) = ids.Select(Bits).Aggregate((Some: UInt128.Zero, All: UInt128.MaxValue), Fold);
        UInt128.PopCount(some & ~all).ShouldBe((UInt128)74);
    }

    [Fact]
    public async Task Without_a_time_it_is_the_servers()
    {
        var before = Guid.CreateVersion7(TimeProvider.System.GetUtcNow().AddSeconds(-2));
        var id = (await AskAsync("select uuid_v7()")).ShouldHaveSingleItem();
        string.CompareOrdinal(id.ToString(), before.ToString()).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Every_id_in_every_table_is_one_also_after_settlements_and_returns()
    {
        var players = await world.Cast.PlayersAsync(3, credits: 500);
        var (won, expired) = (await world.OpenLotAsync(10), await world.OpenLotAsync(100, TimeSpan.FromHours(2)));
        await world.BuyWithCreditsAsync(players[0], won, 2);
        await world.BuyAsync(players[1], won, 6);
        await world.BuyWithCreditsAsync(players[2], expired, 4);
        await world.BuyAsync(players[2], won, 4);
        await world.Get<FreezeRoster>().RunAsync(won, default);
        world.Clock.Advance(TimeSpan.FromHours(2));
        await world.Get<DrawLot>().RunAsync(won, default);
        (await world.Get<SettleLot>().RunAsync(won, default)).ShouldBeTrue();
        await world.Get<ExpireLot>().RunAsync(expired, default);
        world.Clock.Advance(TimeSpan.FromDays(1));
        (await world.Get<ReturnCredits>().RunAsync(expired, default)).ShouldBeTrue();

        var tables = (
            await world.Database.AskAsync<string>(
                """
                select string_agg(table_name, ' ') from information_schema.columns
                where table_schema = 'public' and column_name = 'id' and data_type = 'uuid'
                    and table_name in (select tablename from pg_tables where schemaname = 'public')
                """
            )
        ).Split(' ');
        tables.Length.ShouldBeGreaterThan(10);
        foreach (var table in tables)
            (await AskAsync($"select id from {table}")).Where(id => id.Version != 7).ShouldBeEmpty(table);
        foreach (var kind in new[] { "lot_settlement", "entry_return" })
            (
                await world.Database.AskAsync<bool>(
                    """
                    select bool_and(left(id::text, 13) = left(uuid_v7(created_at)::text, 13))
                    from credit_transactions where transaction_type = $1
                    """,
                    kind
                )
            ).ShouldBeTrue(kind);
    }

    /// <summary>As the app, with the app's login.</summary>
    private async Task<List<Guid>> AskAsync(string sql, params object[] values)
    {
        await using var app = new NpgsqlConnection(world.Database.App);
        await app.OpenAsync();
        await using var command = new NpgsqlCommand(sql, app);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        await using var rows = await command.ExecuteReaderAsync();
        var ids = new List<Guid>();
        while (await rows.ReadAsync())
            ids.Add(rows.GetGuid(0));
        return ids;
    }

    private static UInt128 Bits(Guid id) =>
        UInt128.Parse(id.ToString("N"), System.Globalization.NumberStyles.HexNumber, null);

    private static (UInt128 Some, UInt128 All) Fold((UInt128 Some, UInt128 All) seen, UInt128 bits) =>
        (seen.Some | bits, seen.All & bits);
}
