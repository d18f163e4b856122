using Alot.Domain;
using Alot.Domain.Lots;
using Alot.Tests.World;
using Npgsql;
using Shouldly;
using Xunit;

namespace Alot.Tests.Lots;

/// <summary>The one state table, and the database that holds the same.</summary>
public sealed class LotLifecycleTests(UseCases world) : IClassFixture<UseCases>
{
    private static readonly LotStatus[] All = Enum.GetValues<LotStatus>();

    [Fact]
    public async Task The_database_allows_the_same_moves()
    {
        var allowed = await world.Database.AskAsync<string[]>(
            "select array_agg(from_status || '>' || to_status) from room_allowed_moves"
        );
        allowed.ShouldBe(LotLifecycle.Moves.Select(m => $"{Text(m.From)}>{Text(m.To)}"), ignoreOrder: true);
    }

    [Fact]
    public async Task The_database_refuses_every_other_move()
    {
        var lot = await world.DraftLotAsync();
        foreach (var from in All)
        {
            await PlaceAsync(lot, from);
            foreach (var to in All.Where(to => to != from && !LotLifecycle.Allows(from, to)))
            {
                var refused = await Should.ThrowAsync<PostgresException>(() =>
                    world.Database.RunAsync($"update rooms set status = '{Text(to)}' where id = $1", null, lot.Value)
                );
                refused.ConstraintName.ShouldBe("room_moves_as_allowed", $"{from} → {to}");
            }
        }
    }

    [Fact]
    public void A_move_that_the_table_does_not_have_is_refused_with_both_states_named()
    {
        foreach (var from in All)
        foreach (var to in All.Where(to => !LotLifecycle.Allows(from, to)))
        {
            var refused = Should.Throw<Refusal>(() => LotLifecycle.Require(from, to));
            refused.Code.ShouldBe("move_not_allowed");
            refused.Message.ShouldContain(LotLifecycle.Word(from));
            refused.Message.ShouldContain(LotLifecycle.Word(to));
        }
    }

    [Fact]
    public void Every_state_but_the_last_ones_leads_somewhere_and_all_are_reached()
    {
        LotStatus[] last = [LotStatus.Settled, LotStatus.Closed, LotStatus.Cancelled];
        All.Where(s => LotLifecycle.Moves.All(m => m.From != s)).ShouldBe(last, ignoreOrder: true);
        All.Where(s => LotLifecycle.Moves.All(m => m.To != s)).ShouldBe([LotStatus.Created]);
    }

    // Only a superuser, with the triggers off, can put a lot anywhere.
    private async Task PlaceAsync(LotId lot, LotStatus status)
    {
        await using var open = new NpgsqlConnection(world.Database.Administrator);
        await open.OpenAsync();
        await using var place = new NpgsqlCommand(
            $"set session_replication_role = replica; update rooms set status = '{Text(status)}' where id = '{lot}'; set session_replication_role = origin",
            open
        );
        await place.ExecuteNonQueryAsync();
    }

    private static string Text(LotStatus status) => status.ToString().ToLowerInvariant();
}
