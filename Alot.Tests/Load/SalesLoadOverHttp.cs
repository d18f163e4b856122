using System.Globalization;
using System.Net.Http.Json;
using Alot.Data.Auditing;
using Alot.Domain;
using Alot.Tests.Api;
using Alot.Tests.World;
using Shouldly;
using Xunit;

namespace Alot.Tests.Load;

/// <summary>
/// The same sales as <see cref="SalesLoad"/> bought by programs from the app as it runs, a process of its own: how much of the
/// speed is left behind sign-in, limits, JSON and a socket, with the buyers on the same machine.
/// </summary>
public sealed class SalesLoadOverHttp(TestCluster cluster, ITestOutputHelper output)
{
    private const int Tickets = 25;
    private const int Target = 20_000_000;

    private static readonly bool Large = SalesLoad.While > TimeSpan.FromSeconds(1);
    private static readonly int Most = Large ? 64 : 8;

    [Fact]
    public async Task Sales_of_one_hot_lot_over_HTTP()
    {
        await using var world = new UseCases(cluster) { Clock = new ManualClock(TimeProvider.System.GetUtcNow()) };
        await world.InitializeAsync();
        var members = new List<(PlayerId Id, string Email)>();
        for (var i = 0; i < Most; i++)
            members.Add(await world.Cast.MemberAsync());
        await Plenty.GiveAsync(world);
        await using var app = await AppProcess.StartAsync(
            world.Database,
            new Dictionary<string, string>
            {
                ["Alot:MasterKey"] = Convert.ToBase64String(UseCases.MasterKey),
                ["Logging:LogLevel:Default"] = "Warning",
            }
        );
        var buyers = new List<HttpClient>();
        foreach (var (_, email) in members)
            buyers.Add(await Members.SignInAsync(app.Address, email, TimeSpan.FromMinutes(2)));
        await using var source = HandWrittenSale.Source(world.Database, Most);
        var byHand = new HandWrittenSale(source);
        async Task<Func<int, Task>> OursAsync()
        {
            var lot = await world.OpenLotAsync(Target);
            return b => BuyAsync(buyers[b], lot);
        }
        async Task<Func<int, Task>> ByHandAsync()
        {
            var lot = await world.OpenLotAsync(Target);
            return b => byHand.SellAsync(members[b].Id, lot, Tickets, world.Now);
        }
        Task<(Crowd ByHand, Crowd Ours)> CompareAsync(int count) =>
            Crowd.CompareAsync(
                count,
                SalesLoad.While,
                ("by hand, in process", ByHandAsync),
                ("ours, over HTTP", OursAsync)
            );

        await CompareAsync(Most); // once for nothing: code is compiled, pools are filled
        var (lone, most) = (await CompareAsync(1), await CompareAsync(Most));

        output.WriteLine("Sales of one hot lot over HTTP, for credits, whole purchase recorded");
        foreach (var crowd in (Crowd[])[lone.ByHand, most.ByHand, lone.Ours, most.Ours])
            output.WriteLine(crowd.ToString());
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Most} buyers: ours over HTTP ÷ by hand in process: {most.Ours.PerSecond / most.ByHand.PerSecond:F2}"
            )
        );
        buyers.ForEach(b => b.Dispose());
        (await world.Get<Auditor>().RunAsync(default)).Violations.ShouldBeEmpty();
    }

    private static async Task BuyAsync(HttpClient buyer, LotId lot)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/lots/{lot}/entries/purchase-with-credits")
        {
            Content = JsonContent.Create(new { tickets = Tickets }),
        };
        request.Headers.Add("Idempotency-Key", Caller.NewKey());
        using var answer = await buyer.SendAsync(request);
        if (!answer.IsSuccessStatusCode)
            throw new HttpRequestException($"{answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
    }
}
