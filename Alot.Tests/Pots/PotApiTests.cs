using Alot.Data.Auditing;
using Alot.Domain.Accounts;
using Alot.Tests.Api;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Alot.Tests.Pots;

/// <summary>api.md, pots: what players and staff do over HTTP.</summary>
public sealed class PotApiTests(PotApiWorld app) : IClassFixture<PotApiWorld>
{
    [Fact]
    public async Task A_pot_is_opened_listed_joined_left_and_seen()
    {
        var pot = await app.PotAsync(cost: 50);
        var (ines, theo) = (await app.PlayerAsync(500), await app.PlayerAsync(500));
        var joined = await ines.PostAsync($"/api/pots/{pot}/join", new { ticket_count = 2 });
        joined.Status.ShouldBe(201, joined.Text);
        (joined["ticket_count"], joined["credits_spent"], joined["balance"]).ShouldBe(("2", "100", "400"));
        await PotApiWorld.JoinAsync(theo, pot, 1);

        var listed = (await app.Anonymous.GetAsync("/api/pots?status=open&limit=100")).Items.Single(p =>
            p["id"]!.ToString() == pot.ToString()
        );
        foreach (
            var (name, value) in new[]
            {
                ("title", "Quick ten"),
                ("status", "open"),
                ("entry_cost", "50"),
                ("credits_committed", "150"),
                ("value", "500"),
                ("participant_count", "2"),
                ("fill_percent", "30"),
                ("max_tickets", "10"),
                ("max_per_user", "3"),
            }
        )
            listed[name]!.ToString().ShouldBe(value, name);
        listed["seed_hash"]!.ToString().Length.ShouldBe(64);
        listed.AsObject().ContainsKey("commit_hash").ShouldBeFalse();
        listed.AsObject().ContainsKey("entries").ShouldBeFalse();

        var seen = await ines.GetAsync($"/api/pots/{pot}");
        seen["my.tickets"].ShouldBe("2");
        seen["my.entry_ids.0"].ShouldBe(joined["entry_id"]);
        seen["entries.0.is_me"].ShouldBe("true");
        seen["entries.0.name"].ShouldContain("•••");
        seen["fairness.seed_hash"].ShouldBe(seen["seed_hash"]);
        seen.Has("winner").ShouldBeFalse();
        (await app.SeeAsync(pot)).Has("my").ShouldBeFalse();

        // Only one's own entry, and only once.
        var entry = $"/api/pots/{pot}/entries/{joined["entry_id"]}";
        (await theo.SendAsync(HttpMethod.Delete, entry, null, Caller.NewKey())).ShouldBeProblem(404, "not_found");
        var key = Caller.NewKey();
        var left = await ines.SendAsync(HttpMethod.Delete, entry, null, key);
        left.Status.ShouldBe(200, left.Text);
        (left["credits_returned"], left["balance"]).ShouldBe(("100", "500"));
        (await ines.SendAsync(HttpMethod.Delete, entry, null, key)).Text.ShouldBe(left.Text);
        (await ines.SendAsync(HttpMethod.Delete, entry, null, Caller.NewKey())).ShouldBeProblem(
            409,
            "already_cancelled"
        );
        (await ines.SendAsync(HttpMethod.Delete, entry, null, null)).ShouldBeProblem(400, "idempotency_key_required");
        (await app.SeeAsync(pot))["participant_count"].ShouldBe("1");
    }

    [Fact]
    public async Task The_list_is_filtered_and_paged()
    {
        var cheap = await app.PotAsync(cost: 7, tickets: 11);
        var dear = await app.PotAsync(cost: 700, tickets: 11);
        var found = await app.Anonymous.GetAsync("/api/pots?min_value=77&max_value=77");
        found.Items.ShouldHaveSingleItem()["id"]!.ToString().ShouldBe(cheap.ToString());
        (await app.Anonymous.GetAsync("/api/pots?min_value=7700&max_value=7700")).Items.ShouldHaveSingleItem()["id"]!
            .ToString()
            .ShouldBe(dear.ToString());
        (await app.Anonymous.GetAsync("/api/pots?status=cancelled,settling&max_value=77")).Items.ShouldBeEmpty();

        var (ids, cursor) = (new List<string>(), "");
        do
        {
            var page = await app.Anonymous.GetAsync($"/api/pots?limit=1{(cursor == "" ? "" : $"&cursor={cursor}")}");
            ids.Add(page.Items.ShouldHaveSingleItem()["id"]!.ToString());
            cursor = page["next_cursor"];
        } while (cursor != "");
        ids.ShouldBeUnique();
        ids.ShouldContain(cheap.ToString());
        ids.IndexOf(dear.ToString()).ShouldBeLessThan(ids.IndexOf(cheap.ToString()), "newest first");
    }

