using System.Diagnostics;
using System.Globalization;
using Alot.Data.Auditing;
using Alot.Domain;
using Alot.Domain.Lots;
using Alot.Tests.World;
using Shouldly;
using Xunit;

namespace Alot.Tests.Load;

/// <summary>
/// A lot with very many players from its last payment to the end, by the app as it runs, which is asked for pages and sells
/// on another lot meanwhile. <c>script/load whole</c> has 200,000 players with a million tickets in a million entries.
/// </summary>
public sealed class WholeLoad(TestCluster cluster, ITestOutputHelper output)
{
    private static readonly int Players = int.Parse(
        Environment.GetEnvironmentVariable("ALOT_LOAD_PLAYERS") ?? "200",
        CultureInfo.InvariantCulture
    );

    private static readonly bool Large = Players > 1_000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    [Fact]
    public async Task A_lot_is_funded_drawn_and_settled_while_the_site_answers()
    {
        await using var world = new UseCases(cluster) { Clock = new ManualClock(TimeProvider.System.GetUtcNow()) };
        await world.InitializeAsync();
        var bulk = new BulkLot(world, entriesEach: 5);
        await bulk.GatherAsync(Players);
        var start = Stopwatch.GetTimestamp();
        var (lot, last, email, dollars) = await bulk.AlmostFundedAsync(drawDelay: 1);
        Say($"sold in bulk         {Stopwatch.GetElapsedTime(start).TotalSeconds, 8:F2} s");
        await world.Cast.GrantAsync(last, Large ? 6_000_000 : 100_000);
        var elsewhere = await world.OpenLotAsync(1_000_000);
        await using var app = await AppProcess.StartAsync(
            world.Database,
            new Dictionary<string, string>
            {
                ["Alot:MasterKey"] = Convert.ToBase64String(UseCases.MasterKey),
                ["Logging:LogLevel:Default"] = "Warning",
            }
        );
        using var prober = await Prober.SignInAsync(app, email, lot, elsewhere);
        await AskForAsync(prober, Large ? 3 : 0); // code is compiled
        var before = await AskForAsync(prober, Large ? 10 : 0);

        world.Clock.Advance(TimeProvider.System.GetUtcNow() - world.Now);
        start = Stopwatch.GetTimestamp();
        await world.BuyAsync(last, lot, dollars);
        var bought = Stopwatch.GetElapsedTime(start);
        using var settled = new CancellationTokenSource(Patience);
        var asking = prober.AskAsync(settled.Token);
        while ((await world.LotAsync(lot)).Status != LotStatus.Settled)
            await Task.Delay(50, settled.Token);
        await settled.CancelAsync();
        var meanwhile = await asking;
        var memory = app.PeakMemory;
        var (roster, bytes) = await DownloadRosterAsync(app, lot);
        var withRoster = app.PeakMemory;

        start = Stopwatch.GetTimestamp();
        var report = await world.Get<Auditor>().RunAsync(default);
        var audited = Stopwatch.GetElapsedTime(start);
        await TellAsync(world, lot);
        Say($"the last payment     {bought.TotalSeconds, 8:F2} s");
        Say($"roster downloaded    {roster.TotalSeconds, 8:F2} s, {bytes >> 20} MiB");
        Say($"audited              {audited.TotalSeconds, 8:F2} s");
        Say($"the app's memory     {memory >> 20, 5} MiB at most, {withRoster >> 20} after the roster was downloaded");
        Say($"asked before, one after the other");
        foreach (var line in before.Lines())
            output.WriteLine(line);
        Say($"asked from the last payment until it was settled");
        foreach (var line in meanwhile.Lines())
            output.WriteLine(line);
        report.Violations.ShouldBeEmpty();
    }

    private static async Task<Spells> AskForAsync(Prober prober, int seconds)
    {
        using var over = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        return await prober.AskAsync(over.Token);
    }

    private static async Task<(TimeSpan Took, long Bytes)> DownloadRosterAsync(AppProcess app, LotId lot)
    {
        using var http = new HttpClient { BaseAddress = app.Address };
        var start = Stopwatch.GetTimestamp();
        await using var answer = await http.GetStreamAsync($"/api/lots/{lot}/draw/roster");
        var (buffer, bytes) = (new byte[81_920], 0L);
        while (await answer.ReadAsync(buffer) is > 0 and var read)
            bytes += read;
        return (Stopwatch.GetElapsedTime(start), bytes);
    }

    private async Task TellAsync(UseCases world, LotId id)
    {
        var lot = await world.LotAsync(id);
        var entries = await world.Database.AskAsync<long>(
            "select count(*) from room_entries where room_id = $1",
            id.Value
        );
        var published = await world.ReadAsync(db =>
            Task.FromResult(db.DrawCommitments.Single(c => c.LotId == id).PublishedAt!.Value)
        );
        // The moves carry the times at which their transactions began.
        Say($"A lot with {lot.TotalTickets} tickets, {entries} entries and {lot.TotalParticipants} players");
        Say($"roster frozen from   {(published - lot.FundedAt!.Value).TotalSeconds, 8:F2} s after funding");
        Say(
            $"drawn from           {(lot.DrawnAt!.Value - published).TotalSeconds, 8:F2} s after that (due 1 s after funding)"
        );
        Say($"settled              {(lot.SettledAt!.Value - lot.DrawnAt!.Value).TotalSeconds, 8:F2} s after that");
    }

    private void Say(FormattableString line) => output.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
