using Alot.Data.Pots;
using Alot.Domain;
using Alot.Tests.Api;
using Alot.Tests.World;
using Alot.Web.Pots;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Alot.Tests.Pots;

/// <summary>The doors of the two pot services: who gets in, and what is done with what they bring.</summary>
public sealed class PotServiceApiTests(PotServiceWorld app) : IClassFixture<PotServiceWorld>
{
    [Fact]
    public async Task Each_service_gets_in_by_its_own_key_alone()
    {
        var pot = await app.PotAsync();
        foreach (var (path, own, other) in Doors(pot))
        {
            foreach (
                var wrong in new[]
                {
                    null,
                    "",
                    "Service",
                    "Service ",
                    $"Service {own}x",
                    $"Service {own[..^1]}",
                    $"Service {own.ToUpperInvariant()}",
                    $"Bearer {own}",
                    $"Basic {own}",
                    own,
                    $"Service {own} {own}",
                    $"Service {new string('x', 5_000)}",
                    $"Bearer {app.Admin.Token}",
                }
            )
            foreach (var body in new[] { null, "{" })
                (await app.ServiceAsync(path, wrong, body)).ShouldBeProblem(401, "service_key_needed");
            // The other service is somebody, and this door is not there for it.
            (await app.ServiceAsync(path, $"Service {other}", "{")).ShouldBeProblem(404, "not_found");
            // Two keys are none, and a cookie adds nothing.
            (
                await app.ServiceAsync(path, $"Service {own}", null, ("Authorization", $"Service {own}"))
            ).ShouldBeProblem(401, "service_key_needed");
            (
                await app.ServiceAsync(path, null, null, ("Cookie", "alot=x"), ("X-Requested-With", "test"))
            ).ShouldBeProblem(401, "service_key_needed");
        }
        (await app.SeeAsync(pot))["status"].ShouldBe("open");
        // A service's key is worth nothing elsewhere.
        (
            await app.ServiceAsync(
                $"/api/pots/{pot}/join",
                $"Service {PotServiceWorld.Orchestrator}",
                """{"ticket_count":1}"""
            )
        ).ShouldBeProblem(401, "sign_in_needed");
    }

    [Fact]
    public async Task The_orchestrator_locks_what_is_due_and_is_answered_the_same_again()
    {
        var open = await app.PotAsync();
        (await app.LockAsync(open)).ShouldBeProblem(409, "not_due")["due_at"].ShouldNotBeEmpty();
        var (pot, _) = await app.FullPotAsync();
        var locked = await app.LockAsync(pot);
        (locked.Status, locked["status"]).ShouldBe((200, "locked"), locked.Text);
        locked["commit_hash"].Length.ShouldBe(64);
        locked.Has("my").ShouldBeFalse();
        (await app.LockAsync(pot))["commit_hash"].ShouldBe(locked["commit_hash"]);
        (await app.LockAsync(Guid.Parse(PotApiWorld.Nobody))).ShouldBeProblem(404, "not_found");
        (await app.ServiceAsync("/api/pots/417/lock", $"Service {PotServiceWorld.Orchestrator}", null)).ShouldBeProblem(
            404,
            "not_found"
        );

        var (paused, _) = await app.FullPotAsync();
        await app.Admin.PostAsync($"/api/admin/pots/{paused}/pause", new { reason = "We look at it." });
        (await app.LockAsync(paused)).ShouldBeProblem(409, "pot_paused");
    }

    [Fact]
    public async Task The_orchestrator_gives_back_what_is_called_off_or_has_too_few_players()
    {
        var ines = await app.PlayerAsync(300);
        var (lonely, called) = (await app.PotAsync(seconds: 60), await app.PotAsync());
        await PotApiWorld.JoinAsync(ines, lonely, 1);
        await PotApiWorld.JoinAsync(ines, called, 2);
        (await app.Admin.PostAsync($"/api/admin/pots/{called}/cancel", new { reason = "Enough." })).Status.ShouldBe(
            200
        );
        (await app.LockAsync(called))["status"].ShouldBe("cancelled");
        await app.AdvanceAsync(TimeSpan.FromSeconds(60));
        (await app.LockAsync(lonely))["status"].ShouldBe("cancelled");
        (await PotApiWorld.BalanceAsync(ines)).ShouldBe(300);
    }

    [Fact]
    public async Task A_locked_pot_is_called_off_by_two_people_of_staff()
    {
        var (pot, players) = await app.FullPotAsync();
        await app.LockAsync(pot);
        var asked = await app.Admin.PostAsync($"/api/admin/pots/{pot}/cancel", new { reason = "Two are one." });
        asked.Status.ShouldBe(202, asked.Text);
        (await app.Admin.PostAsync($"/api/admin/pots/{pot}/cancel", new { reason = "Again." })).ShouldBeProblem(
            409,
            "already_asked"
        );
        var door = $"/api/admin/approvals/{asked["approval_id"]}";
        (await app.Admin.PostAsync(door, new { approve = true })).ShouldBeProblem(403, "second_person_needed");
        var other = await app.StaffAsync(Domain.Accounts.StaffRole.Moderator);
        var decided = await other.PostAsync(door, new { approve = true });
        (decided.Status, decided["kind"], decided["pot_id"]).ShouldBe(
            (200, "pot_cancellation", pot.ToString()),
            decided.Text
        );
        (await app.LockAsync(pot))["status"].ShouldBe("cancelled");
        foreach (var player in players)
            (await PotApiWorld.BalanceAsync(player)).ShouldBe(100);
    }

