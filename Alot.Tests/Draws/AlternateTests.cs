using System.Text.Json;
using Alot.Data.Accounts;
using Alot.Data.Auditing;
using Alot.Data.Draws;
using Alot.Data.Lots;
using Alot.Domain;
using Alot.Domain.Accounts;
using Alot.Domain.Draws;
using Alot.Domain.Fulfilment;
using Alot.Domain.Lots;
using Alot.Tests.World;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Shouldly;
using Xunit;

namespace Alot.Tests.Draws;

/// <summary>A winner is disqualified by two people of staff: the prize passes on, by the same seed and list.</summary>
public sealed class AlternateTests(UseCases world, TestCluster cluster) : IClassFixture<UseCases>
{
    [Theory]
    [InlineData(DrawMode.Roster)]
    [InlineData(DrawMode.Classic)]
    public async Task The_next_nonce_passes_over_the_disqualified_and_the_alternate_keeps_its_credits(DrawMode mode)
    {
        var (one, two) = (await StaffAsync(), await StaffAsync());
        var lot = await SettledAsync(mode);
        var proof = await ProofAsync(lot);
        var first = await WinnerAsync(lot);
        var balances = await CreditsAsync(lot);

        var asked = await ProposeAsync(one, lot);
        (await WinnerAsync(lot)).WinnerUserId.ShouldBe(first.WinnerUserId, "one is not two");
        (await DecideAsync(two, asked.ApprovalId)).Outcome.ShouldBe(ApprovalOutcome.Approved);

        var alternate = await world.ReadAsync(db => db.LotAlternates.SingleAsync(a => a.LotId == lot));
        var expected = Recompute(proof, await LeavesAsync(lot), [first.WinnerUserId], proof.Nonce, await TagAsync(lot));
        (alternate.Sequence, alternate.Nonce, alternate.CombinedSeed, alternate.WinningTicket).ShouldBe(
            (1, expected.Nonce, expected.CombinedSeed, expected.Ticket)
        );
        (alternate.DisqualifiedUserId, alternate.RequestedBy, alternate.ApprovedBy).ShouldBe(
            (first.WinnerUserId, one, two)
        );
        alternate.WinnerUserId.ShouldNotBe(first.WinnerUserId);
        (await WinnerAsync(lot)).WinnerUserId.ShouldBe(alternate.WinnerUserId);
        (await world.EntriesAsync(lot)).Where(e => e.IsWinner).Select(e => e.Id).ShouldBe([alternate.WinnerEntryId]);
        // No credits and no money move.
        (await CreditsAsync(lot)).ShouldBe(balances);
        var cards = await world.ReadAsync(db => db.Cards.Where(c => c.LotId == lot).ToDictionaryAsync(c => c.PlayerId));
        var (lost, won) = (cards[first.WinnerUserId], cards[alternate.WinnerUserId]);
        (lost.Status, lost.EntryId).ShouldBe((CardStatus.RevealedLost, null));
        (won.Status, won.EntryId, won.RevealedAt).ShouldBe((CardStatus.RevealedWon, alternate.WinnerEntryId, null));
        await ShouldBeToldAsync(lot, alternate, first.WinningTicket);
        var seen = (await world.Get<LotReads>().FindAsync(lot, null, null, default))!.Winner!;
        (seen.Ticket, seen.Alternate).ShouldBe((alternate.WinningTicket, 1));
        (await world.Get<Auditor>().RunAsync(default)).Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Each_further_alternate_goes_on_and_when_nobody_is_left_nothing_changes()
    {
        var lot = await SettledAsync(DrawMode.Roster);
        var proof = await ProofAsync(lot);
        var (one, two) = (await StaffAsync(), await StaffAsync());
        var (gone, nonce) = (new List<PlayerId>(), proof.Nonce);
        var leaves = await LeavesAsync(lot);
        for (var i = 1; i <= 3; i++)
        {
            gone.Add((await WinnerAsync(lot)).WinnerUserId);
            await DecideAsync(two, (await ProposeAsync(one, lot)).ApprovalId);
            var alternate = await world.ReadAsync(db =>
                db.LotAlternates.SingleAsync(a => a.LotId == lot && a.Sequence == i)
            );
            var expected = Recompute(proof, leaves, gone, nonce, await TagAsync(lot));
            (alternate.Nonce, alternate.WinningTicket).ShouldBe((expected.Nonce, expected.Ticket));
            gone.ShouldNotContain(alternate.WinnerUserId);
            nonce = expected.Nonce;
        }
        // All four players held it once.
        var asked = await ProposeAsync(one, lot);
        (await RefusedAsync(() => DecideAsync(two, asked.ApprovalId))).ShouldBe("no_alternate");
        (await world.ReadAsync(db => db.LotAlternates.CountAsync(a => a.LotId == lot))).ShouldBe(3);
        (await DecideAsync(two, asked.ApprovalId, approve: false)).Outcome.ShouldBe(ApprovalOutcome.Declined);
        (await world.Get<Auditor>().RunAsync(default)).Violations.ShouldBeEmpty();

        var published = (await world.Get<DrawReads>().AlternatesAsync(lot, null, null, default))!;
        published
            .Select(p => JsonSerializer.Deserialize<AlternateProof>(p)!)
            .Select(p => (p.Sequence, p.DisqualifiedTags.Count))
            .ShouldBe([(1, 1), (2, 2), (3, 3)]);
    }

    [Fact]
    public async Task A_prize_that_was_claimed_stays_and_so_does_a_lot_that_is_not_settled()
    {
        var one = await StaffAsync();
        var lot = await SettledAsync(DrawMode.Roster);
        (
            await RefusedAsync(async () => await ProposeAsync(await world.Cast.StaffAsync(StaffRole.Support), lot))
        ).ShouldBe("not_found");
        var asked = await ProposeAsync(one, lot);
        (await RefusedAsync(() => ProposeAsync(one, lot))).ShouldBe("already_asked");
        (await RefusedAsync(() => DecideAsync(one, asked.ApprovalId))).ShouldBe("second_person_needed");
        // Claimed between asking and deciding.
        await world.Database.RunAsync(
            "update reveals set status = 'claimed', claimed_at = now() where room_id = $1 and status = 'revealed_won'",
            null,
            lot.Value
        );
        (await RefusedAsync(async () => await DecideAsync(await StaffAsync(), asked.ApprovalId))).ShouldBe(
            "prize_claimed"
        );
        (await RefusedAsync(async () => await ProposeAsync(one, await world.OpenLotAsync()))).ShouldBe(
            "lot_not_settled"
        );
    }

    [Fact]
    public async Task A_list_that_is_not_the_published_one_freezes_the_lot_instead_of_passing_the_prize_on()
    {
        // Its books are never right again: a world of its own.
        await using var apart = new UseCases(cluster);
        await apart.InitializeAsync();
        await new AlternateTests(apart, cluster).FreezesAsync();
    }

    private async Task FreezesAsync()
    {
        var lot = await SettledAsync(DrawMode.Roster);
        var asked = await ProposeAsync(await StaffAsync(), lot);
        await world.Database.RunAsync(
            """
            alter table room_entries disable trigger user;
            update room_entries set user_id = (select min(user_id::text)::uuid from room_entries);
            alter table room_entries enable trigger user;
            """,
            world.Database.Owner
        );
        var two = await StaffAsync();
        (await RefusedAsync(() => DecideAsync(two, asked.ApprovalId))).ShouldBe("draw_mismatch");

        (await world.LotAsync(lot)).FrozenReason.ShouldBe("roster_root");
        (
            await world.Database.AskAsync<long>(
                "select count(*) from alerts where kind = 'lot_frozen' and cleared_at is null"
            )
        ).ShouldBe(1);
        (await WinnerAsync(lot)).Sequence.ShouldBe(0);
        (
            await world.Database.AskAsync<bool>("select outcome is null from approvals where id = $1", asked.ApprovalId)
        ).ShouldBeTrue("nothing was decided");
    }

    [Fact]
    public async Task An_alternate_is_never_changed_or_made_by_one_person()
    {
        var lot = await SettledAsync(DrawMode.Roster);
        await DecideAsync(await StaffAsync(), (await ProposeAsync(await StaffAsync(), lot)).ApprovalId);
        foreach (var login in (string[])[world.Database.App, world.Database.Owner])
        foreach (var sql in (string[])["update draw_alternates set winning_ticket = 1", "delete from draw_alternates"])
            (await Should.ThrowAsync<PostgresException>(() => world.Database.RunAsync(sql, login))).SqlState.ShouldBe(
                PostgresErrorCodes.InsufficientPrivilege
            );
        (
            await Should.ThrowAsync<PostgresException>(() =>
                world.Database.RunAsync(
                    """
                    insert into draw_alternates (room_id, sequence, disqualified_user_id, reason, approval_id, requested_by, approved_by, nonce,
                        combined_seed, winning_ticket, winner_user_id, winner_entry_id, drawn_at, verification_details)
                    select room_id, sequence + 1, winner_user_id, reason, uuid_v7(now()), requested_by, requested_by, nonce,
                        combined_seed, winning_ticket, winner_user_id, winner_entry_id, drawn_at, verification_details
                    from draw_alternates limit 1
                    """,
                    world.Database.Owner
                )
            )
        ).SqlState.ShouldBe(PostgresErrorCodes.CheckViolation);
    }

    /// <summary>The rule once more, in other words: hash by hash over the published leaves.</summary>
    internal static (int Nonce, string CombinedSeed, int Ticket) Recompute(
        DrawProof proof,
        IReadOnlyList<RosterLeaf> leaves,
        IEnumerable<PlayerId> gone,
        int after,
        TagKey tags
    )
    {
        var skipped = gone.Select(p => tags.TagOf(p)).ToHashSet();
        for (var nonce = after; ; )
        {
            nonce = nonce == int.MaxValue ? 0 : nonce + 1;
            var seed = Convert.ToHexStringLower(
                System.Security.Cryptography.SHA256.HashData(
                    System.Text.Encoding.ASCII.GetBytes(
                        FormattableString.Invariant($"{proof.ServerSeed}{proof.ClientSeed}{nonce}")
                    )
                )
            );
            var number = Convert.ToUInt32(seed[..8], 16);
            if (proof.Mode != "classic" && number >= (1L << 32) / proof.TotalTickets * proof.TotalTickets)
                continue;
            var ticket = 1 + (int)(number % proof.TotalTickets);
            var leaf = leaves.Single(l => l.Tickets.Contains(ticket));
            if (!leaf.IsVoid && !skipped.Contains(leaf.Tag))
                return (nonce, seed, ticket);
        }
    }

    private async Task ShouldBeToldAsync(LotId lot, LotAlternate alternate, int lostTicket)
    {
        var records = (await world.Get<FairnessReads>().OfLotAsync(lot, null, null, default))!.Records;
        records.Select(r => r.Kind).ShouldBe(["opening", "roster", "draw", "alternate"]);
        using var read = JsonDocument.Parse(records[^1].Statement!);
        read.RootElement.GetProperty("fields")
            .EnumerateArray()
            .Select(f => f.GetString()!)
            .ShouldBe([
                lot.ToString(),
                "1",
                lostTicket.ToString(System.Globalization.CultureInfo.InvariantCulture),
                alternate.CombinedSeed,
                alternate.WinningTicket.ToString(System.Globalization.CultureInfo.InvariantCulture),
                DrawFormula.FormatTime(alternate.DrawnAt),
            ]);
    }

    private Task<PlayerId> StaffAsync() => world.Cast.StaffAsync(StaffRole.Admin);

    private Task<AskedOfLot> ProposeAsync(PlayerId by, LotId lot) =>
        world.Get<ProposeDisqualification>().RunAsync(new(by, world.Key(), lot, "A stolen card."), default);

    private Task<DecidedApproval> DecideAsync(PlayerId by, Guid asked, bool approve = true) =>
        world.Get<DecideApproval>().RunAsync(new(by, world.Key(), asked, approve), default);

    private static async Task<string> RefusedAsync(Func<Task> act) => (await Should.ThrowAsync<Refusal>(act)).Code;

    /// <summary>$60 cash by three players, one of them twice, 8 credit tickets of a fourth.</summary>
    private async Task<LotId> SettledAsync(DrawMode mode)
    {
        var lot = await world.OpenLotAsync(60, mode: mode);
        var buyers = await world.Cast.PlayersAsync(3);
        await world.BuyAsync(buyers[0], lot, 10);
        await world.BuyWithCreditsAsync(await world.Cast.PlayerAsync(credits: 800), lot, 8);
        await world.BuyAsync(buyers[1], lot, 15);
        await world.BuyAsync(buyers[0], lot, 10);
        await world.BuyAsync(buyers[2], lot, 25);
        await world.Get<FreezeRoster>().RunAsync(lot, default);
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        await world.Get<DrawLot>().RunAsync(lot, default);
        while (await world.Get<SettleLot>().RunAsync(lot, default)) { }
        (await world.LotAsync(lot)).Status.ShouldBe(LotStatus.Settled);
        return lot;
    }

    private Task<LotWinner> WinnerAsync(LotId lot) =>
        world.ReadAsync(db => db.LotWinners.SingleAsync(w => w.LotId == lot));

    private async Task<DrawProof> ProofAsync(LotId lot) =>
        JsonSerializer.Deserialize<DrawProof>((await world.Get<DrawReads>().ProofAsync(lot, null, null, default))!)!;

    private async Task<IReadOnlyList<RosterLeaf>> LeavesAsync(LotId lot) =>
        await (await world.Get<DrawReads>().RosterAsync(lot, null, null, default))!.ToListAsync();

    private async Task<TagKey> TagAsync(LotId lot) =>
        (await world.ReadAsync(db => db.DrawCommitments.SingleAsync(c => c.LotId == lot))).OpenTagKey(world.Sealer);

    private async Task<Dictionary<PlayerId, long>> CreditsAsync(LotId lot)
    {
        var credits = new Dictionary<PlayerId, long>();
        foreach (var player in (await world.EntriesAsync(lot)).Select(e => e.PlayerId).Distinct())
            credits[player] = await world.CreditsAsync(player);
        return credits;
    }
}
