using System.Net;
using System.Text.Json.Nodes;
using Alot.Data.Accounts;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Alot.Tests.Accounts;

/// <summary>The account pages over HTTP, as a browser without scripts uses them.</summary>
public sealed class AccountPagesTests(AccountsApp app) : IClassFixture<AccountsApp>
{
    private const string Password = "correct horse 7";

    [Fact]
    public async Task A_person_registers_verifies_signs_in_and_out()
    {
        using var browser = app.Http(cookies: true);
        var name = app.NewName();
        var email = $"{name}@alot.test";
        var registered = await SendAsync(browser, "/account/register", "register", Registration(name, email));
        Location(registered).ShouldBe("/account/check-mail");
        (await PageAsync(browser, "/account/check-mail"))
            .QuerySelector("h1")!
            .TextContent.ShouldBe("Look into your mail");

        var link = AccountsApp.LinkIn((await app.MailsAsync(email))[0]);
        link.Query.ShouldNotContain("@");
        var verify = await PageAsync(browser, link.PathAndQuery);
        verify.QuerySelector("h1")!.TextContent.ShouldBe("Verify your address");
        (await VerifiedAsync(email)).ShouldBeFalse("programs that read mails follow links, people click");
        var verified = await ReadAsync(await SendAsync(browser, link.PathAndQuery, "verify", []));
        verified.QuerySelector("h1")!.TextContent.ShouldBe("Your address is verified");

        Location(await browser.GetAsync("/me")).ShouldContain("/account/login?returnUrl=%2Fme");
        var signedIn = await SendAsync(browser, "/account/login?returnUrl=%2Fme", "login", Login(email, Password));
        Location(signedIn).ShouldBe("/me");
        (await PageAsync(browser, "/me")).Body!.TextContent.ShouldContain(email);

        var form = (await PageAsync(browser, "/me")).QuerySelector("form[action='/account/logout']")!;
        var token = form.QuerySelector<IHtmlInputElement>("input[name=__RequestVerificationToken]")!.Value;
        Location(
                await browser.PostAsync(
                    "/account/logout",
                    new FormUrlEncodedContent(new Dictionary<string, string> { ["__RequestVerificationToken"] = token })
                )
            )
            .ShouldBe("/");
        Location(await browser.GetAsync("/me")).ShouldContain("/account/login");
    }

    [Fact]
    public async Task A_form_shows_what_is_wrong_at_its_field_and_keeps_the_rest()
    {
        using var browser = app.Http(cookies: true);
        var fields = Registration("ab", "ines@alot.test");
        fields["Form.DateOfBirth"] = "2020-01-01";
        var page = await ReadAsync(await SendAsync(browser, "/account/register", "register", fields));
        page.QuerySelector("#username-error")!.TextContent.ShouldContain("3 to 20");
        page.QuerySelector("#date-of-birth-error")!.TextContent.ShouldContain("18 or older");
        page.QuerySelector("#username")!.GetAttribute("aria-invalid").ShouldBe("true");
        page.QuerySelector<IHtmlInputElement>("#email")!.Value.ShouldBe("ines@alot.test");
        page.QuerySelector<IHtmlInputElement>("#password")!.Value.ShouldBeEmpty();
        page.QuerySelector<IHtmlSelectElement>("#country")!.Value.ShouldBe("US");
    }

    [Fact]
    public async Task A_wrong_password_is_told_and_signs_nobody_in()
    {
        var email = await app.PlayerAsync(Password);
        using var browser = app.Http(cookies: true);
        var page = await ReadAsync(await SendAsync(browser, "/account/login", "login", Login(email, "something else")));
        page.QuerySelector("[role=alert]")!.TextContent.ShouldContain("do not match");
        Location(await browser.GetAsync("/me")).ShouldContain("/account/login");
    }

