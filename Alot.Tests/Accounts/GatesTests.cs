using Alot.Data.Accounts;
using Alot.Domain;
using Alot.Domain.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Alot.Tests.Accounts;

/// <summary>What commands read of a person in their transaction.</summary>
public sealed class GatesTests(AccountsApp app) : IClassFixture<AccountsApp>
{
    [Fact]
    public async Task The_demo_accounts_are_made_once_and_can_sign_in()
    {
        var demo = app.Services.GetRequiredService<DemoAccounts>();
        await demo.SeedAsync(default);
        await demo.SeedAsync(default);
        string[] all =
        [
            DemoAccounts.Player,
            DemoAccounts.SecondPlayer,
            DemoAccounts.Host,
            DemoAccounts.Support,
            DemoAccounts.Admin,
        ];
        (await app.DbAsync(db => db.Users.CountAsync(u => all.Contains(u.Email)))).ShouldBe(5);
        var signIn = app.Services.GetRequiredService<SignIn>();
        foreach (var email in all)
            (await signIn.RunAsync(email, DemoAccounts.Password, null, default)).CodeNeeded.ShouldBeFalse();
    }

    [Fact]
    public async Task Staff_may_what_their_role_says_and_nobody_else_may_anything()
    {
        await app.Services.GetRequiredService<DemoAccounts>().SeedAsync(default);
        var access = app.Services.GetRequiredService<StaffAccess>();
        (await AllowedAsync(access, DemoAccounts.Admin)).ShouldBe(StaffRoles.PermissionsOf(StaffRole.Admin).Order());
        (await AllowedAsync(access, DemoAccounts.Support)).ShouldBe(
            StaffRoles.PermissionsOf(StaffRole.Support).Order()
        );
        (await AllowedAsync(access, DemoAccounts.Player)).ShouldBeEmpty();
        (await AllowedAsync(access, DemoAccounts.Host)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_right_that_was_taken_away_is_gone_at_the_next_command()
    {
        var kofi = await NewAsync();
        var access = app.Services.GetRequiredService<StaffAccess>();
        await StaffAsync(kofi, StaffRole.Admin);
        await MayAsync(access, kofi, Permission.CreateLots);
        await app.DbAsync(db =>
            db.Staff.Where(s => s.UserId == kofi.Id.Value).ExecuteUpdateAsync(s => s.SetProperty(m => m.Active, false))
        );
        (await Should.ThrowAsync<Refusal>(() => MayAsync(access, kofi, Permission.CreateLots))).Kind.ShouldBe(
            RefusalKind.NotFound
        );
    }

    [Fact]
    public async Task Suspended_staff_may_nothing()
    {
        var kofi = await NewAsync();
        await StaffAsync(kofi, StaffRole.Admin);
        await SetAsync(kofi, UserStatus.Suspended);
        var access = app.Services.GetRequiredService<StaffAccess>();
        await Should.ThrowAsync<Refusal>(() => MayAsync(access, kofi, Permission.CreateLots));
    }

    [Fact]
    public async Task Staff_without_a_second_factor_are_refused_where_one_is_asked_for()
    {
        var kofi = await NewAsync();
        await StaffAsync(kofi, StaffRole.Admin);
        var strict = new StaffAccess(new StaffRules(SecondFactor: true), TimeProvider.System);
        (await Should.ThrowAsync<Refusal>(() => MayAsync(strict, kofi, Permission.CreateLots))).Code.ShouldBe(
            "second_factor_needed"
        );
        await app.DbAsync(db =>
            db.Users.Where(u => u.Id == kofi.Id.Value)
                .ExecuteUpdateAsync(s => s.SetProperty(u => u.TwoFactorEnabled, true))
        );
        await MayAsync(strict, kofi, Permission.CreateLots);
    }

    [Fact]
    public async Task A_permission_given_to_one_person_survives_the_database()
    {
        var kofi = await NewAsync();
        await StaffAsync(kofi, StaffRole.Support, Permission.RetryDraws, Permission.EditPolicies);
        var read = await app.DbAsync(db => db.Staff.AsNoTracking().SingleAsync(s => s.UserId == kofi.Id.Value));
        read.Permissions.ShouldBe([Permission.RetryDraws, Permission.EditPolicies]);
        (
            await app.Database.AskAsync<string>(
                "select permissions::text from admin_users where user_id = $1",
                kofi.Id.Value
            )
        ).ShouldBe("""["can_retry_draws", "can_edit_policies"]""");
    }

    [Fact]
    public async Task A_buyer_is_read_as_they_are_now()
    {
        var ines = await NewAsync();
        var buyer = await app.DbAsync(db => db.LoadBuyerAsync(ines.Id));
        Should.NotThrow(buyer.RequireMayPlay);
        buyer.Host.ShouldBeNull();
        buyer.ShownName.ShouldContain("•••");

        await SetAsync(ines, UserStatus.Banned);
        (await app.DbAsync(db => db.LoadBuyerAsync(ines.Id))).Status.ShouldBe(UserStatus.Banned);
        await SetAsync(ines, UserStatus.Active);
        await StaffAsync(ines, StaffRole.Support);
        (await app.DbAsync(db => db.LoadBuyerAsync(ines.Id))).Staff.ShouldBeTrue();
        await Should.ThrowAsync<Refusal>(() => app.DbAsync(db => db.LoadBuyerAsync(new PlayerId(Guid.Empty))));
    }

    private async Task<Actor> NewAsync()
    {
        var email = await app.PlayerAsync("correct horse 7");
        return new(
            new(await app.DbAsync(db => db.Users.Where(u => u.Email == email).Select(u => u.Id).SingleAsync())),
            true
        );
    }

    private Task<int> SetAsync(Actor who, UserStatus status) =>
        app.DbAsync(db =>
            db.Users.Where(u => u.Id == who.Id.Value).ExecuteUpdateAsync(s => s.SetProperty(u => u.Status, status))
        );

    private Task<int> StaffAsync(Actor who, StaffRole role, params Permission[] more) =>
        app.DbAsync(db =>
        {
            var now = TimeProvider.System.GetUtcNow();
            db.Add(
                new StaffMember
                {
                    Id = Guid.CreateVersion7(now),
                    UserId = who.Id.Value,
                    Role = role,
                    Permissions = [.. more],
                    CreatedAt = now,
                }
            );
            return db.SaveChangesAsync();
        });

    private Task<StaffMember> MayAsync(StaffAccess access, Actor who, Permission permission) =>
        app.DbAsync(db => access.RequireAsync(db, who, permission));

    private async Task<IEnumerable<Permission>> AllowedAsync(StaffAccess access, string email)
    {
        var id = await app.DbAsync(db => db.Users.Where(u => u.Email == email).Select(u => u.Id).SingleAsync());
        var allowed = new List<Permission>();
        foreach (var permission in Enum.GetValues<Permission>())
            try
            {
                await MayAsync(access, new Actor(new(id), true), permission);
                allowed.Add(permission);
            }
            catch (Refusal refusal) when (refusal.Kind == RefusalKind.NotFound) { }
        return allowed.Order();
    }
}
