using Alot.Domain.Payments;
using Alot.Tests.Api;
using Shouldly;
using Xunit;

namespace Alot.Tests.Payments;

/// <summary>api.md, purchases for cash, over HTTP.</summary>
[Collection(nameof(ApiCollection))]
public sealed class PurchaseApiTests(ApiWorld app)
{
    [Fact]
    public async Task A_purchase_is_pending_with_a_page_to_pay_on_and_becomes_tickets_when_it_is_paid()
    {
        var (lot, ines) = (await app.LotAsync(), await app.PlayerAsync());

        var started = await ines.PostAsync($"/api/lots/{lot}/entries/purchase", new { amount = 25 });
        started.Status.ShouldBe(201, started.Text);
        started["status"].ShouldBe("pending");
        started["amount"].ShouldBe("25.00");
        started["tickets"].ShouldBe("25");
        started["hold_expires_at"].ShouldEndWith("Z");
        started.Location.ShouldBe($"/api/purchases/{started["purchase_id"]}");
        (await app.LotAsync(lot))["held_tickets"].ShouldBe("25");

        var pending = await ines.GetAsync(started.Location!);
        pending["status"].ShouldBe("pending");
        pending.Has("tickets_start").ShouldBeFalse();

        await ines.CompleteAsync(started["checkout_url"]);
        var paid = await ApiWorld.UntilAsync(() => ines.GetAsync(started.Location!), p => p["status"] == "succeeded");
        (paid["tickets_start"], paid["tickets_end"]).ShouldBe(("1", "25"));
        paid["checkout_url"].ShouldBeEmpty();
        paid["refunded_amount"].ShouldBe("0.00");
        var now = await ines.GetAsync($"/api/lots/{lot}");
        now["current_funding"].ShouldBe("25.00");
        now["total_participants"].ShouldBe("1");
        now["my.tickets"].ShouldBe("25");
        now["my.odds"].ShouldBe("1");
        (await ines.GetAsync("/api/users/me/entries")).Items.ShouldHaveSingleItem()["purchase_type"]!
            .ToString()
            .ShouldBe("cash");
    }

    [Fact]
    public async Task The_same_key_gets_the_same_answer_also_after_the_purchase_is_over()
    {
        var (lot, ines) = (await app.LotAsync(), await app.PlayerAsync());
        var key = Caller.NewKey();
        var first = await ines.PostAsync($"/api/lots/{lot}/entries/purchase", new { amount = 5 }, key);
        first.Status.ShouldBe(201, first.Text);
        var again = await ines.PostAsync(
            "/api/payments/create-checkout-session",
            new { lot_id = lot, amount = 5 },
            key
        );
        (again.Status, again.Text).ShouldBe((first.Status, first.Text));

        await ines.CompleteAsync(first["checkout_url"]);
        await ApiWorld.UntilAsync(() => ines.GetAsync(first.Location!), p => p["status"] == "succeeded");
        var late = await ines.PostAsync($"/api/lots/{lot}/entries/purchase", new { amount = 5 }, key);
        (late.Status, late.Text).ShouldBe((first.Status, first.Text));
        (await app.LotAsync(lot))["total_tickets"].ShouldBe("5");
    }