    [Theory]
    [InlineData("status=full")]
    [InlineData("status=OPEN")]
    [InlineData("status=1")]
    [InlineData("min_value=-1")]
    [InlineData("min_value=1.5")]
    [InlineData("max_value=1e9")]
    [InlineData("max_value=99999999999999999999999999999999")]
    [InlineData("min_value=1&min_value=2")]
    [InlineData("limit=0")]
    [InlineData("limit=101")]
    [InlineData("cursor=x")]
    [InlineData("cursor=0")]
    [InlineData("cursor=99999999999")]
    public async Task A_wrong_filter_is_named(string query)
    {
        var answer = await app.Anonymous.GetAsync($"/api/pots?{query}");
        answer.ShouldBeProblem(422, "validation");
        answer.At($"errors.{query.Split('=')[0]}").ShouldNotBeNull(answer.Text);
    }

    [Theory]
    [InlineData("0", 422)]
    [InlineData("-1", 422)]
    [InlineData("11", 422)]
    [InlineData("2147483647", 422)]
    [InlineData("2147483648", 400)]
    [InlineData("1.5", 400)]
    [InlineData("1e300", 400)]
    [InlineData("\"1\"", 400)]
    [InlineData("null", 400)]
    [InlineData("[1]", 400)]
    [InlineData("", 400)]
    public async Task A_wrong_number_of_tickets_is_refused(string count, int status)
    {
        var (pot, ines) = (await app.PotAsync(), await app.PlayerAsync(1_000));
        var answer = await ines.SendAsync(
            HttpMethod.Post,
            $"/api/pots/{pot}/join",
            $$"""{"ticket_count":{{count}}}""",
            Caller.NewKey()
        );
        answer.ShouldBeProblem(status, status == 400 ? "malformed" : "validation");
        (await PotApiWorld.BalanceAsync(ines)).ShouldBe(1_000);
    }

    [Fact]
    public async Task Who_may_not_join_is_told_why()
    {
        var (pot, ines) = (await app.PotAsync(tickets: 4, cap: 2), await app.PlayerAsync(1_000));
        var door = $"/api/pots/{pot}/join";
        var one = new { ticket_count = 1 };
        (await app.Anonymous.PostAsync(door, one)).ShouldBeProblem(401, "sign_in_needed");
        (await app.Admin.PostAsync(door, one)).ShouldBeProblem(403, "staff_cannot_enter");
        (await (await app.PlayerAsync()).PostAsync(door, one)).ShouldBeProblem(409, "insufficient_credits");
        (await ines.PostAsync(door, new { ticket_count = 3 }))
            .ShouldBeProblem(409, "limit_reached")["available"]
            .ShouldBe("2");
        foreach (var key in new[] { null, "", "ü", new string('k', 201) })
            (await ines.SendAsync(HttpMethod.Post, door, """{"ticket_count":1}""", key)).ShouldBeProblem(
                400,
                "idempotency_key_required"
            );

        var again = Caller.NewKey();
        var first = await ines.PostAsync(door, one, again);
        (await ines.PostAsync(door, one, again)).Text.ShouldBe(first.Text);
        (await ines.PostAsync(door, new { ticket_count = 2 }, again)).Status.ShouldBeOneOf(409, 422);
        (await PotApiWorld.BalanceAsync(ines)).ShouldBe(900);

        await PotApiWorld.JoinAsync(await app.PlayerAsync(1_000), pot, 2);
        (await (await app.PlayerAsync(1_000)).PostAsync(door, new { ticket_count = 2 }))
            .ShouldBeProblem(409, "pot_full")["available"]
            .ShouldBe("1");
    }

    public static TheoryData<string> WrongPlans =>
        [
            """{"title":"","entry_cost":1,"max_tickets":2,"max_per_user":1,"duration_seconds":60}""",
            """{"title":"   ","entry_cost":1,"max_tickets":2,"max_per_user":1,"duration_seconds":60}""",
            """{"title":"A\u0000","entry_cost":1,"max_tickets":2,"max_per_user":1,"duration_seconds":60}""",
            """{"title":"A\ud800","entry_cost":1,"max_tickets":2,"max_per_user":1,"duration_seconds":60}""",
            """{"title":null,"entry_cost":1,"max_tickets":2,"max_per_user":1,"duration_seconds":60}""",
            """{"title":"A","entry_cost":0,"max_tickets":2,"max_per_user":1,"duration_seconds":60}""",
            """{"title":"A","entry_cost":-1,"max_tickets":2,"max_per_user":1,"duration_seconds":60}""",
            """{"title":"A","entry_cost":9223372036854775807,"max_tickets":2,"max_per_user":1,"duration_seconds":60}""",
            """{"title":"A","entry_cost":1.5,"max_tickets":2,"max_per_user":1,"duration_seconds":60}""",
            """{"title":"A","entry_cost":1,"max_tickets":1,"max_per_user":1,"duration_seconds":60}""",
            """{"title":"A","entry_cost":1,"max_tickets":2,"max_per_user":2,"duration_seconds":60}""",
            """{"title":"A","entry_cost":1,"max_tickets":2,"max_per_user":0,"duration_seconds":60}""",
            """{"title":"A","entry_cost":1,"max_tickets":2000000000,"max_per_user":1,"duration_seconds":60}""",
            """{"title":"A","entry_cost":1,"max_tickets":2,"max_per_user":1,"duration_seconds":0}""",
            """{"title":"A","entry_cost":1,"max_tickets":2,"max_per_user":1,"duration_seconds":-60}""",
            """{"title":"A","entry_cost":1,"max_tickets":2,"max_per_user":1,"duration_seconds":2147483647}""",
            """{"title":"A","entry_cost":1,"max_tickets":2,"max_per_user":1}""",
            """{"title":"A"}""",
            "[]",
            "",
        ];

