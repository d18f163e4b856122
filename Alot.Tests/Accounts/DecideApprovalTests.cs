using Alot.Data.Accounts;
using Alot.Data.Auditing;
using Alot.Data.Ledger;
using Alot.Domain;
using Alot.Domain.Accounts;
using Alot.Domain.Ledger;
using Alot.Tests.World;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Shouldly;
using Xunit;

namespace Alot.Tests.Accounts;

/// <summary>Grants and deductions above what one person may do, on a real database.</summary>
public sealed class DecideApprovalTests(UseCases world) : IClassFixture<UseCases>
{
    [Theory]
    [InlineData(10_001, 0, 10_001)]
    [InlineData(1_000_000_000, 0, 1_000_000_000)]
    [InlineData(-10_001, 20_000, 9_999)]
    public async Task Nothing_moves_until_a_second_person_approves(long amount, long before, long after)
    {
        var (player, asker, second) = await PeopleAsync(before);
        var asked = await AskAsync(asker, player, amount);
        asked.Balance.ShouldBe(new Credits(before));
        (await world.CreditsAsync(player)).ShouldBe(before);

        var decided = await DecideAsync(second, Id(asked));

        (decided.Outcome, decided.Amount!.Value.Amount, decided.Balance!.Value.Amount).ShouldBe(
            (ApprovalOutcome.Approved, amount, after)
        );
        (await world.CreditsAsync(player)).ShouldBe(after);
        (await world.BalanceAsync("player_credits", player.Value)).ShouldBe(after);
        var row = await RowAsync(Id(asked));
        (row.RequestedBy, row.DecidedBy, row.DecidedAt, row.Reason).ShouldBe((asker, second, world.Now, "Sorry"));
        (await AuditsAsync(Id(asked))).ShouldBe(
            [("approval_requested", asker), ("approval_approved", second)],
            "who asked and who decided"
        );
        var effect = await world.ReadAsync(db =>
            db.AuditLogs.Where(a => a.Action == "credits_adjusted" && a.EntityId == player.Value)
                .OrderByDescending(a => a.Sequence)
                .FirstAsync()
        );
        (effect.AdminUserId, effect.Details.Contains(Id(asked).ToString(), StringComparison.Ordinal)).ShouldBe(
            (second, true)
        );
        (await world.Get<Auditor>().RunAsync(default)).Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_declined_or_withdrawn_moves_nothing_ever()
    {
        var (player, asker, second) = await PeopleAsync();
        var declined = Id(await AskAsync(asker, player, 15_000));
        (await DecideAsync(second, declined, approve: false)).Outcome.ShouldBe(ApprovalOutcome.Declined);
        var withdrawn = Id(await AskAsync(asker, player, 15_000));
        await RefusedAsync(() => WithdrawAsync(second, withdrawn), "not_found");
        await WithdrawAsync(asker, withdrawn);

        foreach (var over in (Guid[])[declined, withdrawn])
        {
            await RefusedAsync(() => DecideAsync(second, over), "already_decided");
            await RefusedAsync(() => WithdrawAsync(asker, over), "already_decided");
        }
        (await world.CreditsAsync(player)).ShouldBe(0);
        (await AuditsAsync(declined)).Last().ShouldBe(("approval_declined", second));
        (await AuditsAsync(withdrawn)).Last().ShouldBe(("approval_withdrawn", asker));
    }

    [Fact]
    public async Task The_person_who_asked_does_not_decide_and_nobody_for_their_own_account()
    {
        var (_, asker, second) = await PeopleAsync();
        var asked = Id(await AskAsync(asker, second, 15_000));
        foreach (var who in (PlayerId[])[asker, second])
        foreach (var approve in (bool[])[true, false])
            await RefusedAsync(() => DecideAsync(who, asked, approve), "second_person_needed");
        (await RowAsync(asked)).Outcome.ShouldBeNull();
        foreach (var amount in (long[])[5, 15_000])
            await RefusedAsync(() => AskAsync(asker, asker, amount), "own_account");
        (await world.CreditsAsync(asker)).ShouldBe(0);
    }

    [Fact]
    public async Task Only_who_may_at_this_moment_decides_and_others_are_told_that_there_is_nothing()
    {
        var (player, asker, second) = await PeopleAsync();
        var asked = Id(await AskAsync(asker, player, 15_000));
        var support = await world.Cast.StaffAsync(StaffRole.Support);
        foreach (var who in (PlayerId[])[support, player])
            await RefusedAsync(() => DecideAsync(who, asked), "not_found");
        await RefusedAsync(() => DecideAsync(second, Guid.CreateVersion7(world.Now)), "not_found");

        await RoleAsync(second, "moderator");
        await RefusedAsync(() => DecideAsync(second, asked), "not_found");
        await RoleAsync(second, "admin");
        (await DecideAsync(second, asked)).Outcome.ShouldBe(ApprovalOutcome.Approved);
    }

    [Theory]
    [InlineData("update admin_users set role = 'support' where user_id = $1")]
    [InlineData("update admin_users set active = false where user_id = $1")]
    [InlineData("update users set status = 'suspended' where id = $1")]
    public async Task What_somebody_asked_who_lost_the_right_meanwhile_can_only_be_declined(string loses)
    {
        var (player, asker, second) = await PeopleAsync();
        var asked = Id(await AskAsync(asker, player, 15_000));
        await world.Database.RunAsync(loses, world.Database.Owner, asker.Value);

        await RefusedAsync(() => DecideAsync(second, asked), "requester_left");
        (await world.CreditsAsync(player)).ShouldBe(0);
        (await RowAsync(asked)).Outcome.ShouldBeNull();

        (await DecideAsync(second, asked, approve: false)).Outcome.ShouldBe(ApprovalOutcome.Declined);
    }

    [Fact]
    public async Task More_than_there_is_is_refused_when_asked_and_when_decided()
    {
        var (player, asker, second) = await PeopleAsync(20_000);
        await RefusedAsync(() => AskAsync(asker, player, -20_001), "insufficient_credits");
        var first = Id(await AskAsync(asker, player, -15_000));
        var other = Id(await AskAsync(asker, player, -15_000));
        await DecideAsync(second, first);

        var no = await RefusedAsync(() => DecideAsync(second, other), "insufficient_credits");
        no.Message.ShouldContain("has 5,000 cr, so 15,000 cr can't be deducted");
        (await world.CreditsAsync(player)).ShouldBe(5_000);
        (await RowAsync(other)).Outcome.ShouldBeNull("it waits, and can be declined");
        await DecideAsync(second, other, approve: false);
    }

    [Fact]
    public async Task Of_many_who_decide_at_once_one_does_and_the_credits_move_once()
    {
        var (player, asker, _) = await PeopleAsync();
        var seconds = new List<PlayerId>();
        for (var i = 0; i < 8; i++)
            seconds.Add(await world.Cast.StaffAsync(StaffRole.Admin));
        var asked = Id(await AskAsync(asker, player, 15_000));

        var outcomes = await Task.WhenAll(
            seconds.Select(
                async (who, i) =>
                {
                    try
                    {
                        return (await DecideAsync(who, asked, approve: i % 2 == 0)).Outcome.ToString();
                    }
                    catch (Refusal no)
                    {
                        return no.Code;
                    }
                }
            )
        );

        outcomes.Count(o => o == "already_decided").ShouldBe(7);
        var outcome = (await RowAsync(asked)).Outcome;
        outcomes.ShouldContain(outcome.ToString()!);
        (await world.CreditsAsync(player)).ShouldBe(outcome == ApprovalOutcome.Approved ? 15_000 : 0);
        (await world.Get<Auditor>().RunAsync(default)).Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_same_key_asks_and_decides_once()
    {
        var (player, asker, second) = await PeopleAsync();
        var key = world.Key();
        var asked = await AskAsync(asker, player, 15_000, key);
        (await AskAsync(asker, player, 15_000, key)).ShouldBe(asked);
        await RefusedAsync(() => AskAsync(asker, player, 15_001, key), "idempotency_mismatch");
        (await world.ReadAsync(db => db.Approvals.CountAsync(a => a.PlayerId == player))).ShouldBe(1);

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => DecideAsync(second, Id(asked), key: key)));
        answers.Distinct().ShouldHaveSingleItem().Balance.ShouldBe(new Credits(15_000));
        (await world.CreditsAsync(player)).ShouldBe(15_000);
    }

