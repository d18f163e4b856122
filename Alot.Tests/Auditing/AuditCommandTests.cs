using Alot.Data.Auditing;
using Alot.Tests.World;
using Microsoft.Extensions.Configuration;
using Shouldly;
using Xunit;

namespace Alot.Tests.Auditing;

/// <summary>What <c>script/audit</c> says of books that somebody has changed for good.</summary>
public sealed class AuditCommandTests(UseCases world) : IClassFixture<UseCases>
{
    [Fact]
    public async Task A_broken_row_is_printed_and_the_exit_code_is_one()
    {
        var lot = await world.OpenLotAsync(100);
        await world.BuyAsync(await world.Cast.PlayerAsync(), lot, 10);
        (await RunAsync()).ShouldBe((0, true), "before");
        await world.Database.RunAsync(
            "update rooms set total_participants = total_participants + 1 where id = $1",
            world.Database.Owner,
            lot.Value
        );

        var output = new StringWriter();
        (await RunAsync(output)).ShouldBe((1, true));

        output.ToString().ShouldContain("counters_are_rows");
        output.ToString().ShouldContain("2 players; its rows say");
    }

    private async Task<(int Code, bool Figures)> RunAsync(StringWriter? output = null)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                new Dictionary<string, string?> { ["ConnectionStrings:AlotApp"] = world.Database.App }
            )
            .Build();
        output ??= new StringWriter();
        var code = await AuditCommand.RunAsync(configuration, output, output);
        return (code, output.ToString().Contains("cash escrow", StringComparison.Ordinal));
    }
}