    [Theory]
    [MemberData(nameof(WrongPlans))]
    public async Task A_wrong_plan_opens_nothing(string plan)
    {
        var before = await app.Database.AskAsync<long>("select count(*) from pots");
        var answer = await app.Admin.SendAsync(HttpMethod.Post, "/api/pots", plan, Caller.NewKey());
        answer.Status.ShouldBeOneOf([400, 422], answer.Text);
        answer.ShouldBeProblem(answer.Status, answer.Status == 400 ? "malformed" : "validation");
        (await app.Database.AskAsync<long>("select count(*) from pots")).ShouldBe(before);
    }

    [Theory]
    [InlineData("GET", "/api/pots/ID", null)]
    [InlineData("GET", "/api/pots/ID/proof", null)]
    [InlineData("POST", "/api/pots/ID/join", """{"ticket_count":1}""")]
    [InlineData("DELETE", "/api/pots/ID/entries/ID", null)]
    [InlineData("POST", "/api/pots/ID/lock", null)]
    [InlineData("POST", "/api/pots/ID/reveal", """{"reveal_seed":"00","settlement_signature":"00"}""")]
    [InlineData("POST", "/api/admin/pots/ID/pause", """{"reason":"why"}""")]
    [InlineData("POST", "/api/admin/pots/ID/resume", null)]
    [InlineData("POST", "/api/admin/pots/ID/cancel", """{"reason":"why"}""")]
    [InlineData("POST", "/api/admin/pots/ID/entries/ID/remove", """{"reason":"why"}""")]
    [InlineData("POST", "/api/admin/hooks/ID/retry", null)]
    public async Task An_id_that_is_not_there_or_not_an_id_is_404(string method, string path, string? body)
    {
        var ines = await app.PlayerAsync(100);
        foreach (var caller in new[] { ines, app.Admin })
        foreach (var id in new[] { PotApiWorld.Nobody, "417", "not-an-id", "' or 1=1 --", new string('9', 500) })
        {
            var address = path.Replace("ID", Uri.EscapeDataString(id), StringComparison.Ordinal);
            (await caller.SendAsync(new HttpMethod(method), address, body, Caller.NewKey())).ShouldBeProblem(
                404,
                "not_found"
            );
        }
    }

    [Fact]
    public async Task Each_door_of_staff_opens_to_those_who_may_move_pots_and_is_not_there_for_others()
    {
        var pot = await app.PotAsync();
        var entry = await PotApiWorld.JoinAsync(await app.PlayerAsync(100), pot, 1);
        (string Path, object? Body)[] doors =
        [
            ("/api/pots", PotApiWorld.Plan()),
            ($"/api/admin/pots/{pot}/pause", new { reason = "To look at it." }),
            ($"/api/admin/pots/{pot}/resume", null),
            ($"/api/admin/pots/{pot}/entries/{entry}/remove", new { reason = "Two players are one." }),
            ($"/api/admin/pots/{pot}/cancel", new { reason = "Two players are one." }),
        ];
        var ines = await app.PlayerAsync();
        foreach (var (path, body) in doors)
        {
            (await app.Anonymous.PostAsync(path, body)).ShouldBeProblem(401, "sign_in_needed");
            (await ines.PostAsync(path, body)).ShouldBeProblem(404, "not_found");
        }
        foreach (var role in Enum.GetValues<StaffRole>())
        {
            var person = await app.StaffAsync(role);
            foreach (var (path, body) in doors)
            {
                var answer = await person.PostAsync(path, body);
                if (StaffRoles.PermissionsOf(role).Contains(Permission.PausePots))
                    // The first of them does it; to the others the state says no.
                    answer.Status.ShouldBeOneOf([200, 201, 409], $"{role} {path}: {answer.Text}");
                else
                    answer.ShouldBeProblem(404, "not_found");
            }
        }
    }

