using Alot.Domain.Draws;
using Alot.Tests.World;
using Alot.Web.Draws;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Shouldly;
using Xunit;

namespace Alot.Tests.Draws;

/// <summary>Relays are asked in turn; one that errs or lies is passed over, said once, and never believed.</summary>
public sealed class DrandRelaysTests(TestCluster cluster)
{
    private static readonly DrandChain Chain = DrandChain.Quicknet;

    public static TheoryData<RelayMood, string> Faults =>
        new()
        {
            { RelayMood.Forged, "answers a signature that is false" },
            { RelayMood.ForgedWithAnother, "answers a signature that is false" },
            { RelayMood.OtherRound, "answers another round" },
            { RelayMood.NoJson, "answers no JSON" },
            { RelayMood.OtherJson, "answers something else" },
            { RelayMood.Huge, "answers far too much" },
            { RelayMood.Broken, "answers 500" },
            { RelayMood.Redirect, "answers 302" },
            { RelayMood.Down, "can't be reached" },
            { RelayMood.Slow, "is too slow" },
            { RelayMood.TooEarly, "does not know the round" },
        };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_relay_that_errs_or_lies_is_passed_over_and_said_once(RelayMood mood, string fault)
    {
        await using var world = await BeaconWorld.StartAsync(cluster, mood);
        var node = world.Node();
        world.ToTheRound();
        world.UseCases.Clock.Advance(TimeSpan.FromMinutes(1));
        var real = RecordedRounds.Of(1001).Signature;

        (await node.Beacon.SignatureAsync(Chain, 1001, default)).ShouldBe(real);
        world.First.Asked.ShouldBe([$"/{Chain.Hash}/public/1001"]);
        var said = node.Log.OfRelays.ShouldHaveSingleItem();
        said.ShouldContain(world.First.Address.ToString());
        said.ShouldContain(fault);

        // It comes last from now on, and is not asked while the other is well.
        (await node.Beacon.SignatureAsync(Chain, 1000, default)).ShouldBe(RecordedRounds.Of(1000).Signature);
        world.First.Asked.Count.ShouldBe(1);

        // When the other goes too there is no answer at all, however often one asks; nothing is said twice.
        world.Second.Mood = mood;
        for (var i = 0; i < 2; i++)
            (await node.Beacon.SignatureAsync(Chain, 1001, default)).ShouldBeNull();
        node.Log.OfRelays.Count.ShouldBe(2);

        world.First.Mood = RelayMood.Honest;
        (await node.Beacon.SignatureAsync(Chain, 1001, default)).ShouldBe(real);
        node.Log.OfRelays[^1].ShouldContain("well again");
    }

    [Fact]
    public async Task A_round_that_may_not_be_there_yet_is_no_fault()
    {
        await using var world = await BeaconWorld.StartAsync(cluster, RelayMood.TooEarly, RelayMood.TooEarly);
        var node = world.Node();
        world.ToTheRound();

        (await node.Beacon.SignatureAsync(Chain, 1001, default)).ShouldBeNull();

        (world.First.Asked.Count, world.Second.Asked.Count).ShouldBe((1, 1));
        node.Log.OfRelays.ShouldBeEmpty();
    }

    [Fact]
    public async Task Whoever_stops_asking_does_not_blame_the_relay()
    {
        await using var world = await BeaconWorld.StartAsync(cluster, RelayMood.Slow);
        var node = world.Node();
        using var stop = new CancellationTokenSource();
        var asking = node.Beacon.SignatureAsync(Chain, 1001, stop.Token);
        await Eventually.TrueAsync(() => !world.First.Asked.IsEmpty);
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => asking);

        node.Log.OfRelays.ShouldBeEmpty();
        world.Second.Asked.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("at least 2", "https://one.example")]
    [InlineData("at least 2", "https://one.example", "https://one.example/")]
    [InlineData("not an address", "https://one.example", "ftp://two.example")]
    [InlineData("not an address", "https://one.example", "two")]
    [InlineData("not an address", "https://one.example", "https://two.example/?x=1")]
    public void Settings_that_cannot_be_right_stop_the_start(string why, params string[] relays) =>
        Should
            .Throw<InvalidOperationException>(() => BeaconSettings.From(Configured(null, relays)))
            .Message.ShouldContain(why);

    [Fact]
    public void The_chain_must_be_one_whose_key_is_known()
    {
        string[] relays = ["https://one.example/drand", "https://two.example"];
        BeaconSettings.From(Configured(null, relays)).Chain.ShouldBe(Chain);
        BeaconSettings.From(Configured(Chain.Hash, relays)).Relays[0].ToString().ShouldBe("https://one.example/drand/");
        Should
            .Throw<InvalidOperationException>(() => BeaconSettings.From(Configured(new string('5', 64), relays)))
            .Message.ShouldContain(Chain.Hash);
        Should
            .Throw<InvalidOperationException>(() => BeaconSettings.From(Configured(Chain.Hash)))
            .Message.ShouldContain("Relays");
        BeaconSettings.From(Configured(null)).Chain.ShouldBeNull();
        BeaconSettings.From(Configured("", "", "")).Chain.ShouldBeNull("empty is as good as not there");
    }

    [Fact]
    public void Production_asks_for_a_beacon_unless_policy_says_otherwise()
    {
        string[] relays = ["https://one.example", "https://two.example"];
        Policy("Production", null, relays).ShouldBe(new DrawPolicy(Chain, RequiresBeacon: true));
        Policy("Production", "true", relays).ShouldBe(new DrawPolicy(Chain, RequiresBeacon: false));
        Policy("Production", null).ShouldBe(new DrawPolicy(null, RequiresBeacon: true));
        Policy("Development", null).ShouldBe(DrawPolicy.WithoutBeacon);
        Policy("Development", null, relays).ShouldBe(new DrawPolicy(Chain, RequiresBeacon: false));
    }

    private static DrawPolicy Policy(string environment, string? without, params string[] relays)
    {
        var configuration = Configured(null, relays);
        configuration["Draws:AllowWithoutBeacon"] = without;
        return BeaconSettings.From(configuration).Policy(configuration, new Place { EnvironmentName = environment });
    }

    private static IConfigurationRoot Configured(string? chain, params string[] relays)
    {
        var values = relays
            .Select((r, i) => KeyValuePair.Create($"Draws:Beacon:Relays:{i}", (string?)r))
            .ToDictionary();
        if (chain is not null)
            values["Draws:Beacon:Chain"] = chain;
        return new ConfigurationBuilder().AddInMemoryCollection(values).Build();
    }

    private sealed class Place : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = "";
        public string ApplicationName { get; set; } = "Alot.Web";
        public string ContentRootPath { get; set; } = AppContext.BaseDirectory;
        public Microsoft.Extensions.FileProviders.IFileProvider ContentRootFileProvider { get; set; } = null!;
    }
}
