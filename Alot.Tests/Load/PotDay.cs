using System.Diagnostics;
using System.Globalization;
using Alot.Data.Auditing;
using Alot.Data.Pots;
using Alot.Domain;
using Alot.Domain.Ledger;
using Alot.Domain.Pots;
using Alot.Tests.World;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Alot.Tests.Load;

/// <summary>
/// A day of pots: people come as they do over a day, join, come back; a twentieth of them play together against the rest. Time is
/// a manual clock that goes from event to event; everything else is as in production: use cases, database, logins. Who is flagged is
/// counted as the settlement left it. <c>script/pots day</c> has 500 players and 24 hours.
/// </summary>
public sealed class PotDay(TestCluster cluster, ITestOutputHelper output)
{
    // Of people; those who follow them come on top.
    private const double JoinsAPot = 7.6;

    private static readonly int Players = Setting("ALOT_POT_PLAYERS", 60);
    private static readonly int PotsAnHour = Setting("ALOT_POTS_AN_HOUR", 10);
    private static readonly int Hours = Setting("ALOT_POT_HOURS", 2);
    private static readonly bool IsShort = Environment.GetEnvironmentVariable("ALOT_POT_HOURS") is null;

    // The reveal is 8 s after the lock; the worker that flags is woken by each join, and at the latest by the second's job.
    private static readonly TimeSpan WatchAfter = TimeSpan.FromSeconds(1);

    // Two open at a time: of three, each fills too slowly for this many players (docs/benchmarks.md).
    private static readonly PotPolicy Policy = new()
    {
        Templates =
        [
            Template("quick-ten", "Quick ten", 100, 10, 3, 900),
            Template("dozen", "The dozen", 250, 12, 3, 900),
        ],
    };

    private readonly Dictionary<(PotId, PlayerId), int> own = [];
    private readonly PriorityQueue<(Visitor Who, PotId Pot), DateTimeOffset> followers = new();
    private readonly Dictionary<string, (int Count, TimeSpan Time)> spent = [];
    private UseCases world = null!;
    private Random random = null!;
    private List<Pot> pots = [];
    private DateTimeOffset? watchAt;
    private int joins;
    private int refused;

    [Fact]
    public async Task Who_plays_together_is_flagged_before_the_settlement_and_few_others_are()
    {
        // The short form is the same each time: of few entries one more or less is a large share.
        random = IsShort && Environment.GetEnvironmentVariable("ALOT_SEED") is null ? new Random(5) : Seeds.Random();
        var start = new DateTimeOffset(TimeProvider.System.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero).AddDays(1);
        if (IsShort)
            start = start.AddHours(19);
        await using var made = new UseCases(cluster) { Clock = new ManualClock(start) };
        world = made;
        await world.InitializeAsync();
        var length = TimeSpan.FromHours(Hours);
        var crowd = await PotCrowd.GatherAsync(world, random, Players, start, length);
        var began = Stopwatch.GetTimestamp();

        await world.Make<RotatePots>(Policy).RunAsync(default);
        await LookAsync();
        await LiveAsync(crowd, start + length);
        await FinishAsync();
        var took = Stopwatch.GetElapsedTime(began);

        var counted = await CountAsync(crowd);
        await TellAsync(crowd, counted, took, length);
        counted.Together.ShouldBeGreaterThan(0);
        ((double)counted.TogetherFlagged / counted.Together).ShouldBeGreaterThanOrEqualTo(0.95);
        ((double)counted.HonestFlagged / counted.Honest).ShouldBeLessThanOrEqualTo(0.05);
        (await world.Get<Auditor>().RunAsync(default)).Violations.ShouldBeEmpty();
        (await world.Get<DuePots>().ToFlagAsync(default)).ShouldBeEmpty();
        (
            await world.Database.AskAsync<long>("select count(*) from pots where status in ('locked', 'settling')")
        ).ShouldBe(0);
    }

    /// <summary>From event to event: somebody comes, a companion follows, or something is due.</summary>
    private async Task LiveAsync(PotCrowd crowd, DateTimeOffset end)
    {
        var next = NextVisit();
        while (true)
        {
            var follow = followers.TryPeek(out _, out var at) ? at : DateTimeOffset.MaxValue;
            var due = NextDue();
            var now = new[] { next, follow, due }.Min();
            if (now >= end)
                return;
            if (now > world.Now)
                world.Clock.Advance(now - world.Now);
            if (now == due)
                await WorkAsync();
            else if (now == follow)
            {
                var (who, pot) = followers.Dequeue();
                await JoinAsync(who, pots.FirstOrDefault(p => p.Id == pot));
            }
            else
            {
                await VisitAsync(crowd);
                next = NextVisit();
            }
        }
    }

    private DateTimeOffset NextVisit() =>
        world.Now
        + TimeSpan.FromSeconds(
            -Math.Log(1 - random.NextDouble()) * 3600 / (PotsAnHour * JoinsAPot * PotCrowd.Busy(world.Now))
        );

