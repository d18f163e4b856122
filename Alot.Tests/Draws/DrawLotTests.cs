using System.Text.Json;
using Alot.Data.Draws;
using Alot.Data.Lots;
using Alot.Domain;
using Alot.Domain.Draws;
using Alot.Domain.Fulfilment;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Alot.Tests.World;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Shouldly;
using Xunit;

namespace Alot.Tests.Draws;

/// <summary>From the funding commit to the draw: roster frozen, drawn once, and never from anything else than was promised.</summary>
public sealed class DrawLotTests(UseCases world) : IClassFixture<UseCases>
{
    [Fact]
    public async Task The_roster_is_published_once_when_the_lot_is_funded()
    {
        var lot = await FundedAsync();
        (await world.Get<DueWork>().ToFreezeAsync(default)).ShouldContain(lot.Value);
        var published = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => world.Get<FreezeRoster>().RunAsync(lot, default))
        );

        published.Count(p => p).ShouldBe(1);
        (await world.Get<DueWork>().ToFreezeAsync(default)).ShouldNotContain(lot.Value);
        var roster = await RosterAsync(lot);
        var commitment = await CommitmentAsync(lot);
        roster.Root.ShouldBe(commitment.RosterRoot);
        (await LogKindsAsync(lot)).ShouldBe(["opening", "roster"]);
    }

    [Fact]
    public async Task Twenty_triggers_at_once_make_one_draw()
    {
        var lot = await FundedAsync();
        await world.Get<FreezeRoster>().RunAsync(lot, default);
        (await world.Get<DrawLot>().RunAsync(lot, default)).ShouldBeFalse("it isn't due");
        (await world.Get<DueWork>().ToDrawAsync(default)).ShouldNotContain(lot.Value);
        world.Clock.Advance(TimeSpan.FromSeconds(60));
        (await world.Get<DueWork>().ToDrawAsync(default)).ShouldContain(lot.Value);

        var drawn = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => world.Get<DrawLot>().RunAsync(lot, default))
        );

        drawn.Count(d => d).ShouldBe(1);
        (await world.LotAsync(lot)).Status.ShouldBe(LotStatus.Drawing);
        (await LogKindsAsync(lot)).ShouldBe(["opening", "roster", "draw"]);
        var draw = await world.ReadAsync(db => db.LotDraws.SingleAsync(d => d.LotId == lot));
        var winner = (await world.EntriesAsync(lot)).Single(e => e.IsWinner);
        winner.Tickets.Contains(draw.WinningTicket).ShouldBeTrue();
        (draw.WinnerEntryId, draw.WinnerUserId).ShouldBe((winner.Id, winner.PlayerId));
    }

    [Theory]
    [InlineData(DrawMode.Roster)]
    [InlineData(DrawMode.Classic)]
    public async Task The_proof_recomputes_from_what_is_public(DrawMode mode)
    {
        var lot = await FundedAsync(mode);
        await DrawAsync(lot);

        var proof = JsonDocument
            .Parse((await world.Get<DrawReads>().ProofAsync(lot, null, null, default))!)
            .RootElement;
        var seen = await world.LotAsync(lot);
        var again = DrawFormula.Draw(
            new DrawInputs
            {
                Mode = mode,
                LotId = lot,
                CreatedAt = seen.CreatedAt,
                Seed = ServerSeed.FromHex(proof.GetProperty("server_seed").GetString()!),
                Commitment = (await CommitmentAsync(lot)).Commitment,
                TotalTickets = seen.TotalTickets,
                EscrowBalance = seen.CurrentFunding,
                Roster = await RosterAsync(lot),
                RosterRoot = proof.GetProperty("roster_root").GetString(),
            }
        );
        again.WinningTicket.ShouldBe(proof.GetProperty("winning_ticket").GetInt32());
        proof.GetProperty("escrow_balance").GetString().ShouldBe("40.00");
        proof.GetProperty("total_tickets").GetInt32().ShouldBe(52);
    }

    [Theory]
    [InlineData("seed_encrypted = 'v1.nonsense'")]
    [InlineData("commitment = repeat('0', 64)")]
    [InlineData("mode = 'classic'")]
    [InlineData("tag_commitment = repeat('0', 64)")]
    [InlineData("beacon_chain = null")]
    public async Task The_apps_own_login_can_not_change_what_was_promised_at_opening(string change)
    {
        var lot = await FundedAsync();
        (
            await Should.ThrowAsync<PostgresException>(() =>
                world.Database.RunAsync($"update draw_commitments set {change} where room_id = '{lot}'")
            )
        ).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    [Fact]
    public async Task A_tampered_seed_freezes_the_lot_and_nothing_is_drawn()
    {
        var lot = await FundedAsync();
        var other = world.Sealer.Seal(ServerSeed.New().Hex, $"draw-seed:{lot}");
        await world.Database.RunAsync(
            "update draw_commitments set seed_encrypted = $2 where room_id = $1",
            world.Database.Owner,
            lot.Value,
            other
        );

        await world.Get<FreezeRoster>().RunAsync(lot, default);

        await ShouldBeFrozenAsync(lot);
        (await CommitmentAsync(lot)).PublishedAt.ShouldBeNull();
    }

    [Fact]
    public async Task A_seed_that_was_changed_after_the_roster_was_published_freezes_the_lot()
    {
        var lot = await FundedAsync();
        await world.Get<FreezeRoster>().RunAsync(lot, default);
        await world.Database.RunAsync(
            "update draw_commitments set seed_encrypted = 'v1.nonsense' where room_id = $1",
            world.Database.Owner,
            lot.Value
        );
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        await world.Get<DrawLot>().RunAsync(lot, default);
        await ShouldBeFrozenAsync(lot);
    }

    // What somebody with the owner's login might do to the entries once everybody has seen the root.
    [Theory]
    [InlineData(
        "update room_entries set user_id = (select user_id from room_entries where room_id = $1 order by tickets_start limit 1) where room_id = $1"
    )]
    [InlineData("update room_entries set voided_at = now() where room_id = $1 and tickets_start = 1")]
    [InlineData(
        "delete from room_entries where room_id = $1 and tickets_start = (select max(tickets_start) from room_entries where room_id = $1)"
    )]
    [InlineData("delete from room_entries where room_id = $1 and tickets_start = 1")]
    [InlineData("delete from room_entries where room_id = $1")]
    public async Task A_tampered_roster_freezes_the_lot_and_nothing_is_drawn(string tampering)
    {
        var lot = await FundedAsync();
        await world.Get<FreezeRoster>().RunAsync(lot, default);
        await TamperAsync(tampering, lot);
        world.Clock.Advance(TimeSpan.FromMinutes(2));

        await world.Get<DrawLot>().RunAsync(lot, default);

        await ShouldBeFrozenAsync(lot);
    }

    [Theory]
    [InlineData("update room_entries set voided_at = now() where room_id = $1 and tickets_start = 1")]
    [InlineData("delete from room_entries where room_id = $1 and tickets_start = 1")]
    [InlineData("delete from room_entries where room_id = $1")]
    public async Task Entries_that_do_not_add_up_are_never_published(string tampering)
    {
        var lot = await FundedAsync();
        await TamperAsync(tampering, lot);
        await world.Get<FreezeRoster>().RunAsync(lot, default);
        await ShouldBeFrozenAsync(lot);
        (await CommitmentAsync(lot)).PublishedAt.ShouldBeNull();
    }

    [Fact]
    public async Task A_funding_that_is_not_the_entries_cash_freezes_the_lot()
    {
        var lot = await FundedAsync();
        await TamperAsync("update rooms set current_funding = current_funding - 1 where id = $1", lot);
        await world.Get<FreezeRoster>().RunAsync(lot, default);
        await ShouldBeFrozenAsync(lot);
    }

    [Fact]
    public async Task A_lot_that_was_left_by_some_is_drawn_among_the_rest()
    {
        var lot = await world.OpenLotAsync(60, TimeSpan.FromHours(2));
        var (leaver, stayer) = (await world.Cast.PlayerAsync(), await world.Cast.PlayerAsync());
        var left = await world.BuyAsync(leaver, lot, 50);
        world.Clock.Advance(TimeSpan.FromHours(2));
        await world.Get<ExpireLot>().RunAsync(lot, default);
        var extended = world.Now.AddDays(5);
        await world.Get<ExtendLot>().RunAsync(new(await world.Cast.AdminAsync(), world.Key(), lot, extended), default);
        await world.Get<LeaveLot>().RunAsync(new(leaver, world.Key(), left), default);
        await world.BuyAsync(stayer, lot, 60);

        await DrawAsync(lot);

        var draw = await world.ReadAsync(db => db.LotDraws.SingleAsync(d => d.LotId == lot));
        draw.TotalTickets.ShouldBe(110);
        draw.WinningTicket.ShouldBeInRange(51, 110);
        draw.WinnerUserId.ShouldBe(stayer);
    }

    [Fact]
    public async Task A_draw_is_never_changed_not_even_by_the_owner()
    {
        var lot = await FundedAsync();
        await DrawAsync(lot);
        foreach (var login in (string[])[world.Database.App, world.Database.Owner])
        foreach (var sql in (string[])["update lottery_draws set winning_ticket = 1", "delete from lottery_draws"])
            (await Should.ThrowAsync<PostgresException>(() => world.Database.RunAsync(sql, login))).SqlState.ShouldBe(
                PostgresErrorCodes.InsufficientPrivilege
            );
    }

    /// <summary>$40 cash in three entries of two players, 12 credit tickets.</summary>
    private async Task<LotId> FundedAsync(DrawMode mode = DrawMode.Roster)
    {
        var lot = await world.OpenLotAsync(40, mode: mode);
        var (one, two, three) = (
            await world.Cast.PlayerAsync(),
            await world.Cast.PlayerAsync(),
            await world.Cast.PlayerAsync(credits: 1_200)
        );
        await world.BuyAsync(one, lot, 20);
        await world.BuyWithCreditsAsync(three, lot, 12);
        await world.BuyAsync(two, lot, 15);
        await world.BuyAsync(one, lot, 5);
        (await world.LotAsync(lot)).Status.ShouldBe(LotStatus.Funded);
        return lot;
    }

    private async Task DrawAsync(LotId lot)
    {
        await world.Get<FreezeRoster>().RunAsync(lot, default);
        world.Clock.Advance(TimeSpan.FromSeconds(60));
        (await world.Get<DrawLot>().RunAsync(lot, default)).ShouldBeTrue();
    }

    private async Task ShouldBeFrozenAsync(LotId id)
    {
        var lot = await world.LotAsync(id);
        (lot.Status, lot.FrozenAt is not null).ShouldBe((LotStatus.Funded, true));
        (await world.ReadAsync(db => db.LotDraws.AnyAsync(d => d.LotId == id))).ShouldBeFalse();
        var alert = await world.ReadAsync(db => db.Alerts.SingleAsync(a => a.Subject == id.ToString()));
        (alert.Kind, alert.ClearedAt).ShouldBe(("lot_frozen", null));
        // Nothing more happens to it, whoever asks.
        world.Clock.Advance(TimeSpan.FromHours(1));
        (await world.Get<FreezeRoster>().RunAsync(id, default)).ShouldBeFalse();
        (await world.Get<DrawLot>().RunAsync(id, default)).ShouldBeFalse();
        (await world.Get<SettleLot>().RunAsync(id, default)).ShouldBeFalse();
        (await world.Get<DueWork>().ToDrawAsync(default)).ShouldNotContain(id.Value);
        (await world.Get<DueWork>().ToFreezeAsync(default)).ShouldNotContain(id.Value);
        (await world.BalanceAsync("cash_escrow", id.Value)).ShouldBe(4_000);
    }

    // With the constraints and triggers off, as only a superuser can.
    private async Task TamperAsync(string sql, LotId lot)
    {
        await using var open = new NpgsqlConnection(world.Database.Administrator);
        await open.OpenAsync();
        foreach (
            var line in (string[])["set session_replication_role = replica", sql, "reset session_replication_role"]
        )
        {
            await using var command = new NpgsqlCommand(line, open);
            if (line == sql)
                command.Parameters.Add(new NpgsqlParameter { Value = lot.Value });
            await command.ExecuteNonQueryAsync();
        }
    }

    private async Task<Roster> RosterAsync(LotId lot)
    {
        var leaves = await world.Get<DrawReads>().RosterAsync(lot, null, null, default);
        return new Roster(await leaves!.ToListAsync());
    }

    private Task<DrawCommitment> CommitmentAsync(LotId lot) =>
        world.ReadAsync(db => db.DrawCommitments.AsNoTracking().SingleAsync(c => c.LotId == lot));

    private async Task<IEnumerable<string>> LogKindsAsync(LotId lot) =>
        await world.ReadAsync(db =>
            db.FairnessLog.Where(r => r.Record.Contains(lot.Value.ToString()))
                .OrderBy(r => r.Sequence)
                .Select(r => r.Kind)
                .ToListAsync()
        );
}