    [Fact]
    public async Task The_database_itself_keeps_two_people_and_one_decision()
    {
        var (player, asker, second) = await PeopleAsync();
        var asked = Id(await AskAsync(asker, player, 15_000));
        const string decide =
            "update approvals set outcome = 'approved', decided_by = $2, decided_at = now() where id = $1";
        await ViolatesAsync("ck_approvals_second_person", decide, asked, asker.Value);
        await ViolatesAsync("ck_approvals_second_person", decide, asked, player.Value);
        await ViolatesAsync(
            "ck_approvals_second_person",
            decide.Replace("approved", "withdrawn", StringComparison.Ordinal),
            asked,
            second.Value
        );
        await ViolatesAsync("ck_approvals_decided", "update approvals set outcome = 'approved' where id = $1", asked);
        // The app's login decides, and can neither rewrite what was asked nor delete it.
        foreach (
            var sql in (string[])
                [
                    "update approvals set credits = 1 where id = $1",
                    "update approvals set requested_by = user_id where id = $1",
                    "delete from approvals where id = $1",
                ]
        )
            (
                await Should.ThrowAsync<PostgresException>(() => world.Database.RunAsync(sql, null, asked))
            ).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);

        await DecideAsync(second, asked);
        await ViolatesAsync("approvals_decided_once", "update approvals set outcome = 'declined' where id = $1", asked);
        await ViolatesAsync(
            "approvals_decided_once",
            "update approvals set outcome = null, decided_by = null, decided_at = null where id = $1",
            asked
        );
    }

    private async Task ViolatesAsync(string constraint, string sql, params object[] values) =>
        (
            await Should.ThrowAsync<PostgresException>(() => world.Database.RunAsync(sql, null, values))
        ).ConstraintName.ShouldBe(constraint);

    private async Task<(PlayerId Player, PlayerId Asker, PlayerId Second)> PeopleAsync(long credits = 0) =>
        (
            await world.Cast.PlayerAsync(credits),
            await world.Cast.StaffAsync(StaffRole.Admin),
            await world.Cast.StaffAsync(StaffRole.Admin)
        );

    private Task<AdjustedCredits> AskAsync(PlayerId by, PlayerId player, long amount, string? key = null) =>
        world.Get<AdjustCredits>().RunAsync(new(by, key ?? world.Key(), player, amount, "Sorry"), default);

    private Task<DecidedApproval> DecideAsync(PlayerId by, Guid asked, bool approve = true, string? key = null) =>
        world.Get<DecideApproval>().RunAsync(new(by, key ?? world.Key(), asked, approve), default);

    private Task<WithdrawnApproval> WithdrawAsync(PlayerId by, Guid asked) =>
        world.Get<WithdrawApproval>().RunAsync(new(by, world.Key(), asked), default);

    private Task<int> RoleAsync(PlayerId who, string role) =>
        world.Database.RunAsync(
            "update admin_users set role = $2 where user_id = $1",
            world.Database.Owner,
            who.Value,
            role
        );

    private Task<Approval> RowAsync(Guid id) =>
        world.ReadAsync(db => db.Approvals.AsNoTracking().SingleAsync(a => a.Id == id));

    private async Task<List<(string, PlayerId)>> AuditsAsync(Guid id) =>
        [
            .. (
                await world.ReadAsync(db =>
                    db.AuditLogs.Where(a => a.EntityId == id).OrderBy(a => a.Sequence).ToListAsync()
                )
            ).Select(a => (a.Action, a.AdminUserId!.Value)),
        ];

    private static Guid Id(AdjustedCredits asked) => asked.ApprovalId.ShouldNotBeNull();

    private static async Task<Refusal> RefusedAsync(Func<Task> work, string code)
    {
        var no = await Should.ThrowAsync<Refusal>(work);
        no.Code.ShouldBe(code);
        return no;
    }
}
