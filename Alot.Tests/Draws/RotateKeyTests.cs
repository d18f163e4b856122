using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using Alot.Data;
using Alot.Data.Accounts;
using Alot.Data.Draws;
using Alot.Data.Lots;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Draws;
using Alot.Tests.World;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;
using Xunit;

namespace Alot.Tests.Draws;

/// <summary>A new signing key while nodes run: none goes on with the old one, and what that one signed still verifies.</summary>
public sealed class RotateKeyTests(UseCases fixture) : IClassFixture<UseCases>
{
    private readonly UseCases world = Later(fixture);

    [Fact]
    public async Task Old_statements_verify_after_the_key_has_ended_and_new_ones_have_the_new_key()
    {
        var before = await world.OpenLotAsync();
        world.Clock.Advance(TimeSpan.FromHours(1));

        var rotated = await world.Get<RotateKey>().RunAsync(SigningUse.Platform, default);
        world.Clock.Advance(TimeSpan.FromHours(1));
        var after = await world.OpenLotAsync();

        (await KeyOfAsync(before)).ShouldBe(rotated.Ended);
        (await KeyOfAsync(after)).ShouldBe(rotated.KeyId);
        var keys = (await world.Get<DrawReads>().KeysAsync(default)).Keys;
        var (old, fresh) = (keys.Single(k => k.Id == rotated.Ended), keys.Single(k => k.Id == rotated.KeyId));
        (old.ValidUntil, fresh.ValidFrom, fresh.ValidUntil).ShouldBe((fresh.ValidFrom, fresh.ValidFrom, null));
        (await AllVerifyAsync()).ShouldBeGreaterThanOrEqualTo(2);
    }

    [Fact]
    public async Task Two_nodes_that_sign_while_the_key_changes_never_sign_with_one_that_has_ended()
    {
        await world.OpenLotAsync();
        await using var other = Node();
        var drafts = new List<LotId>();
        for (var i = 0; i < 24; i++)
            drafts.Add(await world.DraftLotAsync());
        var admin = await world.Cast.AdminAsync();
        var ended = new ConcurrentDictionary<string, long>();

        using var over = new CancellationTokenSource();
        var ticking = TickAsync(over.Token);
        // Rotations among the openings; what is opened after a rotation came back must not have its old key.
        var opening = Parallel.ForAsync(
            0,
            drafts.Count,
            new ParallelOptions { MaxDegreeOfParallelism = 6 },
            async (i, stop) =>
            {
                var gone = ended.Keys.ToList();
                var node = i % 2 == 0 ? world.Get<OpenLot>() : other.GetRequiredService<OpenLot>();
                await node.RunAsync(new(admin, world.Key(), drafts[i]), stop);
                gone.ShouldNotContain(await KeyOfAsync(drafts[i]));
            }
        );
        for (var i = 0; i < 4; i++)
        {
            var rotate = i % 2 == 0 ? world.Get<RotateKey>() : other.GetRequiredService<RotateKey>();
            ended[(await rotate.RunAsync(SigningUse.Platform, default)).Ended!] = i;
        }
        await opening;
        await over.CancelAsync();
        await ticking;

        ended.Count.ShouldBe(4);
        (await AllVerifyAsync()).ShouldBeGreaterThanOrEqualTo(drafts.Count);
        (await world.ReadAsync(db => db.SigningKeys.CountAsync(k => k.ValidUntil == null))).ShouldBe(1);
    }

    [Fact]
    public async Task A_node_that_waited_for_a_rotation_signs_with_the_new_key_and_a_later_time()
    {
        await world.OpenLotAsync();
        var draft = await world.DraftLotAsync();
        var admin = await world.Cast.AdminAsync();
        // A rotation that has ended the key and not yet committed.
        await using var open = new NpgsqlConnection(world.Database.Owner);
        await open.OpenAsync();
        await using var rotation = await open.BeginTransactionAsync();
        await using (
            var hold = new NpgsqlCommand("select 1 from signing_keys where valid_until is null for update", open)
        )
            await hold.ExecuteScalarAsync();

        var opening = world.Get<OpenLot>().RunAsync(new(admin, world.Key(), draft), default);
        await world.Database.SomebodyWaitsAsync();
        // What the rotation does, with a time after the one that the waiting node has read.
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        var fresh = Key();
        await RunAsync("update signing_keys set valid_until = $1 where valid_until is null", world.Now);
        await RunAsync(
            "insert into signing_keys (id, use, public_key, private_key_sealed, valid_from) values ($1, 'platform', $2, $3, $4)",
            fresh.Id,
            fresh.PublicKey,
            fresh.PrivateKeySealed,
            fresh.ValidFrom
        );
        await rotation.CommitAsync();
        await opening;

        (await KeyOfAsync(draft)).ShouldBe(fresh.Id);
        await AllVerifyAsync();

        async Task RunAsync(string sql, params object[] values)
        {
            await using var command = new NpgsqlCommand(sql, open);
            foreach (var value in values)
                command.Parameters.Add(new NpgsqlParameter { Value = value });
            await command.ExecuteNonQueryAsync();
        }
    }

