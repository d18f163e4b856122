using Alot.Data.Accounts;
using Alot.Data.Lots;
using Alot.Domain;
using Alot.Domain.Accounts;
using Alot.Tests.World;
using Alot.Web.Kit;
using Alot.Web.Lots.Staff;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Alot.Tests.Lots;

/// <summary>What one of staff asked for about a lot, as the others and the person who asked see it.</summary>
public sealed class StaffLotAskedTests : BunitContext
{
    private static readonly DateTimeOffset Now = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);
    private static readonly PlayerId Ruth = PlayerId.New(Now);
    private static readonly PlayerId Owen = PlayerId.New(Now.AddSeconds(1));

    private readonly List<bool> decisions = [];

    public StaffLotAskedTests()
    {
        Services.AddKit();
        Services.AddSingleton<TimeProvider>(new StoppedClock(Now));
    }

    [Fact]
    public async Task A_second_person_approves_by_typing_the_lots_number_and_not_otherwise()
    {
        var page = Show(Owen, Permission.RetryDraws);
        page.Markup.ShouldContain("Everybody gets everything back at 100 %");
        page.Find("#void-approve").HasAttribute("disabled").ShouldBeTrue();
        page.FindAll("#void-withdraw").ShouldBeEmpty();

        foreach (var wrong in (string?[])[null, "0418", "417"])
        {
            if (wrong is not null)
                await page.InvokeAsync(() => page.Find("#void-typed").ChangeAsync(new() { Value = wrong }));
            await page.InvokeAsync(() => page.Find("#void-approve").ClickAsync(new()));
            page.Find("[role=alert]").TextContent.ShouldContain("Type 0417 to confirm.");
        }
        decisions.ShouldBeEmpty();

        await page.InvokeAsync(() => page.Find("#void-typed").ChangeAsync(new() { Value = " 0417 " }));
        await page.InvokeAsync(() => page.Find("#void-approve").ClickAsync(new()));
        decisions.ShouldBe([true]);
        await page.InvokeAsync(() => page.Find("#void-decline").ClickAsync(new()));
        decisions.ShouldBe([true, false]);
    }

    [Fact]
    public void Who_asked_can_only_withdraw_and_who_may_not_decide_can_only_read()
    {
        var mine = Show(Ruth, Permission.RetryDraws);
        mine.FindAll("button").Select(b => b.Id).ShouldBe(["void-withdraw"]);
        mine.Markup.ShouldContain("You asked for this yourself.");

        var other = Show(Owen, Permission.ManageUsers);
        other.FindAll("button").ShouldBeEmpty();
        other.Markup.ShouldContain("Your role may not decide draws");
    }

    private IRenderedComponent<StaffLotAsked> Show(PlayerId who, params Permission[] may) =>
        Render<StaffLotAsked>(p =>
            p.Add(
                    x => x.Asked,
                    new AskedOfLotView(
                        Guid.CreateVersion7(Now),
                        ApprovalKind.Void,
                        LotId.New(Now),
                        417,
                        null,
                        null,
                        "The list was damaged.",
                        Ruth,
                        "ruth_admin",
                        Now.AddMinutes(-5)
                    )
                )
                .Add(x => x.Me, new StaffView(who, StaffRole.Admin, may))
                .Add(x => x.Now, Now)
                .Add(x => x.OnDecide, approve => decisions.Add(approve))
        );
}
