using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Alot.Tests.Accounts;
using Alot.Web.Operations;
using Shouldly;
using Xunit;

namespace Alot.Tests.Api;

/// <summary>What every door for programs answers when something is wrong, and what stands on every answer.</summary>
public sealed class DoorTests(AccountsApp app) : IClassFixture<AccountsApp>
{
    private readonly HttpClient http = app.Http();

    [Theory]
    [InlineData("GET", "/api/nothing", 404, "not_found")]
    [InlineData("GET", "/api", 404, "not_found")]
    [InlineData("GET", "/dev/nothing", 404, "not_found")]
    [InlineData("GET", "/sandbox/nothing", 404, "not_found")]
    [InlineData("GET", "/api/auth/login", 405, "method_not_allowed")]
    [InlineData("DELETE", "/api/users/me", 405, "method_not_allowed")]
    [InlineData("POST", "/dev/mail", 405, "method_not_allowed")]
    [InlineData("GET", "/api/users/me", 401, "sign_in_needed")]
    [InlineData("GET", "/dev/mail?to=%00", 400, "malformed")]
    public async Task The_frameworks_own_answers_are_problems(string method, string path, int status, string code) =>
        await ProblemAsync(await http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path)), status, code);

    [Theory]
    [InlineData("{", "application/json", 400, "malformed")]
    [InlineData("", "application/json", 400, "malformed")]
    [InlineData("null", "application/json", 400, "malformed")]
    [InlineData("[]", "application/json", 400, "malformed")]
    [InlineData("{}", "application/json", 400, "malformed")]
    [InlineData("{\"email\":1,\"password\":\"p\"}", "application/json", 400, "malformed")]
    [InlineData("{\"email\":\"a\\u0000b\",\"password\":\"p\"}", "application/json", 400, "malformed")]
    [InlineData("{\"email\":\"a\",\"email\":\"b\",\"password\":\"p\"}", "application/json", 400, "malformed")]
    [InlineData("email=a&password=b", "application/x-www-form-urlencoded", 415, "not_json")]
    [InlineData("<x/>", "text/xml", 415, "not_json")]
    [InlineData("{\"email\":\"' or 1=1 --\",\"password\":\"p\"}", "application/json", 401, "invalid_credentials")]
    public async Task A_body_that_can_not_be_read_is_refused(string body, string type, int status, string code)
    {
        var content = new StringContent(body, Encoding.UTF8, type);
        await ProblemAsync(await http.PostAsync("/api/auth/login", content), status, code);
    }

    [Fact]
    public async Task A_malformed_body_is_told_where_and_without_names_of_code()
    {
        var answer = await http.PostAsJsonAsync("/api/auth/login", new { email = "a@b.test", password = 7 });
        var problem = await ProblemAsync(answer, 400, "malformed");
        problem["detail"]!.GetValue<string>().ShouldContain("password");
        problem.ToJsonString().ShouldNotContain("System.");
        problem.ToJsonString().ShouldNotContain("Alot.");
    }

    [Fact]
    public async Task A_huge_body_is_refused()
    {
        var content = new StringContent(
            $"{{\"email\":\"{new string('a', 2_000_000)}\"}}",
            Encoding.UTF8,
            "application/json"
        );
        await ProblemAsync(await http.PostAsync("/api/auth/login", content), 413, "too_large");
    }

    [Fact]
    public async Task Huge_values_are_refused_without_harm()
    {
        var answer = await http.PostAsJsonAsync(
            "/api/auth/login",
            new { email = new string('a', 100_000), password = new string('p', 100_000) }
        );
        await ProblemAsync(answer, 401, "invalid_credentials");
    }

    [Theory]
    [InlineData("order-4711.a_B", true)]
    [InlineData("short", false)]
    [InlineData("has space in it", false)]
    [InlineData("<script>alert(1)</script>", false)]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123456789", false)]
    public async Task A_decent_correlation_id_is_kept(string id, bool kept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/nothing");
        request.Headers.TryAddWithoutValidation("X-Correlation-Id", id);
        var answer = await http.SendAsync(request);
        var echoed = answer.Headers.GetValues("X-Correlation-Id").Single();
        (echoed == id).ShouldBe(kept);
        (await ProblemAsync(answer, 404, "not_found"))["correlation_id"]!.GetValue<string>().ShouldBe(echoed);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/api/nothing")]
    [InlineData("/health/live")]
    [InlineData("/nothing/here")]
    public async Task Every_answer_carries_the_security_headers(string path)
    {
        var answer = await http.GetAsync(path);
        Header(answer, "Content-Security-Policy").ShouldBe(SecurityHeaders.ContentSecurityPolicy);
        Header(answer, "Content-Security-Policy").ShouldNotContain("unsafe");
        Header(answer, "X-Content-Type-Options").ShouldBe("nosniff");
        Header(answer, "Referrer-Policy").ShouldNotBeEmpty();
        Header(answer, "X-Correlation-Id").ShouldNotBeEmpty();
        answer.Headers.Contains("Server").ShouldBeFalse();
    }

    [Fact]
    public async Task The_health_checks_answer()
    {
        (await http.GetAsync("/health/live")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await http.GetAsync("/health/ready")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_document_describes_the_doors_and_the_docs_page_shows_them()
    {
        var document = await http.GetFromJsonAsync<JsonObject>("/openapi/v1.json");
        var login = document!["paths"]!["/api/auth/login"]!["post"]!;
        login["responses"]!["401"]!["content"]!["application/problem+json"].ShouldNotBeNull();
        document["paths"]!["/api/users/me"]!["get"]!["security"].ShouldNotBeNull();
        document["components"]!["schemas"]!["LoginBody"]!["properties"]!["two_factor_code"].ShouldNotBeNull();

        var docs = await http.GetAsync("/docs");
        docs.StatusCode.ShouldBe(HttpStatusCode.OK);
        var page = await docs.Content.ReadAsStringAsync();
        page.ShouldContain("/api/auth/register");
        page.ShouldContain("two_factor_code");
        page.ShouldNotContain("style=\"");
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site", true)]
    [InlineData("Sec-Fetch-Site", "same-site", true)]
    [InlineData("Sec-Fetch-Site", "none", true)]
    [InlineData("Sec-Fetch-Site", "same-origin", false)]
    [InlineData("Origin", "https://evil.test", true)]
    [InlineData("Origin", "null", true)]
    [InlineData("Origin", "own", false)]
    [InlineData("X-Requested-With", "a program", false)]
    [InlineData("X-Nothing", "at all", true)]
    public async Task A_cookie_alone_commands_nothing_from_elsewhere(string header, string value, bool refused)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/auth/logout");
        request.Headers.Add("Cookie", "alot=whatever");
        request.Headers.Add(header, value == "own" ? app.Address.GetLeftPart(UriPartial.Authority) : value);
        var answer = await http.SendAsync(request);
        if (refused)
            await ProblemAsync(answer, 403, "cross_site");
        else
            answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_bearer_token_needs_no_origin_because_no_browser_sends_it_by_itself()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/auth/logout");
        request.Headers.Add("Cookie", "alot=whatever");
        request.Headers.Add("Origin", "https://evil.test");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "rubbish");
        (await http.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_page_that_is_not_there_is_a_page()
    {
        var answer = await http.GetAsync("/nothing/here");
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        (await answer.Content.ReadAsStringAsync()).ShouldContain("Nothing at this address");
    }

    private static string Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) ? values.Single() : "";

    private static async Task<JsonObject> ProblemAsync(HttpResponseMessage answer, int status, string code)
    {
        var text = await answer.Content.ReadAsStringAsync();
        ((int)answer.StatusCode).ShouldBe(status, text);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json", text);
        var problem = JsonNode.Parse(text)!.AsObject();
        problem["code"]!.GetValue<string>().ShouldBe(code);
        problem["status"]!.GetValue<int>().ShouldBe(status);
        problem["detail"]!.GetValue<string>().ShouldNotBeEmpty();
        problem["correlation_id"]!.GetValue<string>().ShouldBe(Header(answer, "X-Correlation-Id"));
        return problem;
    }
}