    // Somebody who is here joins a pot; a ring does it together, and so do some households now and then.
    private async Task VisitAsync(PotCrowd crowd)
    {
        var here = crowd.All.Where(v => v.IsOnline(world.Now)).ToList();
        if (here.Count == 0)
            return;
        var draw = random.NextDouble() * here.Sum(v => v.Eager);
        var who = here.First(v => (draw -= v.Eager) <= 0 || v == here[^1]);
        var open = pots.Where(p => p.SellsAt(world.Now) && own.GetValueOrDefault((p.Id, who.Id)) < p.MaxPerUser)
            .ToList();
        if (open.Count == 0)
            return;
        // The fuller a pot, the more it draws.
        double Draw(Pot p) => 1 + 3 * Math.Pow((double)p.TicketsSold / p.MaxTickets, 2);
        draw = random.NextDouble() * open.Sum(Draw);
        var pot = open.First(p => (draw -= Draw(p)) <= 0 || p == open[^1]);
        if (!await JoinAsync(who, pot))
            return;
        var company =
            who.Ring is { } ring && random.NextDouble() < 0.9 ? ring.Members.Where(m => m != who)
            : random.NextDouble() < 0.3 ? who.Company.Where(c => c.IsOnline(world.Now))
            : [];
        foreach (var other in company)
            followers.Enqueue((other, pot.Id), world.Now + TimeSpan.FromSeconds(random.Next(2, 20)));
    }

    private async Task<bool> JoinAsync(Visitor who, Pot? pot)
    {
        if (pot is null)
            return false;
        var have = own.GetValueOrDefault((pot.Id, who.Id));
        var wish = random.NextDouble() switch
        {
            < 0.65 => 1,
            < 0.9 => 2,
            _ => 3,
        };
        var tickets = Math.Min(wish, Math.Min(pot.MaxPerUser - have, pot.FreeTickets));
        if (tickets < 1)
            return false;
        var address = random.NextDouble() < who.OutOfHome ? who.Carrier : who.Home;
        try
        {
            await TimedAsync(
                "join",
                () => world.JoinAsync(who.Id, pot.Id, tickets, new PlayedFrom(address, who.Device))
            );
        }
        catch (Refusal)
        {
            refused++;
            return false;
        }
        joins++;
        own[(pot.Id, who.Id)] = have + tickets;
        watchAt ??= world.Now + WatchAfter;
        await LookAsync();
        return true;
    }

    private DateTimeOffset NextDue()
    {
        var due = pots.Select(DueAt).Append(watchAt ?? DateTimeOffset.MaxValue).Min();
        return due < world.Now ? world.Now : due;
    }

    private static DateTimeOffset DueAt(Pot pot) =>
        pot switch
        {
            { Status: PotStatus.Open, FilledAt: { } filled } => filled,
            { Status: PotStatus.Open } => pot.ClosesAt,
            { Status: PotStatus.Locked, LockedAt: { } locked } => locked + Policy.RevealDelay,
            _ => DateTimeOffset.MinValue,
        };

    /// <summary>What the workers do when they are woken.</summary>
    private async Task WorkAsync()
    {
        var due = world.Get<DuePots>();
        if (watchAt <= world.Now)
        {
            watchAt = null;
            foreach (var id in await due.ToFlagAsync(default))
                await TimedAsync("check", () => world.Get<FlagPot>().RunAsync(id, default));
        }
        // Asking costs more than anything that is done here, so it is asked only when something is due.
        if (pots.All(p => DueAt(p) > world.Now))
            return;
        var (cancel, locks) = (world.Make<CancelPot>(Policy), world.Make<LockPot>(Policy));
        foreach (var id in await due.ToCancelAsync(default))
            await TimedAsync("cancel", () => cancel.RunAsync(id, default));
        foreach (var id in await due.ToLockAsync(default))
        {
            await TimedAsync("lock", () => locks.RunAsync(id, default));
            watchAt ??= world.Now + WatchAfter;
        }
        foreach (var id in await due.ToRevealAsync(default))
            await TimedAsync("reveal", () => world.Get<RevealPot>().RunAsync(id, null, default));
        foreach (var id in await due.ToPayAsync(default))
            await TimedAsync("pay", () => world.Get<PayPot>().RunAsync(id, default));
        (await due.LateAsync(default)).ShouldBeEmpty();
        await LookAsync();
    }

    /// <summary>Nobody comes any more: the last pots end by their timers.</summary>
    private async Task FinishAsync()
    {
        for (var step = 0; step < 40; step++)
        {
            world.Clock.Advance(TimeSpan.FromSeconds(30));
            await WorkAsync();
        }
    }

    private async Task LookAsync() =>
        pots = await world.ReadAsync(db =>
            db.Pots.AsNoTracking()
                .Where(p =>
                    p.Status == PotStatus.Open || p.Status == PotStatus.Locked || p.Status == PotStatus.Settling
                )
                .OrderBy(p => p.Number)
                .ToListAsync()
        );

    private sealed record Counted(
        int Together,
        int TogetherFlagged,
        int Honest,
        int HonestFlagged,
        IReadOnlyDictionary<Trick, (int All, int Flagged)> ByTrick
    );

