using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Alot.Data.Accounts;
using Alot.Domain.Compliance;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Alot.Tests.Accounts;

/// <summary>api.md, Accounts, over HTTP.</summary>
public sealed class AuthApiTests(AccountsApp app) : IClassFixture<AccountsApp>
{
    private const string Password = "correct horse 7";
    private readonly HttpClient http = app.Http();

    [Fact]
    public async Task Register_verify_sign_in_and_see_oneself()
    {
        var ines = await RegisterAsync();
        var early = await LoginAsync(ines);
        early.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await BodyAsync(early))["code"]!.GetValue<string>().ShouldBe("email_not_verified");

        await VerifyAsync(ines);
        var tokens = await BodyAsync(await LoginAsync(ines));
        tokens["token_type"]!.GetValue<string>().ShouldBe("Bearer");
        tokens["expires_in"]!.GetValue<int>().ShouldBe(900);

        using var me = app.Http(tokens["access_token"]!.GetValue<string>());
        var own = await me.GetFromJsonAsync<JsonObject>("/api/users/me");
        own!["username"]!.GetValue<string>().ShouldBe(ines.Username);
        own["email"]!.GetValue<string>().ShouldBe(ines.Email);
        own["status"]!.GetValue<string>().ShouldBe("active");
        own["roles"]!.AsArray().Select(r => r!.GetValue<string>()).ShouldBe(["player"]);
        Guid.Parse(own["id"]!.GetValue<string>()).Version.ShouldBe(7);
    }

    [Fact]
    public async Task A_known_address_gets_the_same_answer_and_another_mail()
    {
        var ines = await RegisterAsync();
        await VerifyAsync(ines);
        var first = await http.PostAsJsonAsync("/api/auth/register", Body(await NewPersonAsync()));
        var again = await http.PostAsJsonAsync("/api/auth/register", Body(ines));
        var underOtherName = await http.PostAsJsonAsync(
            "/api/auth/register",
            Body(ines with { Username = app.NewName() })
        );
        again.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        underOtherName.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await again.Content.ReadAsStringAsync()).ShouldBe(await first.Content.ReadAsStringAsync());

        var mails = await app.MailsAsync(ines.Email, 3);
        mails[0]["subject"]!.GetValue<string>().ShouldBe("You already have an account");
        (await LoginAsync(ines)).StatusCode.ShouldBe(HttpStatusCode.OK, "the password is the first one");
    }

    [Fact]
    public async Task A_taken_user_name_is_told()
    {
        var ines = await RegisterAsync();
        var other = (await NewPersonAsync()) with { Username = ines.Username };
        await RefusedAsync(
            await http.PostAsJsonAsync("/api/auth/register", Body(other)),
            422,
            "validation",
            "username"
        );
    }

    [Fact]
    public async Task Ten_registrations_at_once_make_one_account()
    {
        var ines = await NewPersonAsync();
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 10).Select(_ => http.PostAsJsonAsync("/api/auth/register", Body(ines)))
        );
        answers.ShouldAllBe(a => a.StatusCode == HttpStatusCode.Accepted);
        (await app.DbAsync(db => db.Users.CountAsync(u => u.Email == ines.Email))).ShouldBe(1);
    }

    [Theory]
    [InlineData("email", "not an address", "email")]
    [InlineData("email", "a@b", "email")]
    [InlineData("email", "a b@alot.test", "email")]
    [InlineData("username", "ab", "username")]
    [InlineData("username", "two words", "username")]
    [InlineData("username", "<script>", "username")]
    [InlineData("password", "short", "password")]
    [InlineData("password", "password", "password")]
    [InlineData("date_of_birth", "2015-05-17", "date_of_birth")]
    [InlineData("date_of_birth", "17.05.1990", "date_of_birth")]
    [InlineData("date_of_birth", "2990-01-01", "date_of_birth")]
    [InlineData("country", "USA", "country")]
    [InlineData("country", "XX", "country")]
    [InlineData("region", "Robert'); drop table users;--", "region")]
    public async Task Each_wrong_field_is_named(string field, string value, string named)
    {
        var body = Body(await NewPersonAsync());
        body[field] = value;
        await RefusedAsync(await http.PostAsJsonAsync("/api/auth/register", body), 422, "validation", named);
    }

    [Fact]
    public async Task Somebody_turns_18_on_their_birthday()
    {
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        var body = Body(await NewPersonAsync());
        body["date_of_birth"] = today.AddYears(-18).AddDays(1).ToString("O", CultureInfo.InvariantCulture);
        await RefusedAsync(await http.PostAsJsonAsync("/api/auth/register", body), 422, "validation", "date_of_birth");
        body["date_of_birth"] = today.AddYears(-18).ToString("O", CultureInfo.InvariantCulture);
        (await http.PostAsJsonAsync("/api/auth/register", body)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task The_date_of_birth_rests_sealed()
    {
        var ines = await RegisterAsync();
        var user = await app.DbAsync(db => db.Users.SingleAsync(u => u.Email == ines.Email));
        user.DateOfBirthSealed.ShouldNotBeNull().ShouldNotContain("1990");
        app.Services.GetRequiredService<Sealer>()
            .Open(user.DateOfBirthSealed!, PersonalData.DateOfBirth(user.Id))
            .ShouldBe("1990-05-17");
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("AAAA")]
    [InlineData("ü")]
    public async Task A_wrong_verification_token_changes_nothing(string token)
    {
        var ines = await RegisterAsync();
        foreach (var address in new[] { ines.Email, "nobody@alot.test" })
            await RefusedAsync(
                await http.PostAsJsonAsync("/api/auth/verify-email", new { email = address, token }),
                422,
                "token_invalid"
            );
        (await LoginAsync(ines)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Unknown_address_and_wrong_password_look_the_same()
    {
        var ines = await SignedUpAsync();
        var wrong = await LoginAsync(ines with { Password = "something else" });
        var unknown = await LoginAsync(await NewPersonAsync());
        wrong.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        unknown.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        Without(await BodyAsync(wrong)).ShouldBe(Without(await BodyAsync(unknown)));

        static string Without(JsonObject problem)
        {
            problem.Remove("correlation_id");
            return problem.ToJsonString();
        }
    }

    [Fact]
    public async Task Thirty_guesses_at_once_are_no_more_than_five()
    {
        var ines = await SignedUpAsync();
        var guesses = await Task.WhenAll(
            Enumerable.Range(0, 30).Select(i => LoginAsync(ines with { Password = $"guess number {i}" }))
        );
        guesses.ShouldAllBe(g => g.StatusCode == HttpStatusCode.Unauthorized);
        (await LoginAsync(ines)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized, "the account rests");
        var user = await app.DbAsync(db => db.Users.SingleAsync(u => u.Email == ines.Email));
        user.AccessFailedCount.ShouldBe(5);

        await app.DbAsync(db =>
            db.Users.Where(u => u.Email == ines.Email)
                .ExecuteUpdateAsync(s => s.SetProperty(u => u.LockoutEnd, u => u.LockoutEnd!.Value.AddMinutes(-16)))
        );
        (await LoginAsync(ines)).StatusCode.ShouldBe(HttpStatusCode.OK, "the rest is over");
    }

    [Fact]
    public async Task Four_wrong_tries_and_a_right_one_start_the_count_again()
    {
        var ines = await SignedUpAsync();
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 4; i++)
                await LoginAsync(ines with { Password = "something else" });
            (await LoginAsync(ines)).StatusCode.ShouldBe(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task A_refresh_token_is_good_once_and_a_second_use_ends_the_session()
    {
        var ines = await SignedUpAsync();
        var first = await BodyAsync(await LoginAsync(ines));
        var second = await BodyAsync(await RefreshAsync(first));
        second["refresh_token"]!.GetValue<string>().ShouldNotBe(first["refresh_token"]!.GetValue<string>());
        await RefusedAsync(await RefreshAsync(first), 401, "refresh_token_invalid");
        await RefusedAsync(await RefreshAsync(second), 401, "refresh_token_invalid");
        await Task.Delay(Sessions.Remembered + TimeSpan.FromMilliseconds(200));
        (await MeAsync(second)).ShouldBe(HttpStatusCode.Unauthorized, "the access tokens end with the session");
    }

    [Fact]
    public async Task Of_ten_refreshes_at_once_one_succeeds()
    {
        var tokens = await BodyAsync(await LoginAsync(await SignedUpAsync()));
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => RefreshAsync(tokens)));
        answers.Count(a => a.IsSuccessStatusCode).ShouldBe(1);
    }

    [Fact]
    public async Task A_refresh_token_ends_after_seven_days()
    {
        var tokens = await BodyAsync(await LoginAsync(await SignedUpAsync()));
        await app.DbAsync(db =>
            db.Set<RefreshToken>()
                .ExecuteUpdateAsync(s => s.SetProperty(t => t.ExpiresAt, t => t.ExpiresAt.AddDays(-7).AddMinutes(-1)))
        );
        await RefusedAsync(await RefreshAsync(tokens), 401, "refresh_token_invalid");
    }

    [Fact]
    public async Task Refresh_tokens_rest_as_hashes_only()
    {
        var tokens = await BodyAsync(await LoginAsync(await SignedUpAsync()));
        var hash = System.Security.Cryptography.SHA256.HashData(
            System.Text.Encoding.UTF8.GetBytes(tokens["refresh_token"]!.GetValue<string>())
        );
        (await app.DbAsync(db => db.Set<RefreshToken>().CountAsync(t => t.Hash == hash))).ShouldBe(1);
    }

    [Fact]
    public async Task Signing_out_ends_access_and_refresh()
    {
        var tokens = await BodyAsync(await LoginAsync(await SignedUpAsync()));
        using var me = app.Http(tokens["access_token"]!.GetValue<string>());
        (await me.PostAsync("/api/auth/logout", null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await MeAsync(tokens)).ShouldBe(HttpStatusCode.Unauthorized);
        await RefusedAsync(await RefreshAsync(tokens), 401, "refresh_token_invalid");
    }

    [Fact]
    public async Task A_forgotten_password_is_replaced_by_mail_and_every_session_ends()
    {
        var ines = await SignedUpAsync();
        var tokens = await BodyAsync(await LoginAsync(ines));
        foreach (var address in new[] { ines.Email, "nobody@alot.test" })
            (await http.PostAsJsonAsync("/api/auth/forgot-password", new { email = address })).StatusCode.ShouldBe(
                HttpStatusCode.Accepted
            );
        var mails = await app.MailsAsync(ines.Email, 2);
        var body = new
        {
            email = ines.Email,
            token = AccountsApp.TokenIn(mails[0]),
            password = "another horse 8",
        };
        await RefusedAsync(
            await http.PostAsJsonAsync("/api/auth/reset-password", body with { password = "short" }),
            422,
            "validation",
            "password"
        );
        (await http.PostAsJsonAsync("/api/auth/reset-password", body)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await RefusedAsync(await http.PostAsJsonAsync("/api/auth/reset-password", body), 422, "token_invalid");

        (await LoginAsync(ines)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await LoginAsync(ines with { Password = "another horse 8" })).StatusCode.ShouldBe(HttpStatusCode.OK);
        await RefusedAsync(await RefreshAsync(tokens), 401, "refresh_token_invalid");
        await Task.Delay(Sessions.Remembered + TimeSpan.FromMilliseconds(200));
        (await MeAsync(tokens)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_second_factor_is_asked_for_and_checked()
    {
        var ines = await SignedUpAsync();
        var id = await app.DbAsync(db => db.Users.Where(u => u.Email == ines.Email).Select(u => u.Id).SingleAsync());
        var player = new Alot.Domain.PlayerId(id);
        var factor = app.Services.GetRequiredService<SecondFactor>();
        var key = (await factor.KeyAsync(player, default)).Key;
        var codes = (await factor.TurnOnAsync(player, Guid.Empty, Totp.Code(key), default)).RecoveryCodes;
        codes.Count.ShouldBe(10);

        await RefusedAsync(await LoginAsync(ines), 401, "two_factor_needed");
        await RefusedAsync(await LoginAsync(ines, "000000"), 401, "two_factor_wrong");
        (await LoginAsync(ines, Totp.Code(key))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await LoginAsync(ines, codes[0])).StatusCode.ShouldBe(HttpStatusCode.OK, "a recovery code");
        await RefusedAsync(await LoginAsync(ines, codes[0]), 401, "two_factor_wrong");
    }

    [Fact]
    public async Task Wrong_codes_are_counted_though_the_password_is_right_in_between()
    {
        var ines = await SignedUpAsync();
        var id = await app.DbAsync(db => db.Users.Where(u => u.Email == ines.Email).Select(u => u.Id).SingleAsync());
        var factor = app.Services.GetRequiredService<SecondFactor>();
        var key = (await factor.KeyAsync(new(id), default)).Key;
        await factor.TurnOnAsync(new(id), Guid.Empty, Totp.Code(key), default);
        for (var i = 0; i < 5; i++)
        {
            await RefusedAsync(await LoginAsync(ines), 401, "two_factor_needed");
            await RefusedAsync(await LoginAsync(ines, "000000"), 401, "two_factor_wrong");
        }
        await RefusedAsync(await LoginAsync(ines, Totp.Code(key)), 401, "invalid_credentials");
    }

    [Theory]
    [InlineData("rubbish")]
    [InlineData("")]
    public async Task A_wrong_access_token_is_nobody(string token)
    {
        using var me = app.Http();
        me.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        await RefusedAsync(await me.GetAsync("/api/users/me"), 401, "sign_in_needed");
    }

    private sealed record Person(string Email, string Username, string Password);

    private Task<Person> NewPersonAsync()
    {
        var name = app.NewName();
        return Task.FromResult(new Person($"{name}@alot.test", name, Password));
    }

    private async Task<Person> RegisterAsync()
    {
        var person = await NewPersonAsync();
        (await http.PostAsJsonAsync("/api/auth/register", Body(person))).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        return person;
    }

    private async Task VerifyAsync(Person person)
    {
        var mails = await app.MailsAsync(person.Email);
        (
            await http.PostAsJsonAsync(
                "/api/auth/verify-email",
                new { email = person.Email, token = AccountsApp.TokenIn(mails[0]) }
            )
        ).StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    private async Task<Person> SignedUpAsync()
    {
        var person = await RegisterAsync();
        await VerifyAsync(person);
        return person;
    }

    private Task<HttpResponseMessage> LoginAsync(Person person, string? code = null) =>
        http.PostAsJsonAsync(
            "/api/auth/login",
            new
            {
                email = person.Email,
                password = person.Password,
                two_factor_code = code,
            }
        );

    private Task<HttpResponseMessage> RefreshAsync(JsonObject tokens) =>
        http.PostAsJsonAsync("/api/auth/refresh", new { refresh_token = tokens["refresh_token"]!.GetValue<string>() });

    private async Task<HttpStatusCode> MeAsync(JsonObject tokens)
    {
        using var me = app.Http(tokens["access_token"]!.GetValue<string>());
        return (await me.GetAsync("/api/users/me")).StatusCode;
    }

    private static JsonObject Body(Person person) =>
        new()
        {
            ["email"] = person.Email,
            ["username"] = person.Username,
            ["password"] = person.Password,
            ["date_of_birth"] = "1990-05-17",
            ["country"] = "US",
            ["region"] = "Massachusetts",
        };

    private static async Task<JsonObject> BodyAsync(HttpResponseMessage response) =>
        (await response.Content.ReadFromJsonAsync<JsonObject>())!;

    private static async Task RefusedAsync(HttpResponseMessage response, int status, string code, string? field = null)
    {
        var problem = await BodyAsync(response);
        ((int)response.StatusCode).ShouldBe(status, problem.ToJsonString());
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        problem["code"]!.GetValue<string>().ShouldBe(code);
        problem["correlation_id"]!.GetValue<string>().ShouldNotBeEmpty();
        if (field is not null)
            problem["errors"]!.AsObject().Select(e => e.Key).ShouldBe([field]);
    }
}
