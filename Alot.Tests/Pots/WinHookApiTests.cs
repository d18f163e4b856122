using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Alot.Data.Transactions;
using Alot.Tests.Api;
using Alot.Tests.World;
using Alot.Web.Pots;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Shouldly;
using Xunit;

namespace Alot.Tests.Pots;

/// <summary>The app with three web hooks, which one server on this machine takes.</summary>
public sealed class HookWorld(TestCluster cluster) : PotApiWorld(cluster)
{
    public HookReceiver Receiver { get; } = new();

    public override async ValueTask InitializeAsync()
    {
        await Receiver.StartAsync();
        await base.InitializeAsync();
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseSetting("Pots:LargeWin", "400");
        foreach (var hook in new[] { "first", "second", "third" })
        {
            builder.UseSetting($"Pots:Hooks:{hook}:Url", $"{Receiver.Address}/{hook}");
            builder.UseSetting($"Pots:Hooks:{hook}:Secret", SecretOf(hook));
        }
    }

    public static string SecretOf(string hook) => $"secret-of-{hook}-0123456789";

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Receiver.DisposeAsync();
    }
}

/// <summary>pots.md: large wins go out by web hook (signed, retried, dead-lettered) and notification.</summary>
public sealed class WinHookApiTests(HookWorld app) : IClassFixture<HookWorld>
{
    [Fact]
    public async Task A_large_win_reaches_each_hook_signed_through_failures_and_staff_send_a_dead_one_again()
    {
        var heals = false;
        app.Receiver.Answer = async (path, time, http) =>
        {
            switch (path, time)
            {
                case ("/second", 1):
                    http.Response.StatusCode = 500;
                    break;
                case ("/second", 2):
                    http.Response.StatusCode = 307;
                    http.Response.Headers.Location = "/elsewhere";
                    break;
                case ("/second", 3):
                    http.Abort();
                    break;
                case ("/second", 4):
                    // Longer than anybody waits for it.
                    await Task.Delay(WinHookSender.Patience + TimeSpan.FromSeconds(2), http.RequestAborted)
                        .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    break;
                case ("/third", _) when !Volatile.Read(ref heals):
                    http.Response.StatusCode = 503;
                    break;
            }
        };
        var (small, _) = await app.FullPotAsync(2, 100);
        var (pot, players) = await app.FullPotAsync(2, 200);
        await app.UntilPotIsAsync(pot, "locked");
        await app.AdvanceAsync(TimeSpan.FromSeconds(9));
        var settled = await app.UntilPotIsAsync(pot, "settled");
        await app.UntilPotIsAsync(small, "settled");

        // Ten tries of the third, among them five of the second; each waits longer than the one before.
        for (var attempt = 1; attempt <= Outbox.LastHookAttempt; attempt++)
        {
            await UntilTriedAsync("third", attempt);
            if (attempt is > 1 and < Outbox.LastHookAttempt)
                (await WaitAsync("third")).ShouldBeGreaterThan((1 << attempt) - 2);
            if (attempt <= 5)
                await UntilTriedAsync("second", attempt);
            await app.AdvanceAsync(TimeSpan.FromSeconds((1 << attempt) + 1));
        }
        (await OpenAsync("second")).ShouldBe(0);
        app.Receiver.At("/elsewhere").ShouldBeEmpty("what is signed for one address is told to no other");

        var first = app.Receiver.At("/first").ShouldHaveSingleItem();
        app.Receiver.At("/second").Count.ShouldBe(5);
        var id = first.Json["id"]!.ToString();
        Guid.Parse(id).ShouldNotBe(Guid.Empty);
        foreach (var sent in app.Receiver.All)
        {
            ShouldBeSigned(sent);
            sent.Type.ShouldBe("application/json");
            sent.Body.ShouldBe(first.Body, "the same win has the same id and says the same");
        }
        first
            .Json.AsObject()
            .Select(m => m.Key)
            .ShouldBe([
                "id",
                "type",
                "pot_id",
                "pot_number",
                "title",
                "payout",
                "participants",
                "winner",
                "settled_at",
                "verify_url",
            ]);
        (first.Json["type"]!.ToString(), first.Json["pot_id"]!.ToString()).ShouldBe(("pot.large_win", pot.ToString()));
        (first.Json["payout"]!.GetValue<int>(), first.Json["participants"]!.GetValue<int>()).ShouldBe((400, 2));
        first.Json["winner"]!.ToString().ShouldBe(settled["winner.name"]);
        first.Json["winner"]!.ToString().ShouldContain("•••");
        first.Json["verify_url"]!.ToString().ShouldBe(new Uri(app.Address, $"/pots/{pot}/verify").ToString());

        // Dead: a day later it has not been tried again.
        var dead = await app.Database.AskAsync<Guid>(
            "select id from outbox where kind = 'win_hook' and payload->>'hook' = 'third' and due_at = 'infinity'"
        );
        (await app.OpenAlertsAsync("hook_dead", dead.ToString())).ShouldBe(1);
        await app.AdvanceAsync(TimeSpan.FromDays(1));
        await Task.Delay(1_500);
        app.Receiver.At("/third").Count.ShouldBe(Outbox.LastHookAttempt);

        var door = $"/api/admin/hooks/{dead}/retry";
        (await players[0].PostAsync(door)).ShouldBeProblem(404, "not_found");
        (await (await app.StaffAsync(Domain.Accounts.StaffRole.Support)).PostAsync(door)).ShouldBeProblem(
            404,
            "not_found"
        );
        Volatile.Write(ref heals, true);
        var retried = await app.Admin.PostAsync(door);
        (retried.Status, retried["message_id"]).ShouldBe((202, dead.ToString()), retried.Text);
        await Eventually.TrueAsync(async () => await OpenAsync("third") == 0);
        app.Receiver.At("/third").Count.ShouldBe(Outbox.LastHookAttempt + 1);
        app.Receiver.At("/third")[^1].Body.ShouldBe(first.Body);
        (await app.OpenAlertsAsync("hook_dead", dead.ToString())).ShouldBe(0);
        (await app.Admin.PostAsync(door)).ShouldBeProblem(409, "hook_not_dead");
        // No other kind of message is sent again by this door.
        var mail = await app.Database.AskAsync<Guid>("select id from outbox where kind = 'mail' limit 1");
        (await app.Admin.PostAsync($"/api/admin/hooks/{mail}/retry")).ShouldBeProblem(404, "not_found");

        // The winner, and nobody else, has a mail of it.
        var balances = await Task.WhenAll(players.Select(PotApiWorld.BalanceAsync));
        foreach (var (player, balance) in players.Zip(balances))
        {
            var address = await app.Database.AskAsync<string>("select email from users where id = $1", player.Id);
            var mails = (await app.Anonymous.GetAsync($"/dev/mail?to={address}")).Json.AsArray();
            if (balance == 0)
                mails.ShouldBeEmpty();
            else
                mails.ShouldHaveSingleItem()!["subject"]!.ToString().ShouldBe("You won 400 cr in Quick ten");
        }
    }