    // Of settled pots: nothing flags an entry any more once it is settled. A colluder alone in a pot is nobody's accomplice.
    private async Task<Counted> CountAsync(PotCrowd crowd)
    {
        var rings = crowd.Rings.SelectMany(r => r.Members).ToDictionary(m => m.Id, m => m.Ring!);
        var entries = await world.ReadAsync(db =>
            (
                from e in db.PotEntries.AsNoTracking()
                join p in db.Pots on e.PotId equals p.Id
                where p.Status == PotStatus.Settled && e.CancelledAt == null
                select new
                {
                    e.PotId,
                    e.PlayerId,
                    e.Flagged,
                }
            ).ToListAsync()
        );
        var together = entries
            .Where(e => rings.ContainsKey(e.PlayerId))
            .GroupBy(e => (e.PotId, rings[e.PlayerId].Number))
            .Where(g => g.Select(e => e.PlayerId).Distinct().Count() > 1)
            .SelectMany(g => g)
            .ToList();
        var honest = entries.Where(e => !rings.ContainsKey(e.PlayerId)).ToList();
        return new Counted(
            together.Count,
            together.Count(e => e.Flagged),
            honest.Count,
            honest.Count(e => e.Flagged),
            together
                .GroupBy(e => rings[e.PlayerId].Trick)
                .ToDictionary(g => g.Key, g => (g.Count(), g.Count(e => e.Flagged)))
        );
    }

    private async Task TellAsync(PotCrowd crowd, Counted counted, TimeSpan took, TimeSpan length)
    {
        var figures = await world.Get<StaffPotReads>().FiguresAsync(length + TimeSpan.FromHours(1), default);
        var alerts = await world.Database.AskAsync<long>("select count(*) from alerts where kind = 'pot_address'");
        var others = await world.Database.AskAsync<long>("select count(*) from alerts where kind <> 'pot_address'");
        var settled = await world.Database.AskAsync<long>("select count(*) from pots where status = 'settled'");
        var cancelled = await world.Database.AskAsync<long>("select count(*) from pots where status = 'cancelled'");
        var newcomers = await world.Database.AskAsync<long>(
            "select count(*) from pot_flags where score >= 30 and cleared_at is null"
        );
        Say(
            $"{Players} players, {crowd.Rings.Sum(r => r.Members.Count)} of them in {crowd.Rings.Count} rings, {Hours} h, in {took.TotalSeconds:F0} s"
        );
        Say($"pots settled / cancelled        {settled} / {cancelled}");
        Say($"joins / refused                 {joins} / {refused}");
        Say($"suspicious entries flagged      {Share(counted.TogetherFlagged, counted.Together)} before settlement");
        foreach (var (trick, (all, flagged)) in counted.ByTrick.OrderBy(t => t.Key))
            Say($"  {trick, -28}  {Share(flagged, all)}");
        Say($"honest entries flagged          {Share(counted.HonestFlagged, counted.Honest)}");
        Say($"flags of players in a pot       {newcomers}");
        Say($"address alerts / others         {alerts} / {others}");
        foreach (var (name, of) in new[] { ("all hours", figures.All), ("at peak", figures.Peak) })
            Say(
                $"fill {name, -10}                 {of.Filled} of {of.Pots} filled, {Share(of.InTime, of.Pots)} within 90 s; p50 {of.Half?.TotalSeconds:F0} s, p75 {of.ThreeQuarters?.TotalSeconds:F0} s, p90 {of.NineTenths?.TotalSeconds:F0} s"
            );
        Say(
            $"fill distribution               {string.Join(", ", figures.Fill.Select(s => $"≤ {s.UpTo?.TotalSeconds.ToString("F0", CultureInfo.InvariantCulture) ?? "∞"} s: {s.Pots}"))}"
        );
        Say($"joined another within 10 min    {Share(figures.Rejoins.Rejoined, figures.Rejoins.Seats)}");
        foreach (var (what, (count, time)) in spent)
            Say($"{what, -8} {count, 7} × {time.TotalMilliseconds / count, 6:F1} ms");

        void Say(FormattableString line) => output.WriteLine(line.ToString(CultureInfo.InvariantCulture));
        static string Share(int part, int whole) =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"{part} of {whole}, {(whole == 0 ? 0 : 100.0 * part / whole):F1} %"
            );
    }

    private async Task TimedAsync(string what, Func<Task> work)
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            await work();
        }
        finally
        {
            var (count, time) = spent.GetValueOrDefault(what);
            spent[what] = (count + 1, time + Stopwatch.GetElapsedTime(began));
        }
    }

    private static PotTemplate Template(string name, string title, long cost, int tickets, int cap, int seconds) =>
        new(name, new PotPlan(title, new Credits(cost), tickets, cap, TimeSpan.FromSeconds(seconds), name));

    private static int Setting(string name, int usual) =>
        int.Parse(
            Environment.GetEnvironmentVariable(name) ?? usual.ToString(CultureInfo.InvariantCulture),
            CultureInfo.InvariantCulture
        );
}
