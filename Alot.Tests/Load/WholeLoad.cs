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
/// A lot with very many players from its last payment to the end, by the app as it runs, which serves pages meanwhile.
/// <c>script/load whole</c> has 200,000 players and a million tickets.
/// </summary>
public sealed class WholeLoad(TestCluster cluster, ITestOutputHelper output)
{
    private static readonly int Players = int.Parse(
        Environment.GetEnvironmentVariable("ALOT_LOAD_PLAYERS") ?? "200",
        CultureInfo.InvariantCulture
    );

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    [Fact]
    public async Task A_lot_is_funded_drawn_and_settled_while_pages_answer()
    {
        await using var world = new UseCases(cluster) { Clock = new ManualClock(TimeProvider.System.GetUtcNow()) };
        await world.InitializeAsync();
        var bulk = new BulkLot(world);
        await bulk.GatherAsync(Players);
        var (lot, last, _, dollars) = await bulk.AlmostFundedAsync(drawDelay: 1);
        await using var app = await AppProcess.StartAsync(
            world.Database.App,
            new Dictionary<string, string>
            {
                ["Alot:MasterKey"] = Convert.ToBase64String(UseCases.MasterKey),
                ["Logging:LogLevel:Default"] = "Warning",
            }
        );
        var before = await ReadPagesAsync(app, lot, new CancellationTokenSource(TimeSpan.FromSeconds(3)).Token);

        world.Clock.Advance(TimeProvider.System.GetUtcNow() - world.Now);
        var start = Stopwatch.GetTimestamp();
        await world.BuyAsync(last, lot, dollars);
        var bought = Stopwatch.GetElapsedTime(start);
        using var settled = new CancellationTokenSource(Patience);
        var reading = ReadPagesAsync(app, lot, settled.Token);
        while ((await world.LotAsync(lot)).Status != LotStatus.Settled)
            await Task.Delay(50, settled.Token);
        await settled.CancelAsync();
        var meanwhile = await reading;

        start = Stopwatch.GetTimestamp();
        var report = await world.Get<Auditor>().RunAsync(default);
        var audited = Stopwatch.GetElapsedTime(start);
        var done = await world.LotAsync(lot);
        var published = await world.ReadAsync(db =>
            Task.FromResult(db.DrawCommitments.Single(c => c.LotId == lot).PublishedAt!.Value)
        );
        Say($"A lot with {done.TotalTickets} tickets and {done.TotalParticipants} players");
        Say($"the last payment     {bought.TotalSeconds, 8:F2} s");
        Say($"roster published     {(published - done.FundedAt!.Value).TotalSeconds, 8:F2} s after funding");
        Say(
            $"drawn                {(done.DrawnAt!.Value - published).TotalSeconds, 8:F2} s after that (due 1 s after funding)"
        );
        Say($"settled              {(done.SettledAt!.Value - done.DrawnAt!.Value).TotalSeconds, 8:F2} s after that");
        Say($"audited              {audited.TotalSeconds, 8:F2} s");
        Say($"the app's memory     {app.PeakMemory / 1024 / 1024, 5} MiB at most");
        Say($"pages before         {Text(before)}");
        Say($"pages meanwhile      {Text(meanwhile)}");
        report.Violations.ShouldBeEmpty();
    }

    /// <summary>Discovery, the lot and its API in turn, as fast as one reader can.</summary>
    private static async Task<IReadOnlyList<TimeSpan>> ReadPagesAsync(AppProcess app, LotId lot, CancellationToken over)
    {
        using var http = new HttpClient { BaseAddress = app.Address, Timeout = TimeSpan.FromMinutes(2) };
        var spells = new List<TimeSpan>();
        do foreach (var page in (string[])["/", $"/lots/{lot}", $"/api/lots/{lot}"])
        {
            var start = Stopwatch.GetTimestamp();
            using var answer = await http.GetAsync(page, CancellationToken.None);
            answer.EnsureSuccessStatusCode();
            spells.Add(Stopwatch.GetElapsedTime(start));
        }
        while (!over.IsCancellationRequested);
        return [.. spells.Order()];
    }

    private static FormattableString Text(IReadOnlyList<TimeSpan> spells) =>
        $"{spells.Count, 6} read, p50 {spells[spells.Count / 2].TotalMilliseconds:F0} ms, p95 {spells[(int)(spells.Count * 0.95)].TotalMilliseconds:F0} ms, longest {spells[^1].TotalMilliseconds:F0} ms";

    private void Say(FormattableString line) => output.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
