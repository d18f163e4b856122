using System.Text.Json.Nodes;
using Alot.Data.Lots;
using Alot.Domain.Accounts;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Alot.Tests.Api;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Alot.Tests.Lots;

/// <summary>api.md, Lots, over HTTP: reading, drafting, opening, calling off, and who sees what.</summary>
[Collection(nameof(ApiCollection))]
public sealed class LotApiTests(ApiWorld app)
{
    [Fact]
    public async Task A_lot_has_the_shape_of_the_contract()
    {
        var lot = await app.LotAsync(await app.LotAsync(2_000));
        lot.Status.ShouldBe(200, lot.Text);
        foreach (
            var member in (string[])
                [
                    "id",
                    "number",
                    "status",
                    "lot_type",
                    "visibility",
                    "product",
                    "host",
                    "funding_target",
                    "current_funding",
                    "funding_percent",
                    "total_tickets",
                    "live_tickets",
                    "total_participants",
                    "entry_bundles",
                    "created_at",
                    "deadline",
                    "draw_mode",
                    "seed_commitment",
                    "tag_commitment",
                    "trivia",
                    "terms",
                ]
        )
            lot.Has(member).ShouldBeTrue(member);
        lot.Has("winner").ShouldBeFalse();
        lot.Has("my").ShouldBeFalse();
        lot.Has("share_key").ShouldBeFalse();
        lot["status"].ShouldBe("open");
        lot["product.tier"].ShouldBe("rare");
        lot["product.retail_value"].ShouldBe("2000.00");
        lot["product.images.0"].ShouldStartWith("/art/watch/");
        (await app.Anonymous.GetAsync(lot["product.images.0"])).Status.ShouldBe(200);
        lot["funding_target"].ShouldBe("5000.00");
        lot["entry_bundles.0.amount"].ShouldBe("2.00");
        lot["entry_bundles.0.tickets"].ShouldBe("2");
        lot["draw_mode"].ShouldBe("roster");
        lot["seed_commitment"].Length.ShouldBe(64);
        lot["tag_commitment"].Length.ShouldBe(64);
        lot["deadline"].ShouldEndWith("Z");
        lot["terms.refund_cash_percent"].ShouldBe("98");
        lot["trivia.enabled"].ShouldBe("false");

        var ines = await app.PlayerAsync();
        var mine = await ines.GetAsync($"/api/lots/{lot["id"]}");
        mine["my.tickets"].ShouldBe("0");
        mine["my.odds"].ShouldBe("0");
    }