    [Theory]
    [InlineData("https://evil.test/")]
    [InlineData("//evil.test/")]
    [InlineData("/\\evil.test/")]
    [InlineData("javascript:alert(1)")]
    public async Task Signing_in_leads_nowhere_else(string returnUrl)
    {
        var email = await app.PlayerAsync(Password);
        using var browser = app.Http(cookies: true);
        var path = "/account/login?returnUrl=" + Uri.EscapeDataString(returnUrl);
        Location(await SendAsync(browser, path, "login", Login(email, Password))).ShouldBe("/");
    }

    [Fact]
    public async Task A_form_without_its_token_is_refused()
    {
        using var browser = app.Http(cookies: true);
        var fields = Login("ines@alot.test", Password);
        fields["_handler"] = "login";
        var refused = await browser.PostAsync("/account/login", new FormUrlEncodedContent(fields));
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await browser.PostAsync("/account/logout", new FormUrlEncodedContent([]))).StatusCode.ShouldBe(
            HttpStatusCode.BadRequest
        );
    }

    [Fact]
    public async Task A_form_with_a_NUL_is_refused_not_broken()
    {
        using var browser = app.Http(cookies: true);
        var answer = await SendAsync(browser, "/account/login", "login", Login("a\0b@alot.test", Password));
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("multipart/form-data; boundary=x", "junk")]
    [InlineData("multipart/form-data", "junk")]
    [InlineData("application/x-www-form-urlencoded", "%%%=&&&")]
    public async Task A_form_that_is_none_is_refused_not_broken(string type, string body)
    {
        using var browser = app.Http(cookies: true);
        var content = new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        (await browser.PostAsync("/account/login", content)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task The_second_factor_is_turned_on_asked_for_and_turned_off()
    {
        var email = await app.PlayerAsync(Password);
        using var browser = app.Http(cookies: true);
        await SendAsync(browser, "/account/login", "login", Login(email, Password));
        var setUp = await ReadAsync(await SendAsync(browser, "/me/second-factor", "start", []));
        var key = setUp.QuerySelector("code")!.TextContent.Replace(" ", "", StringComparison.Ordinal);
        var wrong = await ReadAsync(
            await SendAsync(browser, setUp, "/me/second-factor", "on", new() { ["On.Code"] = "1" })
        );
        wrong.QuerySelector("#code-error")!.TextContent.ShouldContain("not right");
        var on = await ReadAsync(
            await SendAsync(browser, wrong, "/me/second-factor", "on", new() { ["On.Code"] = Totp.Code(key) })
        );
        var recovery = on.QuerySelectorAll("li code").Select(c => c.TextContent).ToList();
        recovery.Count.ShouldBe(10);
        (await browser.GetAsync("/me")).StatusCode.ShouldBe(HttpStatusCode.OK, "this browser stays signed in");

        using var other = app.Http(cookies: true);
        Location(await SendAsync(other, "/account/login", "login", Login(email, Password)))
            .ShouldContain("/account/code");
        Location(await other.GetAsync("/me")).ShouldContain("/account/login");
        var codePage = await SendAsync(other, "/account/code?returnUrl=%2Fme", "code", new() { ["Form.Code"] = "1" });
        (await ReadAsync(codePage)).QuerySelector("[role=alert]")!.TextContent.ShouldContain("not right");
        Location(await SendAsync(other, "/account/code?returnUrl=%2Fme", "code", new() { ["Form.Code"] = recovery[3] }))
            .ShouldBe("/me");

        var off = await SendAsync(browser, "/me/second-factor", "off", new() { ["Off.Password"] = Password });
        Location(off).ShouldStartWith("/me");
        using var third = app.Http(cookies: true);
        Location(await SendAsync(third, "/account/login?returnUrl=%2Fme", "login", Login(email, Password)))
            .ShouldBe("/me");
    }

    [Fact]
    public async Task Changing_the_password_keeps_this_browser_and_ends_the_others()
    {
        var email = await app.PlayerAsync(Password);
        using var browser = app.Http(cookies: true);
        using var other = app.Http(cookies: true);
        foreach (var each in new[] { browser, other })
            await SendAsync(each, "/account/login", "login", Login(email, Password));
        var changed = await SendAsync(
            browser,
            "/me",
            "password",
            new() { ["Password.Current"] = Password, ["Password.Password"] = "another horse 8" }
        );
        (await ReadAsync(changed)).QuerySelector("[role=alert]")!.TextContent.ShouldContain("is changed");
        await Task.Delay(Sessions.Remembered + TimeSpan.FromMilliseconds(200));
        (await browser.GetAsync("/me")).StatusCode.ShouldBe(HttpStatusCode.OK);
        Location(await other.GetAsync("/me")).ShouldContain("/account/login");
        (await app.MailsAsync(email, 2))[0]["subject"]!.GetValue<string>().ShouldBe("Your password was changed");
    }

    [Fact]
    public async Task One_device_signs_another_out_and_the_name_can_be_shown()
    {
        var email = await app.PlayerAsync(Password);
        using var browser = app.Http(cookies: true);
        using var other = app.Http(cookies: true);
        foreach (var each in new[] { browser, other })
            await SendAsync(each, "/account/login", "login", Login(email, Password));
        var me = await PageAsync(browser, "/me");
        var button = me.QuerySelector("button[aria-label^='Sign out']")!;
        var handler = button.Closest("form")!.QuerySelector<IHtmlInputElement>("input[name=_handler]")!.Value;
        var session = button.Closest("form")!.QuerySelector<IHtmlInputElement>("input[name='Ended.Session']")!.Value;
        await SendAsync(browser, me, "/me", handler, new() { ["Ended.Session"] = session });
        Location(await other.GetAsync("/me")).ShouldContain("/account/login");

        var shown = await SendAsync(browser, "/me", "name", new() { ["Name.Shown"] = "true" });
        (await ReadAsync(shown))
            .QuerySelector("[role=alert]")!
            .TextContent.ShouldContain("Others now see your user name");
        (await app.DbAsync(db => db.Users.AnyAsync(u => u.Email == email && u.PublicName))).ShouldBeTrue();
    }

    private Task<bool> VerifiedAsync(string email) =>
        app.DbAsync(db => db.Users.Where(u => u.Email == email).Select(u => u.EmailConfirmed).SingleAsync());

    private static Dictionary<string, string> Registration(string name, string email) =>
        new()
        {
            ["Form.Email"] = email,
            ["Form.Username"] = name,
            ["Form.Password"] = Password,
            ["Form.DateOfBirth"] = "1990-05-17",
            ["Form.Country"] = "US",
            ["Form.Region"] = "Oregon",
        };

    private static Dictionary<string, string> Login(string email, string password) =>
        new() { ["Form.Email"] = email, ["Form.Password"] = password };

    private static async Task<HttpResponseMessage> SendAsync(
        HttpClient browser,
        string path,
        string form,
        Dictionary<string, string> fields
    ) => await SendAsync(browser, await PageAsync(browser, path), path, form, fields);

    private static Task<HttpResponseMessage> SendAsync(
        HttpClient browser,
        IHtmlDocument page,
        string path,
        string form,
        Dictionary<string, string> fields
    )
    {
        var token = page.QuerySelector<IHtmlInputElement>("input[name=__RequestVerificationToken]")!.Value;
        var sent = new Dictionary<string, string>(fields)
        {
            ["_handler"] = form,
            ["__RequestVerificationToken"] = token,
        };
        return browser.PostAsync(path, new FormUrlEncodedContent(sent));
    }

    private static async Task<IHtmlDocument> PageAsync(HttpClient browser, string path)
    {
        var answer = await browser.GetAsync(path);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, path);
        return await ReadAsync(answer);
    }

    private static async Task<IHtmlDocument> ReadAsync(HttpResponseMessage answer) =>
        await new HtmlParser().ParseDocumentAsync(await answer.Content.ReadAsStringAsync());

    private static string Location(HttpResponseMessage answer)
    {
        answer.StatusCode.ShouldBe(HttpStatusCode.Found);
        var to = answer.Headers.Location!;
        return to.IsAbsoluteUri ? to.PathAndQuery : to.ToString();
    }
}
