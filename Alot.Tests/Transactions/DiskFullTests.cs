using System.Globalization;
using Alot.Data.Auditing;
using Alot.Tests.Api;
using Alot.Tests.World;
using Npgsql;
using Shouldly;
using Xunit;

namespace Alot.Tests.Transactions;

/// <summary>PostgreSQL has no room for another page: what can't be written is refused as an outage, whole, and can be sent again.</summary>
public sealed class DiskFullTests
{
    private const int Buyers = 8;

    [Fact]
    public async Task What_finds_no_room_on_the_disk_is_not_done_and_the_same_request_does_it_later()
    {
        await using var cluster = TestCluster.Alone();
        await using var app = new ApiWorld(cluster);
        await app.InitializeAsync();
        var lot = await app.LotAsync(40);
        var spenders = new List<(Caller Player, string Key)>();
        var payers = new List<(Caller Player, string Key)>();
        for (var i = 0; i < Buyers; i++)
        {
            spenders.Add((await app.PlayerAsync(credits: 500), Caller.NewKey()));
            payers.Add((await app.PlayerAsync(), Caller.NewKey()));
        }
        Task<Answer> SpendOnceAsync((Caller Player, string Key) by) =>
            by.Player.PostAsync($"/api/lots/{lot}/entries/purchase-with-credits", new { tickets = 2 }, by.Key);
        Task<Answer> StartOnceAsync((Caller Player, string Key) by) =>
            by.Player.PostAsync($"/api/lots/{lot}/entries/purchase", new { amount = 3 }, by.Key);

        // Sales for credits: the entries have no room.
        await using (var disk = await FullDisk.UnderAsync(app.Database, "room_entries"))
        {
            foreach (var refused in await Task.WhenAll(spenders.Select(SpendOnceAsync)))
                refused.ShouldBeProblem(503, "unavailable");
            disk.Refusals.ShouldBePositive();
        }
        (await ServedAsync(() => app.LotAsync(lot)))["total_tickets"].ShouldBe("0");
        foreach (var (player, _) in spenders)
            (await ServedAsync(() => player.GetAsync("/api/users/me/credits")))["balance"].ShouldBe("500");
        (await Task.WhenAll(spenders.Select(s => ServedAsync(() => SpendOnceAsync(s))))).ShouldAllBe(sold =>
            sold.Status == 201
        );

        // Purchases by card: the holds have no room.
        await using (var disk = await FullDisk.UnderAsync(app.Database, "room_entry_purchases"))
        {
            foreach (var refused in await Task.WhenAll(payers.Select(StartOnceAsync)))
                refused.ShouldBeProblem(503, "unavailable");
            disk.Refusals.ShouldBePositive();
        }
        (await ServedAsync(() => app.LotAsync(lot)))["held_tickets"].ShouldBe("0");
        var started = await Task.WhenAll(payers.Select(p => ServedAsync(() => StartOnceAsync(p))));
        started.ShouldAllBe(hold => hold.Status == 201);

        // The processor's news of payments: not stored, so not acknowledged; it comes again.
        Task paid;
        await using (var disk = await FullDisk.UnderAsync(app.Database, "webhook_events"))
        {
            paid = Task.WhenAll(payers.Zip(started, (p, s) => PayAsync(p.Player, s["checkout_url"])));
            await Eventually.TrueAsync(() => disk.Refusals > 0);
            (await ServedAsync(() => app.LotAsync(lot)))["held_tickets"].ShouldBe($"{Buyers * 3}");
        }
        await paid;
        await ApiWorld.UntilAsync(() => app.LotAsync(lot), l => l["held_tickets"] == "0");

        var now = await app.LotAsync(lot);
        (now["total_tickets"], now["current_funding"]).ShouldBe(
            ((Buyers * 5).ToString(CultureInfo.InvariantCulture), $"{Buyers * 3}.00")
        );
        foreach (var (player, _) in spenders)
            (await player.GetAsync("/api/users/me/credits"))["balance"].ShouldBe("300");
        await using var all = NpgsqlDataSource.Create(app.Database.App);
        (await new Auditor(all).RunAsync(default)).Violations.ShouldBeEmpty();
    }

    // The app's connections end with the disk; who meets an ended one is told to come again.
    private static Task<Answer> ServedAsync(Func<Task<Answer>> send) =>
        ApiWorld.UntilAsync(send, answer => answer.Status != 503);

    // The sandbox keeps its books in the same database and loses its connection when the disk changes: whoever pays tries again.
    private static Task PayAsync(Caller payer, string url) =>
        Eventually.TrueAsync(async () =>
            (
                await payer.SendAsync(
                    HttpMethod.Post,
                    $"/sandbox/checkout/{url.Split('/')[^1]}/complete",
                    """{"outcome":"succeed"}""",
                    null
                )
            ).Status
                is 200
                    or 409
        );
}
