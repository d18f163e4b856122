using Alot.Data.Draws;
using Alot.Tests.World;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Shouldly;
using Xunit;

namespace Alot.Tests.Draws;

/// <summary>What <c>script/rotate-key</c> runs. A class of its own: the command goes by real time, this world's clock stands still.</summary>
public sealed class RotateKeyCommandTests(UseCases world) : IClassFixture<UseCases>
{
    [Fact]
    public async Task The_command_ends_the_key_and_says_so_and_changes_nothing_without_a_master_key()
    {
        await world.OpenLotAsync();
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                new Dictionary<string, string?> { ["ConnectionStrings:AlotApp"] = world.Database.App }
            )
            .Build();
        var before = await CurrentAsync();
        var report = new StringWriter();
        (
            await RotateKeyCommand.RunAsync(
                null,
                configuration,
                () => throw new InvalidOperationException("Alot:MasterKey is not configured."),
                clockFollows: false,
                TextWriter.Null,
                report
            )
        ).ShouldBe(2);
        report.ToString().ShouldContain("Alot:MasterKey is not configured.");
        (await CurrentAsync()).ShouldBe(before);

        var output = new StringWriter();
        (
            await RotateKeyCommand.RunAsync(
                null,
                configuration,
                () => world.Sealer,
                clockFollows: false,
                output,
                report
            )
        ).ShouldBe(0, report.ToString());

        var now = await CurrentAsync();
        now.ShouldNotBe(before);
        output.ToString().ShouldContain($"Key {before} ended");
        output.ToString().ShouldContain($"Key {now} signs");
    }

    private Task<string> CurrentAsync() =>
        world.ReadAsync(db => db.SigningKeys.Where(k => k.ValidUntil == null).Select(k => k.Id).SingleAsync());
}
