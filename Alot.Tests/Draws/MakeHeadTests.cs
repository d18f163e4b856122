using Alot.Data.Draws;
using Alot.Data.Transactions;
using Alot.Domain.Draws;
using Alot.Tests.World;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Shouldly;
using Xunit;

namespace Alot.Tests.Draws;

/// <summary>The fairness log's head, signed once a day and sent to those who keep it.</summary>
public sealed class MakeHeadTests(UseCases world) : IClassFixture<UseCases>
{
    private static readonly Witnesses Two = new(["one@witness.test", "two@witness.test"]);

    [Fact]
    public async Task A_day_has_one_head_however_many_nodes_try_and_each_witness_gets_it_once()
    {
        await world.OpenLotAsync();
        world.Clock.Advance(TimeSpan.FromDays(1));
        var date = DateOnly.FromDateTime(world.Now.UtcDateTime);
        var newest = (await world.Get<FairnessReads>().HeadAsync(default))!;

        var made = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => world.Make<MakeHead>(Two).RunAsync(default)));

        made.Count(m => m).ShouldBe(1);
        var head = (await world.Get<FairnessReads>().HeadOfAsync(date, default))!;
        (head.Sequence, head.Hash, head.MadeAt).ShouldBe((newest.Sequence, newest.Hash, world.Now));
        var key = await world.ReadAsync(db => db.SigningKeys.SingleAsync(k => k.Id == head.KeyId));
        var statement = DrawStatements.Head(head.Sequence, head.Hash, date, head.MadeAt);
        StatementSignature.Verify(key.PublicKey, "head", statement.Fields, head.Signature).ShouldBeTrue();
        var letters = await world.ReadAsync(db =>
            db.Outbox.Where(m => m.Kind == OutboxKinds.WitnessMail).Select(m => m.Payload).ToListAsync()
        );
        letters
            .Count(l => l.Contains(statement.Fields[2], StringComparison.Ordinal))
            .ShouldBe(2, string.Join('\n', letters));

        // The next day has its own, also when nothing was written meanwhile.
        world.Clock.Advance(TimeSpan.FromDays(1));
        (await world.Get<MakeHead>().RunAsync(default)).ShouldBeTrue();
        (await world.Get<MakeHead>().RunAsync(default)).ShouldBeFalse();
        var heads = await world.Get<FairnessReads>().HeadsAsync(null, 10, default);
        heads.Take(2).Select(h => h.Date).ShouldBe([date.AddDays(1), date]);
        (await world.Get<FairnessReads>().HeadsAsync(date.AddDays(1), 10, default))[0].Date.ShouldBe(date);
    }

    [Fact]
    public async Task A_head_is_never_changed_or_taken_away_not_even_by_the_owner()
    {
        await world.OpenLotAsync();
        await world.Get<MakeHead>().RunAsync(default);
        foreach (var login in (string[])[world.Database.App, world.Database.Owner])
        foreach (var table in (string[])["fairness_heads", "fairness_log_lots"])
        foreach (var sql in (string[])[$"update {table} set sequence = 1", $"delete from {table}", $"truncate {table}"])
            (await Should.ThrowAsync<PostgresException>(() => world.Database.RunAsync(sql, login))).SqlState.ShouldBe(
                PostgresErrorCodes.InsufficientPrivilege,
                sql
            );
    }
}
