using Alot.Tests.Api;
using Shouldly;
using Xunit;

namespace Alot.Tests.Payments;

/// <summary>An expired lot over the API alone: cash, credits, silence; an extension and who leaves; a lot called off.</summary>
public sealed class ExpiredLotApiTests(ApiWorld app) : IClassFixture<ApiWorld>
{
    [Fact]
    public async Task One_takes_cash_one_takes_credits_and_one_says_nothing()
    {
        var lot = await ExpiringAsync();
        var (ines, theo, mara, vera) = (
            await app.PlayerAsync(),
            await app.PlayerAsync(),
            await app.PlayerAsync(),
            await app.PlayerAsync(400)
        );
        var (inesPaid, theoPaid, maraPaid) = (
            await ines.PayAsync(lot, 40),
            await theo.PayAsync(lot, 20),
            await mara.PayAsync(lot, 15)
        );
        (await vera.PostAsync($"/api/lots/{lot}/entries/purchase-with-credits", new { tickets = 4 })).Status.ShouldBe(
            201
        );
        (await ines.PostAsync($"/api/purchases/{inesPaid}/refund-choice", new { choice = "cash" })).ShouldBeProblem(
            409,
            "choice_not_offered"
        );

        await ExpireAsync(lot);
        var open = await ines.GetAsync($"/api/purchases/{inesPaid}");
        open["refund_eligible"].ShouldBe("true");
        open["choose_by"].ShouldEndWith("Z");

        var key = Caller.NewKey();
        var cash = await ines.PostAsync($"/api/purchases/{inesPaid}/refund-choice", new { choice = "cash" }, key);
        cash.Status.ShouldBe(200, cash.Text);
        (cash["refund_amount"], cash["credits_converted"]).ShouldBe(("39.20", "0"));
        (await ines.PostAsync($"/api/purchases/{inesPaid}/refund-choice", new { choice = "cash" }, key)).Text.ShouldBe(
            cash.Text
        );
        (
            await ines.PostAsync($"/api/purchases/{inesPaid}/refund-choice", new { choice = "credits" }, key)
        ).ShouldBeProblem(409, "idempotency_mismatch");
        (await ines.PostAsync($"/api/purchases/{inesPaid}/refund-choice", new { choice = "credits" })).ShouldBeProblem(
            409,
            "choice_made"
        );
        var refunded = await ApiWorld.UntilAsync(
            () => ines.GetAsync($"/api/purchases/{inesPaid}"),
            p => p["status"] == "refunded"
        );
        (refunded["refunded_amount"], refunded["refund_choice"]).ShouldBe(("39.20", "cash"));

        // Ten different wishes at once count as one.
        var wishes = await Task.WhenAll(
            Enumerable
                .Range(0, 10)
                .Select(_ => theo.PostAsync($"/api/purchases/{theoPaid}/refund-choice", new { choice = "credits" }))
        );
        wishes.Count(w => w.Status == 200).ShouldBe(1);
        foreach (var late in wishes.Where(w => w.Status != 200))
            late.ShouldBeProblem(409, "choice_made");
        (await theo.GetAsync("/api/users/me/credits"))["balance"].ShouldBe("3000");
        var converted = await theo.GetAsync($"/api/purchases/{theoPaid}");
        (converted["status"], converted["credits_converted"], converted["refunded_amount"]).ShouldBe(
            ("succeeded", "3000", "0.00")
        );

        await app.AdvanceAsync(TimeSpan.FromDays(15));
        var silent = await ApiWorld.UntilAsync(
            () => mara.GetAsync($"/api/purchases/{maraPaid}"),
            p => p["status"] == "refunded"
        );
        silent["refunded_amount"].ShouldBe("14.70");
        await ApiWorld.UntilAsync(() => vera.GetAsync("/api/users/me/credits"), w => w["balance"] == "400");
        await app.UntilLotIsAsync(lot, "closed");
    }