    [Fact]
    public async Task The_list_filters_sorts_and_goes_on_by_cursor_without_gaps_or_repeats()
    {
        var ids = new List<string>();
        foreach (var value in new[] { 51_000, 52_000, 53_000, 54_000, 55_000 })
            ids.Add((await app.LotAsync(value)).ToString());
        const string filter = "/api/lots?tier=mythic&category=watch,bag&min_value=51000&max_value=55000.00&sort=value";
        var seen = new List<string>();
        var cursor = "";
        do
        {
            var page = await app.Anonymous.GetAsync($"{filter}&limit=2{cursor}");
            page.Status.ShouldBe(200, page.Text);
            page.Items.Count.ShouldBeLessThanOrEqualTo(2);
            seen.AddRange(page.Items.Select(i => i["id"]!.ToString()));
            cursor = page["next_cursor"] is { Length: > 0 } next ? $"&cursor={next}" : "";
        } while (cursor.Length > 0);
        seen.ShouldBe(ids.AsEnumerable().Reverse());

        (await app.Anonymous.GetAsync("/api/lots?tier=mythic&category=bag")).Items.ShouldBeEmpty();
        (await app.Anonymous.GetAsync("/api/lots?q=nothing+like+this")).Items.ShouldBeEmpty();
        (await app.Anonymous.GetAsync("/api/lots?q=meridian&limit=1")).Items.Count.ShouldBe(1);
        foreach (var sort in new[] { "ending_soon", "nearly_funded", "newest", "value" })
        foreach (var status in new[] { "open", "cancelled", "created", "settled" })
            (await app.Anonymous.GetAsync($"/api/lots?sort={sort}&status={status}")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_draft_is_written_once_per_key_and_only_those_who_make_lots_see_it()
    {
        var key = Caller.NewKey();
        var draft = app.Draft();
        var first = await app.Admin.PostAsync("/api/lots", draft, key);
        first.Status.ShouldBe(201, first.Text);
        first["status"].ShouldBe("created");
        first.Location.ShouldBe($"/api/lots/{first["id"]}");
        var again = await app.Admin.PostAsync("/api/lots", draft, key);
        (again.Status, again.Text).ShouldBe((first.Status, first.Text));

        var moderator = await app.StaffAsync(StaffRole.Moderator);
        (await app.Admin.GetAsync(first.Location!)).Status.ShouldBe(200);
        foreach (var other in new[] { await app.PlayerAsync(), moderator, app.Anonymous })
            (await other.GetAsync(first.Location!)).ShouldBeProblem(404, "not_found");

        // Nor does it appear when it is dropped without having been open.
        (await app.Admin.PostAsync($"{first.Location}/cancel", new { reason = "A mistake" })).Status.ShouldBe(200);
        (await app.Anonymous.GetAsync(first.Location!)).ShouldBeProblem(404, "not_found");
        (await app.Anonymous.GetAsync("/api/lots?status=cancelled&sort=newest&limit=100"))
            .Items.Select(i => i["id"]!.ToString())
            .ShouldNotContain(first["id"]);
    }

    [Fact]
    public async Task A_draft_of_an_item_of_the_catalogue()
    {
        var known = await app.LotAsync(await app.LotAsync(777));
        var id = await app.DraftAsync(
            1,
            draft => draft["product"] = new JsonObject { ["product_class_id"] = known["product.product_class_id"] }
        );
        var draft = await app.Admin.GetAsync($"/api/lots/{id}");
        draft["product.retail_value"].ShouldBe("777.00");
        draft["product.product_class_id"].ShouldBe(known["product.product_class_id"]);
    }

    [Fact]
    public async Task A_change_to_a_draft_keeps_what_was_not_sent()
    {
        var id = await app.DraftAsync(40, d => d["visibility"] = "unlisted");
        var changed = await app.Admin.PatchAsync(
            $"/api/lots/{id}",
            new { product = new { name = "Meridian Chrono 44", retail_value = 60 } }
        );
        changed.Status.ShouldBe(200, changed.Text);
        changed["product.name"].ShouldBe("Meridian Chrono 44");
        changed["product.brand"].ShouldBe("Meridian");
        changed["funding_target"].ShouldBe("150.00");
        changed["visibility"].ShouldBe("unlisted");

        (await app.Admin.PostAsync($"/api/lots/{id}/open")).Status.ShouldBe(200);
        var before = await app.StateAsync();
        (await app.Admin.PatchAsync($"/api/lots/{id}", new { product = new { retail_value = 1 } })).ShouldBeProblem(
            409,
            "lot_not_draft"
        );
        (await app.StateAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Lots_are_moved_by_staff_who_may_and_by_nobody_else()
    {
        var (draft, open) = (await app.DraftAsync(), await app.LotAsync());
        var moderator = await app.StaffAsync(StaffRole.Moderator);
        var ines = await app.PlayerAsync();
        var before = await app.StateAsync();
        foreach (
            var (caller, status, code) in new[]
            {
                (ines, 404, "not_found"),
                (moderator, 404, "not_found"),
                (app.Anonymous, 401, "sign_in_needed"),
            }
        )
        {
            (await caller.PostAsync("/api/lots", app.Draft())).ShouldBeProblem(status, code);
            (await caller.PatchAsync($"/api/lots/{draft}", new { visibility = "private" })).ShouldBeProblem(
                status,
                code
            );
            (await caller.PostAsync($"/api/lots/{draft}/open")).ShouldBeProblem(status, code);
            (await caller.PostAsync($"/api/lots/{open}/cancel", new { reason = "why" })).ShouldBeProblem(status, code);
            (
                await caller.PostAsync($"/api/lots/{open}/extend", new { deadline = app.In(TimeSpan.FromDays(2)) })
            ).ShouldBeProblem(status, code);
            (await caller.PostAsync($"/api/admin/lots/{open}/draw")).ShouldBeProblem(status, code);
            (await caller.PostAsync($"/api/admin/lots/{open}/settle")).ShouldBeProblem(status, code);
        }
        (await app.StateAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task A_move_that_the_table_does_not_allow_says_so()
    {
        var open = await app.LotAsync();
        (await app.Admin.PostAsync($"/api/lots/{open}/open")).ShouldBeProblem(409, "move_not_allowed");
        (
            await app.Admin.PostAsync($"/api/lots/{open}/extend", new { deadline = app.In(TimeSpan.FromDays(2)) })
        ).Status.ShouldBe(409);
        (await app.Admin.PostAsync($"/api/lots/{open}/cancel", new { reason = " " })).ShouldBeProblem(
            422,
            "validation"
        );
        (await app.Admin.PostAsync($"/api/admin/lots/{open}/draw")).ShouldBeProblem(409, "draw_not_stuck");
        (await app.Admin.PostAsync($"/api/admin/lots/{open}/settle")).ShouldBeProblem(409, "draw_not_stuck");
        var key = Caller.NewKey();
        var first = await app.Admin.PostAsync($"/api/lots/{open}/cancel", new { reason = "The item was damaged" }, key);
        first["status"].ShouldBe("cancelled");
        (
            await app.Admin.PostAsync($"/api/lots/{open}/cancel", new { reason = "The item was damaged" }, key)
        ).Text.ShouldBe(first.Text);
        (await app.LotAsync(open))["cancel_reason"].ShouldBe("The item was damaged");
    }

    [Theory]
    [InlineData(0, "too soon")]
    [InlineData(91 * 24, "too late")]
    public async Task A_deadline_out_of_range_does_not_open(int hours, string why)
    {
        var id = await app.DraftAsync(40, d => d["deadline"] = app.In(TimeSpan.FromHours(hours)));
        (await app.Admin.PostAsync($"/api/lots/{id}/open")).ShouldBeProblem(422, "validation");
        (await app.Admin.GetAsync($"/api/lots/{id}"))["status"].ShouldBe("created", why);
    }

    [Fact]
    public async Task A_private_lot_is_there_with_its_key_or_an_entry_and_nowhere_else()
    {
        var lot = await app.LotAsync(40, d => d["visibility"] = "private");
        var key = (await app.Admin.GetAsync($"/api/lots/{lot}"))["share_key"];
        key.Length.ShouldBe(22);
        var (ines, theo) = (await app.PlayerAsync(500), await app.PlayerAsync());
        var number = (await app.Admin.GetAsync($"/api/lots/{lot}"))["number"];

        (await ines.GetAsync($"/api/lots/{lot}?key={key}")).Status.ShouldBe(200);
        (await ines.GetAsync($"/api/lots/{lot}?key={key}")).Has("share_key").ShouldBeFalse();
        (
            await ines.PostAsync($"/api/lots/{lot}/entries/purchase-with-credits?key={key}", new { tickets = 2 })
        ).Status.ShouldBe(201);
        (await ines.GetAsync($"/api/lots/{lot}")).Status.ShouldBe(200, "an entrant keeps access");

        var before = await app.StateAsync();
        foreach (var other in new[] { theo, app.Anonymous })
        foreach (var wrong in new[] { "", "?key=", "?key=wrong", $"?key={key}x", $"?key={key}&key={key}" })
        {
            (await other.GetAsync($"/api/lots/{lot}{wrong}")).ShouldBeProblem(404, "not_found");
            (await other.GetAsync($"/api/lots/{lot}/entries{wrong}")).ShouldBeProblem(404, "not_found");
            (await other.GetAsync($"/api/lots/{lot}/draw{wrong}")).ShouldBeProblem(404, "not_found");
        }
        (await theo.PostAsync($"/api/lots/{lot}/entries/purchase", new { amount = 5 })).ShouldBeProblem(
            404,
            "not_found"
        );
        (await theo.PostAsync($"/api/lots/{lot}/trivia/attempt", new { answer = "x" })).ShouldBeProblem(
            404,
            "not_found"
        );
        (await app.StateAsync()).ShouldBe(before);
        (await app.Anonymous.GetAsync($"/api/lots?q={number}")).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_item_is_described_in_the_order_it_was_stated_in()
    {
        var facts = new ProductFacts("Chrono", "Velden", Category.Watch, Money.Dollars(40), "A watch.", "New")
        {
            Specifications = [new("Movement", "Automatic"), new("Case", "42 mm"), new("Water resistance", "100 m")],
        };
        var draft = await app
            .Services.GetRequiredService<DraftLot>()
            .RunAsync(
                new(new(app.Admin.Id), Caller.NewKey(), facts, null, new LotPlan(DateTimeOffset.UnixEpoch)),
                default
            );
        var seen = await app.Admin.GetAsync($"/api/lots/{draft.LotId}");
        seen.At("product.specifications")!
            .AsObject()
            .Select(s => $"{s.Key}: {s.Value}")
            .ShouldBe(["Movement: Automatic", "Case: 42 mm", "Water resistance: 100 m"]);
    }

    [Fact]
    public async Task An_unlisted_lot_is_reachable_and_in_no_list()
    {
        var lot = await app.LotAsync(40, d => d["visibility"] = "unlisted");
        var found = await app.LotAsync(lot);
        found.Status.ShouldBe(200);
        (await app.Anonymous.GetAsync($"/api/lots?q={found["number"]}")).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_leaderboard_is_masked_in_order_and_goes_on_by_cursor()
    {
        var lot = await app.LotAsync(1_000);
        var players = new List<Caller>();
        foreach (var tickets in new[] { 2, 5, 3, 5 })
        {
            players.Add(await app.PlayerAsync(tickets * 100));
            (
                await players[^1].PostAsync($"/api/lots/{lot}/entries/purchase-with-credits", new { tickets })
            ).Status.ShouldBe(201);
        }
        var all = await players[2].GetAsync($"/api/lots/{lot}/entries");
        all.Items.Select(i => i["tickets"]!.GetValue<int>()).ShouldBe([5, 5, 3, 2]);
        all.Items.Select(i => i["place"]!.GetValue<int>()).ShouldBe([1, 2, 3, 4]);
        all.Items.Select(i => i["is_me"]!.GetValue<bool>()).ShouldBe([false, false, true, false]);
        all.Items.ShouldAllBe(i => i["name"]!.ToString().Contains('•', StringComparison.Ordinal));

        var first = await app.Anonymous.GetAsync($"/api/lots/{lot}/entries?limit=3");
        var rest = await app.Anonymous.GetAsync($"/api/lots/{lot}/entries?limit=3&cursor={first["next_cursor"]}");
        first.Items.Concat(rest.Items).Select(i => i["place"]!.GetValue<int>()).ShouldBe([1, 2, 3, 4]);
        rest["next_cursor"].ShouldBeEmpty();
    }
}
