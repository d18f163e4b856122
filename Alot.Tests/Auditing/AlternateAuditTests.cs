using Alot.Data.Accounts;
using Alot.Data.Auditing;
using Alot.Data.Draws;
using Alot.Domain;
using Alot.Domain.Accounts;
using Alot.Domain.Draws;
using Alot.Domain.Lots;
using Alot.Tests.Draws;
using Alot.Tests.World;
using Npgsql;
using Shouldly;
using Xunit;

namespace Alot.Tests.Auditing;

/// <summary>Two lots whose prize has passed on: one in roster mode, twice, and one in beacon mode.</summary>
public sealed class PassedOnWorld(TestCluster cluster) : IAsyncLifetime
{
    private const long OfTheLot = 123;
    private const long OfTheAlternate = 1001;

    /// <summary>A roster or disqualification published so long before a round waits for that one.</summary>
    private static readonly TimeSpan Before = TimeSpan.FromMilliseconds(61_250);

    public UseCases World { get; } =
        new(cluster)
        {
            Clock = new ManualClock(DrandChain.Quicknet.TimeOf(OfTheLot) - Before),
            Policy = new DrawPolicy(DrandChain.Quicknet, RequiresBeacon: false),
        };

    public Dictionary<DrawMode, LotId> Lots { get; } = [];

    public async ValueTask InitializeAsync()
    {
        await World.InitializeAsync();
        var beacon = Lots[DrawMode.Beacon] = await FundedAsync(DrawMode.Beacon);
        To(OfTheLot, TimeSpan.Zero);
        await World.Get<DrawByBeacon>().RunAsync(beacon, RecordedRounds.Of(OfTheLot).Signature, default);
        await World.Get<SettleLot>().RunAsync(beacon, default);

        var roster = Lots[DrawMode.Roster] = await FundedAsync(DrawMode.Roster);
        World.Clock.Advance(TimeSpan.FromMinutes(2));
        await World.Get<DrawLot>().RunAsync(roster, default);
        await World.Get<SettleLot>().RunAsync(roster, default);
        await DisqualifyAsync(roster);
        await DisqualifyAsync(roster);

        To(OfTheAlternate, Before);
        await DisqualifyAsync(beacon);
        To(OfTheAlternate, TimeSpan.Zero);
        var drawn = await World
            .Get<DrawAlternate>()
            .RunAsync(beacon, RecordedRounds.Of(OfTheAlternate).Signature, default);
        if (!drawn)
            throw new InvalidOperationException("The alternate of the lot in beacon mode was not drawn.");
    }

    /// <summary>$60 cash of three, 8 credit tickets of a fourth; the roster is published.</summary>
    private async Task<LotId> FundedAsync(DrawMode mode)
    {
        var lot = await World.OpenLotAsync(60, mode: mode);
        var buyers = await World.Cast.PlayersAsync(3);
        await World.BuyAsync(buyers[0], lot, 20);
        await World.BuyWithCreditsAsync(await World.Cast.PlayerAsync(credits: 800), lot, 8);
        await World.BuyAsync(buyers[1], lot, 15);
        await World.BuyAsync(buyers[2], lot, 25);
        await World.Get<FreezeRoster>().RunAsync(lot, default);
        return lot;
    }

    private async Task DisqualifyAsync(LotId lot)
    {
        var asked = await World
            .Get<ProposeDisqualification>()
            .RunAsync(new(await StaffAsync(), World.Key(), lot, "A stolen card."), default);
        await World
            .Get<DecideApproval>()
            .RunAsync(new(await StaffAsync(), World.Key(), asked.ApprovalId, Approve: true), default);
    }

    private Task<PlayerId> StaffAsync() => World.Cast.StaffAsync(StaffRole.Admin);

    private void To(long round, TimeSpan before) =>
        World.Clock.Advance(DrandChain.Quicknet.TimeOf(round) - before - World.Now);

    public ValueTask DisposeAsync() => World.DisposeAsync();
}

/// <summary>An alternate that does not follow from what was published, as only a superuser can make one, is found.</summary>
public sealed class AlternateAuditTests(PassedOnWorld passedOn) : IClassFixture<PassedOnWorld>
{
    private const string Follows = "nonces_follow_from_what_was_published";

    private UseCases World => passedOn.World;

    [Fact]
    public async Task Books_with_alternates_hold() =>
        (await World.Get<Auditor>().RunAsync(default)).Violations.ShouldBeEmpty();