    [Fact]
    public async Task A_key_only_ends_once_whoever_is_connected()
    {
        await world.OpenLotAsync();
        await world.Get<RotateKey>().RunAsync(SigningUse.Platform, default);
        foreach (
            var sql in (string[])
                [
                    "update signing_keys set valid_until = null where valid_until is not null",
                    "update signing_keys set valid_until = valid_from - interval '1 hour' where valid_until is null",
                    "update signing_keys set public_key = 'x' where valid_until is null",
                ]
        )
            await Should.ThrowAsync<PostgresException>(() => world.Database.RunAsync(sql, world.Database.Owner));
        (
            await Should.ThrowAsync<PostgresException>(() => world.Database.RunAsync("delete from signing_keys"))
        ).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    /// <summary>A second node: the same use cases with nothing in common but the database and the time.</summary>
    private ServiceProvider Node()
    {
        var services = new ServiceCollection();
        services.AddAlotData(world.Database.App, clockFollows: false);
        services.AddSingleton(new AppClock(world.Clock, follows: false));
        services.AddSingleton(new Domain.Compliance.Sealer(UseCases.MasterKey));
        services.AddSingleton(new StaffRules(SecondFactor: false));
        services.AddSingleton<StaffAccess>();
        services.AddLogging();
        return services.BuildServiceProvider();
    }

    /// <summary>A key as a rotation makes it.</summary>
    private SigningKey Key()
    {
        using var fresh = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var point = StatementSignature.PublicKeyOf(fresh);
        var id = StatementSignature.KeyIdOf(point);
        return new SigningKey
        {
            Id = id,
            PublicKey = point,
            PrivateKeySealed = world.Sealer.Seal(
                Convert.ToBase64String(fresh.ExportPkcs8PrivateKey()),
                $"signing-key:{id}"
            ),
            ValidFrom = world.Now,
        };
    }

    /// <summary>Time goes on, as it does where a key is rotated.</summary>
    private async Task TickAsync(CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            world.Clock.Advance(TimeSpan.FromMilliseconds(1));
            await Task.Delay(1, CancellationToken.None);
        }
    }

    private async Task<string> KeyOfAsync(LotId lot)
    {
        var records = (await world.Get<FairnessReads>().OfLotAsync(lot, null, null, default))!.Records;
        using var statement = JsonDocument.Parse(records[0].Statement!);
        return statement.RootElement.GetProperty("key_id").GetString()!;
    }

    /// <summary>Each statement of the log, with the key it names, at a time at which that key was in use.</summary>
    private async Task<int> AllVerifyAsync()
    {
        var keys = (await world.Get<DrawReads>().KeysAsync(default)).Keys.ToDictionary(k => k.Id);
        var statements = 0;
        await foreach (var record in world.Get<FairnessReads>().WholeAsync(default))
        {
            using var read = JsonDocument.Parse(record.Record);
            var said = read.RootElement;
            var fields = said.GetProperty("fields").EnumerateArray().Select(f => f.GetString()!).ToList();
            var key = keys[said.GetProperty("key_id").GetString()!];
            StatementSignature
                .Verify(
                    key.PublicKey,
                    said.GetProperty("kind").GetString()!,
                    fields,
                    said.GetProperty("signature").GetString()!
                )
                .ShouldBeTrue($"record {record.Sequence}");
            // Written so that times compare as text.
            string.CompareOrdinal(key.ValidFrom, fields[^1]).ShouldBeLessThanOrEqualTo(0, $"record {record.Sequence}");
            if (key.ValidUntil is { } until)
                string.CompareOrdinal(fields[^1], until).ShouldBeLessThan(0, $"record {record.Sequence}");
            statements++;
        }
        return statements;
    }

    // A key begins just after the last statement: while the clock stands still nothing can be signed with the new one.
    private static UseCases Later(UseCases world)
    {
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        return world;
    }
}