    [Fact]
    public async Task An_extended_lot_can_be_left_whole_and_the_tickets_are_void()
    {
        var lot = await ExpiringAsync();
        var (ines, theo) = (await app.PlayerAsync(), await app.PlayerAsync());
        var (inesPaid, theoPaid) = (await ines.PayAsync(lot, 10), await theo.PayAsync(lot, 10));
        (await ines.PostAsync($"/api/purchases/{inesPaid}/leave")).ShouldBeProblem(409, "leave_not_possible");
        await ExpireAsync(lot);

        (
            await app.Admin.PostAsync($"/api/lots/{lot}/extend", new { deadline = app.In(TimeSpan.FromMinutes(59)) })
        ).ShouldBeProblem(422, "validation");
        var key = Caller.NewKey();
        var deadline = app.In(TimeSpan.FromDays(5));
        var extended = await app.Admin.PostAsync($"/api/lots/{lot}/extend", new { deadline }, key);
        extended.Status.ShouldBe(200, extended.Text);
        extended["status"].ShouldBe("open");
        (await app.Admin.PostAsync($"/api/lots/{lot}/extend", new { deadline }, key)).Text.ShouldBe(extended.Text);
        (await app.LotAsync(lot))["leave_until"].ShouldEndWith("Z");
        (await theo.PostAsync($"/api/purchases/{theoPaid}/refund-choice", new { choice = "cash" })).ShouldBeProblem(
            409,
            "choice_not_offered"
        );

        var leaving = Caller.NewKey();
        var left = await ines.PostAsync($"/api/purchases/{inesPaid}/leave", null, leaving);
        left.Status.ShouldBe(200, left.Text);
        left["refund_amount"].ShouldBe("10.00");
        (await ines.PostAsync($"/api/purchases/{inesPaid}/leave", null, leaving)).Text.ShouldBe(left.Text);
        (await ines.PostAsync($"/api/purchases/{inesPaid}/leave")).Status.ShouldBe(409);
        var back = await ApiWorld.UntilAsync(
            () => ines.GetAsync($"/api/purchases/{inesPaid}"),
            p => p["status"] == "refunded"
        );
        back["refunded_amount"].ShouldBe("10.00");
        var now = await app.LotAsync(lot);
        (now["total_tickets"], now["live_tickets"], now["current_funding"]).ShouldBe(("20", "10", "10.00"));
        (await ines.GetAsync("/api/users/me/entries"))["items.0.voided_at"].ShouldEndWith("Z");
    }

    [Fact]
    public async Task A_lot_called_off_gives_everything_back()
    {
        var lot = await app.LotAsync(40, d => d["deadline"] = app.In(TimeSpan.FromDays(9)));
        var (ines, theo) = (await app.PlayerAsync(), await app.PlayerAsync(300));
        var paid = await ines.PayAsync(lot, 30);
        (await theo.PostAsync($"/api/lots/{lot}/entries/purchase-with-credits", new { tickets = 3 })).Status.ShouldBe(
            201
        );
        (await app.Admin.PostAsync($"/api/lots/{lot}/cancel", new { reason = "The item was damaged" })).Status.ShouldBe(
            200
        );
        var back = await ApiWorld.UntilAsync(
            () => ines.GetAsync($"/api/purchases/{paid}"),
            p => p["status"] == "refunded"
        );
        back["refunded_amount"].ShouldBe("30.00");
        await ApiWorld.UntilAsync(() => theo.GetAsync("/api/users/me/credits"), w => w["balance"] == "300");
    }

    [Fact]
    public async Task A_hold_that_nobody_pays_is_free_again_and_says_why()
    {
        var lot = await app.LotAsync(40, d => d["deadline"] = app.In(TimeSpan.FromDays(9)));
        var ines = await app.PlayerAsync();
        var key = Caller.NewKey();
        var started = await ines.PostAsync($"/api/lots/{lot}/entries/purchase", new { amount = 5 }, key);
        await app.AdvanceAsync(TimeSpan.FromMinutes(33));
        var over = await ApiWorld.UntilAsync(() => ines.GetAsync(started.Location!), p => p["status"] == "failed");
        over["reason"].ShouldBe("hold_expired");
        (await app.LotAsync(lot))["held_tickets"].ShouldBe("0");
        (await ines.PostAsync($"/api/lots/{lot}/entries/purchase", new { amount = 5 }, key)).Text.ShouldBe(
            started.Text
        );
    }

    private Task<Guid> ExpiringAsync() => app.LotAsync(40, d => d["deadline"] = app.In(TimeSpan.FromDays(1)));

    private async Task ExpireAsync(Guid lot)
    {
        await app.AdvanceAsync(TimeSpan.FromDays(1));
        await app.UntilLotIsAsync(lot, "expired");
    }
}
