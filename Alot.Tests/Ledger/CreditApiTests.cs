using Alot.Domain.Accounts;
using Alot.Tests.Api;
using Shouldly;
using Xunit;

namespace Alot.Tests.Ledger;

[Collection(nameof(ApiCollection))]
public sealed class CreditApiTests(ApiWorld app)
{
    [Fact]
    public async Task Credits_buy_tickets_at_once_and_wallet_and_ledger_agree()
    {
        var (lot, ines) = (await app.LotAsync(), await app.PlayerAsync(1_000));
        var bought = await ines.PostAsync($"/api/lots/{lot}/entries/purchase-with-credits", new { tickets = 4 });
        bought.Status.ShouldBe(201, bought.Text);
        bought["tickets_start"].ShouldBe("1");
        bought["tickets_end"].ShouldBe("4");
        bought["ticket_count"].ShouldBe("4");
        bought["credits_spent"].ShouldBe("400");
        bought["balance"].ShouldBe("600");
        Guid.Parse(bought["entry_id"]).Version.ShouldBe(7);

        var wallet = await ines.GetAsync("/api/users/me/credits");
        (wallet["balance"], wallet["total_earned"], wallet["total_spent"]).ShouldBe(("600", "1000", "400"));
        var ledger = await ines.GetAsync("/api/users/me/credits/transactions?limit=1");
        ledger.Items.ShouldHaveSingleItem()["transaction_type"]!.ToString().ShouldBe("entry_purchase");
        ledger["items.0.amount"].ShouldBe("-400");
        ledger["items.0.balance_after"].ShouldBe("600");
        ledger["items.0.lot_id"].ShouldBe(lot.ToString());
        var rest = await ines.GetAsync($"/api/users/me/credits/transactions?limit=1&cursor={ledger["next_cursor"]}");
        rest["items.0.transaction_type"].ShouldBe("admin_grant");
        rest["next_cursor"].ShouldBeEmpty();
        (await app.LotAsync(lot))["current_funding"].ShouldBe("0.00", "credits are no funding");
    }