    [Fact]
    public async Task The_right_reveal_settles_once_and_a_replay_is_told_that_it_is_over()
    {
        var pot = await LockedAsync();
        var reveal = await app.RightRevealAsync(pot);
        (await app.RevealAsync(pot, reveal)).ShouldBeProblem(409, "not_due")["due_at"].ShouldNotBeEmpty();
        await app.AdvanceAsync(TimeSpan.FromSeconds(9));

        // Ten at once: one settles it.
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => app.RevealAsync(pot, reveal)));
        var settled = answers.Where(a => a.Status == 200).ShouldHaveSingleItem();
        settled["status"].ShouldBe("settled", settled.Text);
        settled["winner.payout"].ShouldBe("200");
        foreach (var late in answers.Where(a => a.Status != 200))
            late.ShouldBeProblem(409, "pot_over");
        (await app.RevealAsync(pot, reveal)).ShouldBeProblem(409, "pot_over")["pot_status"].ShouldBe("settled");
        (await app.Anonymous.GetAsync($"/api/pots/{pot}/proof"))["reveal_seed"].ShouldBe(reveal.Seed);
        (await app.OpenAlertsAsync("pot_mismatch", pot.ToString())).ShouldBe(0);
        (await app.LockAsync(pot))["status"].ShouldBe("settled");
    }

    [Fact]
    public async Task A_wrong_or_foreign_reveal_is_refused_with_an_alert_and_the_pot_stays_locked()
    {
        var (pot, other) = (await LockedAsync(), await LockedAsync());
        await app.AdvanceAsync(TimeSpan.FromSeconds(9));
        var (own, foreign) = (await app.RightRevealAsync(pot), await app.RightRevealAsync(other));
        foreach (
            var wrong in new[]
            {
                foreign,
                own with
                {
                    Signature = foreign.Signature,
                },
                own with
                {
                    Seed = foreign.Seed,
                },
                new("", ""),
                new("00", own.Signature),
                own with
                {
                    Seed = own.Seed.ToUpperInvariant(),
                },
                own with
                {
                    Signature = "not hex",
                },
                own with
                {
                    Signature = new string('f', 200_000),
                },
            }
        )
            (await app.RevealAsync(pot, wrong)).ShouldBeProblem(422, "reveal_mismatch");
        foreach (var body in new[] { "", "{}", "[]", """{"reveal_seed":1,"settlement_signature":"x"}""" })
            (
                await app.ServiceAsync($"/api/pots/{pot}/reveal", $"Service {PotServiceWorld.Settlement}", body)
            ).ShouldBeProblem(400, "malformed");
        (await app.SeeAsync(pot))["status"].ShouldBe("locked");
        (await app.OpenAlertsAsync("pot_mismatch", pot.ToString())).ShouldBe(1);

        (await app.RevealAsync(pot, own))["status"].ShouldBe("settled");
        (await app.OpenAlertsAsync("pot_mismatch", pot.ToString())).ShouldBe(0);
    }

    [Fact]
    public async Task Only_a_locked_pot_takes_a_reveal()
    {
        var reveal = new HandedReveal("00", "00");
        (await app.RevealAsync(await app.PotAsync(), reveal)).ShouldBeProblem(409, "not_due");
        (await app.RevealAsync(Guid.Parse(PotApiWorld.Nobody), reveal)).ShouldBeProblem(404, "not_found");
        var pot = await LockedAsync();
        await app.Admin.PostAsync($"/api/admin/pots/{pot}/pause", new { reason = "We look at it." });
        await app.AdvanceAsync(TimeSpan.FromSeconds(9));
        (await app.RevealAsync(pot, reveal)).ShouldBeProblem(409, "pot_paused");
        (await app.OpenAlertsAsync("pot_mismatch", pot.ToString())).ShouldBe(0);
    }

    [Theory]
    [InlineData("short", null)]
    [InlineData("with spaces 0123456789 0123456789 0123456789", null)]
    [InlineData("the-same-0123456789-0123456789-0123456789", "the-same-0123456789-0123456789-0123456789")]
    public void Keys_that_can_not_be_right_stop_the_app(string orchestrator, string? settlement) =>
        Should
            .Throw<InvalidOperationException>(() =>
                PotServiceKeys.From(
                    new ConfigurationBuilder()
                        .AddInMemoryCollection(
                            new Dictionary<string, string?>
                            {
                                ["Pots:ServiceKeys:Orchestrator"] = orchestrator,
                                ["Pots:ServiceKeys:Settlement"] = settlement,
                            }
                        )
                        .Build()
                )
            )
            .Message.ShouldNotContain(orchestrator);

    private static (string Path, string Own, string Other)[] Doors(Guid pot) =>
        [
            ($"/api/pots/{pot}/lock", PotServiceWorld.Orchestrator, PotServiceWorld.Settlement),
            ($"/api/pots/{pot}/reveal", PotServiceWorld.Settlement, PotServiceWorld.Orchestrator),
        ];

    private async Task<Guid> LockedAsync()
    {
        var (pot, _) = await app.FullPotAsync();
        (await app.LockAsync(pot))["status"].ShouldBe("locked");
        // The settlement service's key is made with its first reveal.
        if (await app.Database.AskAsync<long>("select count(*) from signing_keys where use = 'settlement'") == 0)
        {
            await app.AdvanceAsync(TimeSpan.FromSeconds(9));
            // Whoever looks at who plays together may have the pot's row at this moment.
            var reveal = app.Services.GetRequiredService<RevealPot>();
            await Eventually.TrueAsync(() => reveal.RunAsync(new PotId(pot), null, default));
            return await LockedAsync();
        }
        return pot;
    }
}