    [Theory]
    // Another ticket, another seed, another nonce.
    [InlineData(
        "results_follow_from_the_seed",
        DrawMode.Roster,
        "update draw_alternates set winning_ticket = winning_ticket % 68 + 1 where room_id = {lot} and sequence = 1"
    )]
    [InlineData(
        "results_follow_from_the_seed",
        DrawMode.Roster,
        "update draw_alternates set combined_seed = repeat('0', 64) where room_id = {lot} and sequence = 2"
    )]
    [InlineData(
        "results_follow_from_the_seed",
        DrawMode.Beacon,
        "update draw_alternates set nonce = nonce + 1 where room_id = {lot}"
    )]
    [InlineData(
        Follows,
        DrawMode.Roster,
        "update draw_alternates set nonce = nonce + 1 where room_id = {lot} and sequence = 1"
    )]
    [InlineData(Follows, DrawMode.Beacon, "update draw_alternates set nonce = nonce + 1 where room_id = {lot}")]
    // A skip too many, with the nonce that follows from it.
    [InlineData(
        Follows,
        DrawMode.Roster,
        """
            update draw_alternates set nonce = nonce + 1,
                verification_details = jsonb_set(verification_details, '{skips}', verification_details -> 'skips' || '[{}]')
            where room_id = {lot} and sequence = 2
            """
    )]
    [InlineData(
        Follows,
        DrawMode.Beacon,
        """
            update draw_alternates set nonce = nonce + 1,
                verification_details = jsonb_set(verification_details, '{skips}', verification_details -> 'skips' || '[{}]')
            where room_id = {lot}
            """
    )]
    // A proof that is none.
    [InlineData(
        Follows,
        DrawMode.Roster,
        "update draw_alternates set verification_details = '{}' where room_id = {lot}"
    )]
    [InlineData(
        Follows,
        DrawMode.Beacon,
        "update draw_alternates set verification_details = '{\"skips\": {}, \"beacon\": 1}' where room_id = {lot}"
    )]
    // The tickets of somebody else passed over, the prize of somebody else.
    [InlineData(
        Follows,
        DrawMode.Roster,
        "update draw_alternates set disqualified_user_id = winner_user_id where room_id = {lot} and sequence = 1"
    )]
    [InlineData(
        Follows,
        DrawMode.Roster,
        "update draw_alternates set winner_user_id = disqualified_user_id where room_id = {lot} and sequence = 2"
    )]
    [InlineData(
        Follows,
        DrawMode.Beacon,
        "update room_entries e set voided_at = now() from draw_alternates a where a.room_id = {lot} and e.id = a.winner_entry_id"
    )]
    // Another round, or randomness that is not the round's.
    [InlineData(Follows, DrawMode.Beacon, "update draw_alternates set beacon_round = 1002 where room_id = {lot}")]
    [InlineData(
        Follows,
        DrawMode.Beacon,
        "update draw_alternates set verification_details = jsonb_set(verification_details, '{beacon,round}', '1002') where room_id = {lot}"
    )]
    [InlineData(
        Follows,
        DrawMode.Beacon,
        "update draw_alternates set verification_details = jsonb_set(verification_details, '{beacon,randomness}', to_jsonb(repeat('0', 64))) where room_id = {lot}"
    )]
    [InlineData(
        Follows,
        DrawMode.Beacon,
        "update draw_alternates set verification_details = jsonb_set(verification_details, '{beacon,signature}', '\"x\"') where room_id = {lot}"
    )]
    // The log tells another story.
    [InlineData(
        "alternates_are_told_as_they_were_drawn",
        DrawMode.Roster,
        "update draw_alternates set winning_ticket = winning_ticket % 68 + 1 where room_id = {lot} and sequence = 2"
    )]
    [InlineData(
        "alternates_are_told_as_they_were_drawn",
        DrawMode.Roster,
        "update draw_alternates set combined_seed = repeat('0', 64) where room_id = {lot} and sequence = 1"
    )]
    [InlineData(
        "alternates_are_told_as_they_were_drawn",
        DrawMode.Beacon,
        "update draw_disqualifications set beacon_round = 1002 where room_id = {lot}"
    )]
    [InlineData(
        "alternates_are_told_as_they_were_drawn",
        DrawMode.Beacon,
        "update lottery_draws set winning_ticket = winning_ticket % 68 + 1 where room_id = {lot}"
    )]
    public async Task What_was_changed_by_hand_is_found(string invariant, DrawMode mode, string sql)
    {
        await using var open = new NpgsqlConnection(World.Database.Administrator);
        await open.OpenAsync(TestContext.Current.CancellationToken);
        await using var transaction = await open.BeginTransactionAsync(TestContext.Current.CancellationToken);
        var lot = passedOn.Lots[mode];
        // Without triggers and foreign keys, none of which would let it happen.
        await using var alter = new NpgsqlCommand(
            "set local session_replication_role = replica; drop index ix_draw_alternates_room_id_disqualified_user_id;"
                + sql.Replace("{lot}", $"'{lot}'", StringComparison.Ordinal),
            open,
            transaction
        );
        (await alter.ExecuteNonQueryAsync(TestContext.Current.CancellationToken)).ShouldBeGreaterThan(0);

        (await AuditRules.CheckAsync(open, default)).Violations.ShouldContain(v =>
            v.Invariant == invariant && v.LotId == lot
        );
    }
}