    [Fact]
    public async Task Twenty_sends_of_one_key_at_once_buy_once()
    {
        var (lot, ines) = (await app.LotAsync(), await app.PlayerAsync(1_000));
        var key = Caller.NewKey();
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(_ => ines.PostAsync($"/api/lots/{lot}/entries/purchase-with-credits", new { tickets = 3 }, key))
        );
        answers.Select(a => (a.Status, a.Text)).Distinct().ShouldHaveSingleItem().Status.ShouldBe(201);
        (await ines.GetAsync("/api/users/me/credits"))["balance"].ShouldBe("700");
        (await app.LotAsync(lot))["total_tickets"].ShouldBe("3");
        (
            await ines.PostAsync($"/api/lots/{lot}/entries/purchase-with-credits", new { tickets = 4 }, key)
        ).ShouldBeProblem(409, "idempotency_mismatch");
    }

    [Fact]
    public async Task Too_few_credits_and_too_few_entries_are_told_and_a_refusal_frees_the_key()
    {
        var (lot, ines) = (await app.LotAsync(), await app.PlayerAsync(200));
        var key = Caller.NewKey();
        var before = await app.StateAsync();
        var poor = await ines.PostAsync($"/api/lots/{lot}/entries/purchase-with-credits", new { tickets = 3 }, key);
        poor.ShouldBeProblem(409, "insufficient_credits");
        (poor["balance"], poor["price"]).ShouldBe(("200", "300"));
        var many = await ines.PostAsync($"/api/lots/{lot}/entries/purchase-with-credits", new { tickets = 31 });
        many.ShouldBeProblem(409, "trimmed")["available"].ShouldBe("30");
        (await app.StateAsync()).ShouldBe(before);

        await app.Admin.PostAsync($"/api/admin/users/{ines.Id}/credits", new { amount = 100, reason = "More" });
        (
            await ines.PostAsync($"/api/lots/{lot}/entries/purchase-with-credits", new { tickets = 3 }, key)
        ).Status.ShouldBe(201, "refusals are not stored");
    }

    [Fact]
    public async Task Staff_grant_and_deduct_once_per_key_and_only_those_who_may()
    {
        var ines = await app.PlayerAsync();
        var path = $"/api/admin/users/{ines.Id}/credits";
        var key = Caller.NewKey();
        var granted = await app.Admin.PostAsync(path, new { amount = 500, reason = "Welcome" }, key);
        granted.Status.ShouldBe(201, granted.Text);
        (granted["user_id"], granted["amount"], granted["balance"]).ShouldBe((ines.Id.ToString(), "500", "500"));
        (await app.Admin.PostAsync(path, new { amount = 500, reason = "Welcome" }, key)).Text.ShouldBe(granted.Text);
        (await app.Admin.PostAsync(path, new { amount = -200, reason = "A mistake" }))["balance"].ShouldBe("300");

        var before = await app.StateAsync();
        (await app.Admin.PostAsync(path, new { amount = -301, reason = "Too much" })).ShouldBeProblem(
            409,
            "insufficient_credits"
        );
        (await app.Admin.PostAsync(path, new { amount = -10_001, reason = "A lot" })).ShouldBeProblem(
            409,
            "insufficient_credits"
        );
        (await app.Admin.PostAsync(path, new { amount = 5, reason = " " })).ShouldBeProblem(422, "validation");
        (await (await app.PlayerAsync()).PostAsync(path, new { amount = 5, reason = "Me" })).ShouldBeProblem(
            404,
            "not_found"
        );
        (
            await (await app.StaffAsync(StaffRole.Support)).PostAsync(path, new { amount = 5, reason = "Me" })
        ).ShouldBeProblem(404, "not_found");
        (await app.Anonymous.PostAsync(path, new { amount = 5, reason = "Me" })).ShouldBeProblem(401, "sign_in_needed");
        (await app.StateAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Above_ten_thousand_a_second_person_decides_once()
    {
        var (ines, second) = (await app.PlayerAsync(), await app.StaffAsync(StaffRole.SuperAdmin));
        var path = $"/api/admin/users/{ines.Id}/credits";
        var key = Caller.NewKey();
        var asked = await app.Admin.PostAsync(path, new { amount = 15_000, reason = "Wrong strap sent" }, key);
        asked.Status.ShouldBe(202, asked.Text);
        (await app.Admin.PostAsync(path, new { amount = 15_000, reason = "Wrong strap sent" }, key)).Text.ShouldBe(
            asked.Text
        );
        var approval = $"/api/admin/approvals/{asked["approval_id"]}";
        asked.Location.ShouldBe(approval);
        (await BalanceAsync(ines)).ShouldBe("0");

        var before = await app.StateAsync();
        (await app.Admin.PostAsync(approval, new { approve = true })).ShouldBeProblem(403, "second_person_needed");
        foreach (var who in new[] { ines, await app.StaffAsync(StaffRole.Support) })
            (await who.PostAsync(approval, new { approve = true })).ShouldBeProblem(404, "not_found");
        (await app.Anonymous.PostAsync(approval, new { approve = true })).ShouldBeProblem(401, "sign_in_needed");
        (await second.PostAsync($"/api/admin/approvals/{ines.Id}", new { approve = true })).ShouldBeProblem(
            404,
            "not_found"
        );
        (await second.PostAsync("/api/admin/approvals/x", new { approve = true })).ShouldBeProblem(404, "not_found");
        (await second.PostAsync(approval, new { })).ShouldBeProblem(400, "malformed");
        (await second.SendAsync(HttpMethod.Post, approval, """{"approve":true}""", null)).ShouldBeProblem(
            400,
            "idempotency_key_required"
        );
        (await app.StateAsync()).ShouldBe(before);

        var decided = await second.PostAsync(approval, new { approve = true }, key);
        decided.Status.ShouldBe(200, decided.Text);
        (
            decided["approval_id"],
            decided["outcome"],
            decided["user_id"],
            decided["amount"],
            decided["balance"]
        ).ShouldBe((asked["approval_id"], "approved", ines.Id.ToString(), "15000", "15000"));
        (await second.PostAsync(approval, new { approve = true }, key)).Text.ShouldBe(decided.Text);
        (await second.PostAsync(approval, new { approve = false }, key)).ShouldBeProblem(409, "idempotency_mismatch");
        (await second.PostAsync(approval, new { approve = false })).ShouldBeProblem(409, "already_decided");
        (await BalanceAsync(ines)).ShouldBe("15000");
        (await ines.GetAsync("/api/users/me/credits/transactions"))["items.0.description"].ShouldBe("Wrong strap sent");
    }

    [Fact]
    public async Task What_is_declined_leaves_the_credits_as_they_are()
    {
        var (ines, second) = (await app.PlayerAsync(12_000), await app.StaffAsync(StaffRole.Admin));
        var asked = await app.Admin.PostAsync(
            $"/api/admin/users/{ines.Id}/credits",
            new { amount = -11_000, reason = "Given twice" }
        );
        asked.Status.ShouldBe(202, asked.Text);
        var declined = await second.PostAsync($"/api/admin/approvals/{asked["approval_id"]}", new { approve = false });
        (declined.Status, declined["outcome"], declined["balance"]).ShouldBe((200, "declined", "12000"));
        (await BalanceAsync(ines)).ShouldBe("12000");
    }

    [Fact]
    public async Task The_document_describes_both_answers_of_a_grant_and_the_decision()
    {
        var paths = (await app.Anonymous.GetAsync("/openapi/v1.json")).Json["paths"]!;
        var answers = paths["/api/admin/users/{id}/credits"]!["post"]!["responses"]!.AsObject().Select(a => a.Key);
        answers.ShouldContain("201");
        answers.ShouldContain("202");
        var decision = paths["/api/admin/approvals/{id}"]!["post"]!;
        decision["responses"]!.AsObject().Select(a => a.Key).ShouldContain("200");
        decision.ToJsonString().ShouldContain("Idempotency-Key");
    }

    private static async Task<string> BalanceAsync(Caller player) =>
        (await player.GetAsync("/api/users/me/credits"))["balance"];

    [Theory]
    [InlineData("/api/users/me/credits")]
    [InlineData("/api/users/me/credits/transactions")]
    [InlineData("/api/users/me/entries")]
    [InlineData("/api/users/me/cards")]
    public async Task What_is_mine_needs_me(string path)
    {
        (await app.Anonymous.GetAsync(path)).ShouldBeProblem(401, "sign_in_needed");
        (await (await app.PlayerAsync()).GetAsync(path)).Status.ShouldBe(200);
    }
}