    [Theory]
    [InlineData("http://elsewhere.example/hook", "0123456789abcdef", true)]
    [InlineData("http://127.0.0.1:1/hook", "0123456789abcdef", false)]
    [InlineData("https://user:pass@elsewhere.example/", "0123456789abcdef", true)]
    [InlineData("ftp://127.0.0.1/", "0123456789abcdef", true)]
    [InlineData("/hook", "0123456789abcdef", true)]
    [InlineData("https://elsewhere.example/", "short", true)]
    [InlineData("https://elsewhere.example/", null, true)]
    public void An_address_or_secret_that_can_not_be_right_stops_the_app(
        string url,
        string? secret,
        bool development
    ) => Should.Throw<InvalidOperationException>(() => Read(url, secret, development));

    [Fact]
    public void Https_is_taken_everywhere_and_a_hook_never_writes_its_secret()
    {
        var hook = Read("https://elsewhere.example/", "0123456789abcdef", false).Hooks["1"];
        $"{hook}".ShouldNotContain(hook.Secret);
        Read("http://localhost:9/x", "0123456789abcdef", true).Hooks.Count.ShouldBe(1);
        Read("", null, false).Hooks.ShouldBeEmpty("an empty variable is one that isn't set");
    }

    [Fact]
    public void A_letter_from_before_there_were_pots_still_reads()
    {
        var old = new LeasedMessage(
            Guid.Empty,
            OutboxKinds.Mail,
            """{"template":"receipt","player_id":{"value":"01948f3e-0000-7000-8000-000000000417"},"purchase_id":null,"lot_id":{"value":"01948f3e-0000-7000-8000-000000000418"}}""",
            1,
            1
        ).Read<MailLetter>();
        old.PotId.ShouldBeNull();
        old.LotId.ShouldNotBeNull();
    }

    private static WinHookSettings Read(string url, string? secret, bool development) =>
        WinHookSettings.From(
            new ConfigurationBuilder()
                .AddInMemoryCollection(
                    new Dictionary<string, string?> { ["Pots:Hooks:1:Url"] = url, ["Pots:Hooks:1:Secret"] = secret }
                )
                .Build(),
            new Somewhere(development ? Environments.Development : Environments.Production)
        );

    private static void ShouldBeSigned(Received sent)
    {
        var parts = sent.Signature.Split(',').ToDictionary(p => p.Split('=')[0], p => p.Split('=')[1]);
        var secret = Encoding.UTF8.GetBytes(HookWorld.SecretOf(sent.Path[1..]));
        parts["v1"]
            .ShouldBe(
                Convert.ToHexStringLower(
                    HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes($"{parts["t"]}.{sent.Body}"))
                )
            );
        Math.Abs(
                TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()
                    - long.Parse(parts["t"], CultureInfo.InvariantCulture)
            )
            .ShouldBeLessThan(300);
    }

    private Task UntilTriedAsync(string hook, int times) =>
        Eventually.TrueAsync(async () =>
            await app.Database.AskAsync<long>(
                "select count(*) from outbox where kind = 'win_hook' and payload->>'hook' = $1 and attempts >= $2 and leased_until is null",
                hook,
                times
            ) == 1
        );

    /// <summary>Seconds on the app's clock until it is tried next.</summary>
    private Task<double> WaitAsync(string hook) =>
        app.Database.AskAsync<double>(
            """
            select extract(epoch from due_at - now())::float8 - coalesce((select offset_seconds from clock), 0)
            from outbox where kind = 'win_hook' and payload->>'hook' = $1
            """,
            hook
        );

    private Task<long> OpenAsync(string hook) =>
        app.Database.AskAsync<long>(
            "select count(*) from outbox where kind = 'win_hook' and payload->>'hook' = $1 and done_at is null",
            hook
        );

    private sealed class Somewhere(string name) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = name;
        public string ApplicationName { get; set; } = "";
        public string ContentRootPath { get; set; } = "";
        public Microsoft.Extensions.FileProviders.IFileProvider ContentRootFileProvider { get; set; } = null!;
    }
}