    [Fact]
    public async Task Staff_pause_resume_remove_and_call_off_an_open_pot()
    {
        var (pot, ines) = (await app.PotAsync(), await app.PlayerAsync(500));
        var entry = await PotApiWorld.JoinAsync(ines, pot, 1);
        foreach (var reason in new[] { "", "  ", new string('x', 301) })
            (await app.Admin.PostAsync($"/api/admin/pots/{pot}/pause", new { reason })).ShouldBeProblem(
                422,
                "validation"
            );
        var paused = await app.Admin.PostAsync($"/api/admin/pots/{pot}/pause", new { reason = "We look at it." });
        paused.Status.ShouldBe(200, paused.Text);
        (paused["paused"], paused["id"]).ShouldBe(("true", pot.ToString()));
        (await app.SeeAsync(pot))["pause_reason"].ShouldBe("We look at it.");
        (await ines.PostAsync($"/api/pots/{pot}/join", new { ticket_count = 1 })).ShouldBeProblem(409, "pot_paused");
        (await app.Admin.PostAsync($"/api/admin/pots/{pot}/pause", new { reason = "Again." })).ShouldBeProblem(
            409,
            "already_paused"
        );
        (await app.Admin.PostAsync($"/api/admin/pots/{pot}/resume"))["paused"].ShouldBe("false");
        (await app.Admin.PostAsync($"/api/admin/pots/{pot}/resume")).ShouldBeProblem(409, "not_paused");

        var removed = await app.Admin.PostAsync(
            $"/api/admin/pots/{pot}/entries/{entry}/remove",
            new { reason = "Two are one." }
        );
        (removed.Status, removed["credits_returned"]).ShouldBe((200, "100"), removed.Text);
        (await PotApiWorld.BalanceAsync(ines)).ShouldBe(500);

        await PotApiWorld.JoinAsync(ines, pot, 2);
        var cancelled = await app.Admin.PostAsync($"/api/admin/pots/{pot}/cancel", new { reason = "Enough." });
        cancelled.Status.ShouldBe(200, cancelled.Text);
        cancelled.Has("approval_id").ShouldBeFalse();
        (await app.UntilPotIsAsync(pot, "cancelled"))["cancel_reason"].ShouldBe("Enough.");
        (await PotApiWorld.BalanceAsync(ines)).ShouldBe(500);
        (await app.Admin.PostAsync($"/api/admin/pots/{pot}/cancel", new { reason = "Again." })).ShouldBeProblem(
            409,
            "pot_over"
        );
    }

    [Fact]
    public async Task A_full_pot_locks_settles_and_shows_winner_and_proof()
    {
        var (pot, players) = await app.FullPotAsync(3);
        var locked = await app.UntilPotIsAsync(pot, "locked");
        locked["commit_hash"].Length.ShouldBe(64);
        locked["fairness.roster_root"].Length.ShouldBe(64);
        locked["entries.2.tickets_end"].ShouldBe("3");
        (await players[0].GetAsync($"/api/pots/{pot}"))["my.tag"].ShouldBe(locked["entries.0.tag"]);
        locked["fairness.reveal_seed"].ShouldBe("");
        (
            await players[0]
                .SendAsync(
                    HttpMethod.Delete,
                    $"/api/pots/{pot}/entries/{locked["entries.0.id"]}",
                    null,
                    Caller.NewKey()
                )
        ).ShouldBeProblem(409, "pot_not_open");

        await app.AdvanceAsync(TimeSpan.FromSeconds(9));
        var settled = await app.UntilPotIsAsync(pot, "settled");
        (settled["winner.payout"], settled["credits_committed"]).ShouldBe(("300", "300"));
        settled["fairness.reveal_seed"].Length.ShouldBe(64);
        var proof = await app.Anonymous.GetAsync($"/api/pots/{pot}/proof");
        proof["winning_ticket"].ShouldBe(settled["winner.ticket"]);
        var balances = await Task.WhenAll(players.Select(PotApiWorld.BalanceAsync));
        balances.Order().ShouldBe([0, 0, 300]);
        var winner = players[Array.IndexOf(balances, 300)];
        (await winner.GetAsync($"/api/pots/{pot}"))["my.won"].ShouldBe("true");
        (await app.Services.GetRequiredService<Auditor>().RunAsync(default)).Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_keys_the_services_doors_are_not_there()
    {
        foreach (var path in new[] { "lock", "reveal" })
        foreach (var caller in new[] { app.Anonymous, app.Admin })
        foreach (var body in new[] { null, "{", "{}" })
            (
                await caller.SendAsync(HttpMethod.Post, $"/api/pots/{PotApiWorld.Nobody}/{path}", body, Caller.NewKey())
            ).ShouldBeProblem(404, "not_found");
    }
}
