using Alot.Domain;
using Alot.Domain.Accounts;
using Alot.Domain.Compliance;
using Alot.Domain.Draws;
using Alot.Domain.Ledger;
using Alot.Domain.Pots;
using Alot.Tests.World;
using Shouldly;
using Xunit;

namespace Alot.Tests.Pots;

/// <summary>The rules of a pot, without a database.</summary>
public sealed class PotTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 28, 20, 15, 0, 250, TimeSpan.Zero);
    private static readonly Sealer Sealer = new(UseCases.MasterKey);

    private readonly PlayerId player = PlayerId.New(Now);

    [Fact]
    public void The_timer_ends_at_a_whole_second()
    {
        var pot = Open();
        pot.ClosesAt.ShouldBe(new DateTimeOffset(2026, 11, 28, 20, 16, 30, TimeSpan.Zero));
    }

    [Fact]
    public void A_join_takes_the_credits_into_the_pots_escrow()
    {
        var pot = Open();
        var wallet = Rich(1_000);
        var join = Join(pot, 2, wallet);
        (wallet.Balance, join.Entry.CreditsSpent, pot.Committed).ShouldBe((new(800), new(200), new(200)));
        join.Journal.Lines.ShouldBe([
            new JournalLine(AccountKind.PlayerCredits, player.Value, -200),
            new JournalLine(AccountKind.CreditEscrow, pot.Id.Value, 200),
        ]);
        join.Spent.PotId.ShouldBe(pot.Id);
    }

    [Fact]
    public void The_join_that_takes_the_last_ticket_closes_the_list()
    {
        var pot = Open(tickets: 3, cap: 2);
        Join(pot, 2, Rich(500), own: 0);
        pot.FilledAt.ShouldBeNull();
        pot.LockIsDue(Now).ShouldBeFalse();
        Join(pot, 1, Rich(500), now: Now.AddSeconds(7.9));
        pot.FilledAt.ShouldBe(Now.AddSeconds(7.9));
        pot.LockIsDue(Now.AddSeconds(8)).ShouldBeTrue();
        pot.ListClosedAt.ShouldBe(new DateTimeOffset(2026, 11, 28, 20, 15, 8, TimeSpan.Zero));
        Refused("pot_full", () => Join(pot, 1, Rich(500)));
    }

    [Theory]
    [InlineData(0, "validation")]
    [InlineData(-3, "validation")]
    [InlineData(int.MaxValue, "validation")]
    [InlineData(4, "limit_reached")]
    public void How_many_tickets_one_may_take(int tickets, string code) =>
        Refused(code, () => Join(Open(), tickets, Rich(100_000)));

    [Fact]
    public void The_cap_counts_all_joins_of_a_player()
    {
        var pot = Open();
        Refused("limit_reached", () => Join(pot, 2, Rich(500), own: 2)).Details["available"].ShouldBe(1);
        Join(pot, 1, Rich(500), own: 2);
    }

    [Fact]
    public void A_pause_keeps_the_time_that_is_left_and_entries_may_go_meanwhile()
    {
        var pot = Open();
        var closes = pot.ClosesAt;
        var wallet = Rich(500);
        var entry = Join(pot, 1, wallet).Entry;
        pot.Pause("We look at something.", Now.AddSeconds(10));
        Refused("pot_paused", () => Join(pot, 1, Rich(500), now: Now.AddSeconds(20)));
        pot.LockIsDue(Now.AddHours(1)).ShouldBeFalse();
        pot.TakeOut(entry, wallet, Now.AddHours(1));
        wallet.Balance.ShouldBe(new Credits(500));
        pot.Resume(Now.AddSeconds(10) + TimeSpan.FromHours(1));
        pot.ClosesAt.ShouldBe(closes + TimeSpan.FromHours(1));
    }

    [Fact]
    public void A_pot_that_was_paused_after_its_time_was_over_has_no_more_of_it()
    {
        var pot = Open();
        var closes = pot.ClosesAt;
        pot.Pause("Late.", closes.AddSeconds(1));
        Refused("pot_not_open", () => Join(pot, 1, Rich(500), now: closes.AddSeconds(2)));
        pot.Resume(closes.AddSeconds(60));
        pot.ClosesAt.ShouldBe(closes);
        pot.LockIsDue(closes.AddSeconds(60)).ShouldBeTrue();
    }

    [Fact]
    public void An_open_pot_is_called_off_by_one_and_takes_nobody_any_more()
    {
        var pot = Open();
        pot.RequestCancel("A mistake.", player, agreed: false, Now);
        Refused("pot_not_open", () => Join(pot, 1, Rich(500)));
        Refused("already_cancelled", () => pot.RequestCancel("Again.", player, agreed: false, Now));
        pot.CancelCause(Now).ShouldBe("staff");
        pot.Cancel(Now);
        pot.Status.ShouldBe(PotStatus.Cancelled);
        Refused("pot_over", () => pot.Pause("x", Now));
    }

    [Fact]
    public void Its_seed_opens_only_for_its_own_pot()
    {
        var seed = ServerSeed.New();
        var (one, other) = (Open(seed), Open(seed));
        PotSeal.Of(one.Id, seed, Sealer).Open(one.SeedHash, Sealer).Hex.ShouldBe(seed.Hex);
        Should.Throw<DrawMismatchException>(() =>
            PotSeal.Of(one.Id, ServerSeed.New(), Sealer).Open(other.SeedHash, Sealer)
        );
    }

    [Theory]
    [InlineData("", 100, 10, 3, 60, "title")]
    [InlineData("Quick ten", 0, 10, 3, 60, "entry_cost")]
    [InlineData("Quick ten", 1_000_001, 10, 3, 60, "entry_cost")]
    [InlineData("Quick ten", 100, 1, 1, 60, "max_tickets")]
    [InlineData("Quick ten", 100, 10_001, 3, 60, "max_tickets")]
    [InlineData("Quick ten", 100, 10, 10, 60, "max_per_user")]
    [InlineData("Quick ten", 100, 10, 0, 60, "max_per_user")]
    [InlineData("Quick ten", 100, 10, 3, 9, "duration_seconds")]
    [InlineData("Quick ten", 100, 10, 3, 604_801, "duration_seconds")]
    public void A_plan_that_can_not_be_right_is_refused_with_its_field(
        string title,
        long cost,
        int tickets,
        int cap,
        int seconds,
        string field
    )
    {
        var refused = Refused(
            "validation",
            () => new PotPlan(title, new Credits(cost), tickets, cap, TimeSpan.FromSeconds(seconds)).Checked()
        );
        refused.Details["errors"].ShouldBeOfType<Dictionary<string, string[]>>().Keys.ShouldContain(field);
    }

    [Theory]
    [InlineData("KP", null, true)]
    [InlineData("US", "Washington", true)]
    [InlineData("US", "Oregon", false)]
    [InlineData("US", null, false)]
    [InlineData(null, null, false)]
    public void Regions_are_blocked_by_country_or_by_state(string? country, string? region, bool blocked) =>
        new PotPolicy
        {
            BlockedRegions = new HashSet<string> { "KP", "US-Washington" },
        }
            .Blocks(country, region)
            .ShouldBe(blocked);

    private static Pot Open(ServerSeed? seed = null, int tickets = 10, int cap = 3) =>
        Pot.Open(
            PotId.New(Now),
            new PotPlan("Quick ten", new Credits(100), tickets, cap, TimeSpan.FromSeconds(90)).Checked(),
            null,
            (seed ?? ServerSeed.New()).Commitment,
            TagKey.New(),
            Sealer,
            Now
        );

    private PotJoin Join(Pot pot, int tickets, Wallet wallet, int own = 0, DateTimeOffset? now = null) =>
        pot.Join(
            tickets,
            EntryId.New(Now),
            new Buyer(player, "ada_lovelace", false, UserStatus.Active, true, false, null, Now),
            own,
            wallet,
            PlayedFrom.Unknown,
            new PotPolicy(),
            now ?? Now
        );

    private Wallet Rich(long credits)
    {
        var wallet = Wallet.Empty(player, Now);
        wallet.Receive(new Credits(credits), CreditKind.AdminGrant, "For a test", Now);
        return wallet;
    }

    private static Refusal Refused(string code, Action act)
    {
        var refused = Should.Throw<Refusal>(act);
        refused.Code.ShouldBe(code);
        return refused;
    }
}