    [Fact]
    public async Task The_same_key_with_another_body_is_refused_and_changes_nothing()
    {
        var (lot, ines) = (await app.LotAsync(), await app.PlayerAsync());
        var key = Caller.NewKey();
        (await ines.PostAsync($"/api/lots/{lot}/entries/purchase", new { amount = 5 }, key)).Status.ShouldBe(201);
        var before = await app.StateAsync();
        (await ines.PostAsync($"/api/lots/{lot}/entries/purchase", new { amount = 6 }, key)).ShouldBeProblem(
            409,
            "idempotency_mismatch"
        );
        (
            await ines.PostAsync($"/api/lots/{lot}/entries/purchase", new { amount = 5, accept_trim = true }, key)
        ).ShouldBeProblem(409, "idempotency_mismatch");
        (await app.StateAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Twenty_sends_of_one_key_at_once_make_one_purchase_and_get_one_answer()
    {
        var (lot, ines) = (await app.LotAsync(), await app.PlayerAsync());
        var key = Caller.NewKey();
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(_ => ines.PostAsync($"/api/lots/{lot}/entries/purchase", new { amount = 7 }, key))
        );
        answers.Select(a => (a.Status, a.Text)).Distinct().ShouldHaveSingleItem().Status.ShouldBe(201);
        (await app.LotAsync(lot))["held_tickets"].ShouldBe("7");
        (
            await app.Database.AskAsync<long>("select count(*) from room_entry_purchases where user_id = $1", ines.Id)
        ).ShouldBe(1);
    }

    [Fact]
    public async Task Two_players_may_use_the_same_key()
    {
        var lot = await app.LotAsync();
        var key = Caller.NewKey();
        var first = await (await app.PlayerAsync()).PostAsync(
            $"/api/lots/{lot}/entries/purchase",
            new { amount = 5 },
            key
        );
        var second = await (await app.PlayerAsync()).PostAsync(
            $"/api/lots/{lot}/entries/purchase",
            new { amount = 9 },
            key
        );
        (first.Status, second.Status).ShouldBe((201, 201));
        first["purchase_id"].ShouldNotBe(second["purchase_id"]);
    }

    [Fact]
    public async Task While_the_processor_is_away_nothing_is_taken_the_hold_stands_and_the_same_key_goes_on()
    {
        var (lot, ines) = (await app.LotAsync(), await app.PlayerAsync());
        var key = Caller.NewKey();
        app.Processor.Now = new PaymentGatewayException("unreachable", "away", retryable: true);
        Answer away;
        try
        {
            away = await ines.PostAsync($"/api/lots/{lot}/entries/purchase", new { amount = 5 }, key);
        }
        finally
        {
            app.Processor.Now = null;
        }
        away.ShouldBeProblem(503, "payment_unavailable");
        away["detail"].ShouldContain("No money was taken");
        (await app.LotAsync(lot))["held_tickets"].ShouldBe("5");

        var there = await ines.PostAsync($"/api/lots/{lot}/entries/purchase", new { amount = 5 }, key);
        there.Status.ShouldBe(201, there.Text);
        there["purchase_id"].ShouldBe(away["purchase_id"]);
        (await app.LotAsync(lot))["held_tickets"].ShouldBe("5");
    }

    [Fact]
    public async Task A_processor_that_says_no_is_told_as_502()
    {
        var (lot, ines) = (await app.LotAsync(), await app.PlayerAsync());
        app.Processor.Now = new PaymentGatewayException("parameter_invalid", "no", httpStatus: 400);
        try
        {
            (await ines.PostAsync($"/api/lots/{lot}/entries/purchase", new { amount = 5 })).ShouldBeProblem(
                502,
                "payment_unavailable"
            );
        }
        finally
        {
            app.Processor.Now = null;
        }
    }

    [Fact]
    public async Task A_second_purchase_is_told_of_the_first_and_a_hold_that_is_given_up_is_free_again()
    {
        var (lot, ines) = (await app.LotAsync(), await app.PlayerAsync());
        var first = await ines.PostAsync($"/api/lots/{lot}/entries/purchase", new { amount = 5 });
        var second = await ines.PostAsync($"/api/lots/{lot}/entries/purchase", new { amount = 6 });
        second.ShouldBeProblem(409, "hold_exists");
        second["checkout_url"].ShouldBe(first["checkout_url"]);
        second["purchase_id"].ShouldBe(first["purchase_id"]);

        var given = await ines.DeleteAsync(first.Location!);
        given.Status.ShouldBe(200, given.Text);
        given["status"].ShouldBe("failed");
        given["reason"].ShouldNotBeEmpty();
        (await app.LotAsync(lot))["held_tickets"].ShouldBe("0");
        (await ines.DeleteAsync(first.Location!)).Json.ToJsonString().ShouldBe(given.Json.ToJsonString());
        (await ines.PostAsync($"/api/lots/{lot}/entries/purchase", new { amount = 6 })).Status.ShouldBe(201);
    }

    [Fact]
    public async Task More_than_is_free_is_told_and_taken_only_when_that_is_accepted()
    {
        var (lot, ines) = (await app.LotAsync(), await app.PlayerAsync());
        var trimmed = await ines.PostAsync($"/api/lots/{lot}/entries/purchase", new { amount = 101 });
        trimmed.ShouldBeProblem(409, "trimmed");
        trimmed["available"].ShouldBe("100");
        var accepted = await ines.PostAsync(
            $"/api/lots/{lot}/entries/purchase",
            new { amount = 101, accept_trim = true }
        );
        accepted.Status.ShouldBe(201, accepted.Text);
        accepted["amount"].ShouldBe("100.00");
    }

    [Fact]
    public async Task A_fourth_unpaid_hold_of_a_day_is_too_many()
    {
        var ines = await app.PlayerAsync();
        for (var i = 0; i < 3; i++)
            (
                await ines.PostAsync($"/api/lots/{await app.LotAsync()}/entries/purchase", new { amount = 1 })
            ).Status.ShouldBe(201);
        (
            await ines.PostAsync($"/api/lots/{await app.LotAsync()}/entries/purchase", new { amount = 1 })
        ).ShouldBeProblem(429, "too_many_holds");
    }

    [Fact]
    public async Task Somebody_elses_purchase_is_not_there_and_without_a_token_nothing_is()
    {
        var (lot, ines, theo) = (await app.LotAsync(), await app.PlayerAsync(), await app.PlayerAsync());
        var bought = await ines.PayAsync(lot, 10);
        var before = await app.StateAsync();
        foreach (
            var (caller, status, code) in new[]
            {
                (theo, 404, "not_found"),
                (app.Admin, 404, "not_found"),
                (app.Anonymous, 401, "sign_in_needed"),
            }
        )
        {
            (await caller.GetAsync($"/api/purchases/{bought}")).ShouldBeProblem(status, code);
            (await caller.DeleteAsync($"/api/purchases/{bought}")).ShouldBeProblem(status, code);
            (await caller.PostAsync($"/api/purchases/{bought}/leave")).ShouldBeProblem(status, code);
            (await caller.PostAsync($"/api/purchases/{bought}/refund-choice", new { choice = "cash" })).ShouldBeProblem(
                status,
                code
            );
        }
        (await app.StateAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Staff_can_not_buy()
    {
        var lot = await app.LotAsync();
        var before = await app.StateAsync();
        (await app.Admin.PostAsync($"/api/lots/{lot}/entries/purchase", new { amount = 5 })).Status.ShouldBe(403);
        (await app.StateAsync()).ShouldBe(before);
    }
}
