using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Alot.Domain;
using Alot.Domain.Ledger;
using Alot.Domain.Payments;
using Alot.Web.Payments;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace Alot.Tests.Payments;

/// <summary>What the client sends, and what it makes of every bad answer. A good processor is in <see cref="SandboxTests"/>.</summary>
public sealed class StripeGatewayTests
{
    private const string SecretKey = "sk_test_very_secret";

    private const string Refund =
        """{"id":"re_1","object":"refund","amount":2450,"currency":"usd","status":"succeeded","payment_intent":"pi_1"}""";

    private static readonly NewRefund _refund = new(
        "pi_1",
        new Money(2450),
        new(Guid.Parse("0198c0de-0000-7000-8000-000000000001")),
        "expired_choice"
    );

    [Fact]
    public async Task A_checkout_is_asked_for_in_stripes_words()
    {
        var processor = new Processor(
            (
                HttpStatusCode.OK,
                """
                {"id":"cs_1","object":"checkout.session","amount_total":2500,"client_reference_id":"0198c0de-0000-7000-8000-000000000001","currency":"usd",
                 "expires_at":1767227401,"livemode":true,"payment_intent":null,"payment_status":"unpaid","status":"open","url":"https://checkout.example/cs_1"}
                """
            )
        );
        var session = await processor
            .Gateway()
            .CreateCheckoutAsync(
                new(
                    new(Guid.Parse("0198c0de-0000-7000-8000-000000000001")),
                    new(Guid.Parse("0198c0de-0000-7000-8000-000000000002")),
                    "Lot 0417: Meridian & Söhne",
                    Money.Dollars(25),
                    25,
                    DateTimeOffset.FromUnixTimeMilliseconds(1_767_227_400_001),
                    "https://alot.example/paid?s={CHECKOUT_SESSION_ID}",
                    "https://alot.example/lots/1",
                    "ines@calder.example"
                ),
                "checkout-1",
                TestContext.Current.CancellationToken
            );

        session.Id.ShouldBe("cs_1");
        session.LiveMode.ShouldBeTrue();
        var sent = processor.Sent.ShouldHaveSingleItem();
        sent.Method.ShouldBe("POST");
        sent.Address.ShouldBe("https://api.example/v1/checkout/sessions");
        sent.Headers["Authorization"].ShouldBe("Bearer " + SecretKey);
        sent.Headers["Stripe-Version"].ShouldBe(StripeGateway.ApiVersion);
        sent.Headers["Idempotency-Key"].ShouldBe("checkout-1");
        sent.Body.Split('&')
            .ShouldBe([
                "mode=payment",
                "payment_method_types[0]=card",
                "expires_at=1767227401",
                "success_url=https%3A%2F%2Falot.example%2Fpaid%3Fs%3D%7BCHECKOUT_SESSION_ID%7D",
                "cancel_url=https%3A%2F%2Falot.example%2Flots%2F1",
                "client_reference_id=0198c0de-0000-7000-8000-000000000001",
                "customer_email=ines%40calder.example",
                "metadata[purchase_id]=0198c0de-0000-7000-8000-000000000001",
                "metadata[lot_id]=0198c0de-0000-7000-8000-000000000002",
                "payment_intent_data[metadata][purchase_id]=0198c0de-0000-7000-8000-000000000001",
                "payment_intent_data[metadata][lot_id]=0198c0de-0000-7000-8000-000000000002",
                "line_items[0][quantity]=1",
                "line_items[0][price_data][currency]=usd",
                "line_items[0][price_data][unit_amount]=2500",
                "line_items[0][price_data][product_data][name]=Lot%200417%3A%20Meridian%20%26%20S%C3%B6hne",
                "line_items[0][price_data][product_data][description]=25%20tickets",
                "expand[0]=payment_intent",
            ]);
    }

    [Theory]
    [InlineData(400, "invalid_request_error", "charge_already_refunded", false, false)]
    [InlineData(400, "idempotency_error", "idempotency_error", false, false)]
    [InlineData(401, "invalid_request_error", null, false, false)]
    [InlineData(402, "card_error", "card_declined", false, false)]
    [InlineData(404, "invalid_request_error", "resource_missing", false, false)]
    [InlineData(409, "idempotency_error", "idempotency_key_in_use", true, true)]
    [InlineData(429, "invalid_request_error", "rate_limit", true, false)]
    [InlineData(500, "api_error", null, true, true)]
    [InlineData(503, "api_error", null, true, true)]
    public async Task A_refused_refund_says_whether_to_try_again_and_whether_it_may_have_happened(
        int status,
        string type,
        string? code,
        bool retryable,
        bool outcomeUnknown
    )
    {
        var error = new JsonObject { ["type"] = type, ["code"] = code };
        // Stripe quotes the key, shortened, when it doesn't like it.
        error["message"] = status == 401 ? "Invalid API Key provided: " + SecretKey : "No.";
        var body = new JsonObject { ["error"] = error }.ToJsonString();
        var processor = new Processor(((HttpStatusCode)status, body));
        var failure = await FailureAsync(processor);
        failure.Code.ShouldBe(code ?? type);
        failure.HttpStatus.ShouldBe(status);
        (failure.Retryable, failure.OutcomeUnknown).ShouldBe((retryable, outcomeUnknown));
        processor.Sent.Count.ShouldBe(1, "what changes something is sent once");
        failure.ToString().ShouldNotContain(SecretKey);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>Bad gateway</html>")]
    [InlineData("{}")]
    [InlineData("""{"id":"re_1","object":"refund","amount":"2450"}""")]
    public async Task An_answer_that_cant_be_read_leaves_the_outcome_open(string body)
    {
        var failure = await FailureAsync(new Processor((HttpStatusCode.OK, body)));
        (failure.Code, failure.Retryable, failure.OutcomeUnknown).ShouldBe(("unreadable_answer", true, true));
        var proxy = await FailureAsync(new Processor((HttpStatusCode.BadGateway, body)));
        (proxy.Code, proxy.Retryable, proxy.OutcomeUnknown).ShouldBe(("http_502", true, true));
    }

    [Fact]
    public async Task A_processor_out_of_reach_did_nothing_a_broken_connection_may_have_done_it()
    {
        var unreachable = await FailureAsync(
            new Processor(new HttpRequestException(HttpRequestError.ConnectionError, "refused"))
        );
        (unreachable.Code, unreachable.Retryable, unreachable.OutcomeUnknown).ShouldBe(("unreachable", true, false));
        var broken = await FailureAsync(
            new Processor(new HttpRequestException(HttpRequestError.ResponseEnded, "ended"))
        );
        (broken.Code, broken.Retryable, broken.OutcomeUnknown).ShouldBe(("connection_lost", true, true));
        var late = await FailureAsync(new Processor(new TaskCanceledException("timeout", new TimeoutException())));
        (late.Code, late.Retryable, late.OutcomeUnknown).ShouldBe(("timeout", true, true));
    }

    [Fact]
    public async Task A_caller_who_gives_up_gets_their_own_cancellation()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() =>
            new Processor((HttpStatusCode.OK, Refund)).Gateway().RefundAsync(_refund, "r", stop.Token)
        );
    }

    [Fact]
    public async Task Reading_is_tried_again_and_changes_nothing()
    {
        var processor = new Processor(
            (HttpStatusCode.InternalServerError, ""),
            new HttpRequestException(HttpRequestError.ResponseEnded, "ended"),
            (HttpStatusCode.OK, Refund)
        );
        var found = await processor.Gateway().FindRefundAsync("re_1", TestContext.Current.CancellationToken);
        found!.Status.ShouldBe(GatewayRefundStatus.Succeeded);
        processor.Sent.Count.ShouldBe(3);
        processor.Sent.ShouldAllBe(s => s.Method == "GET" && !s.Headers.ContainsKey("Idempotency-Key"));

        var down = new Processor((HttpStatusCode.ServiceUnavailable, ""));
        var failure = await Should.ThrowAsync<PaymentGatewayException>(() =>
            down.Gateway().FindRefundAsync("re_1", TestContext.Current.CancellationToken)
        );
        failure.OutcomeUnknown.ShouldBeFalse();
        down.Sent.Count.ShouldBe(3);
    }

    [Fact]
    public async Task What_the_processor_doesnt_know_is_null_but_a_wrong_address_isnt()
    {
        var missing = new Processor((HttpStatusCode.NotFound, """{"error":{"code":"resource_missing"}}"""));
        (await missing.Gateway().FindCheckoutAsync("cs_1", TestContext.Current.CancellationToken)).ShouldBeNull();
        var elsewhere = new Processor((HttpStatusCode.NotFound, "<html>not here</html>"));
        await Should.ThrowAsync<PaymentGatewayException>(() =>
            elsewhere.Gateway().FindCheckoutAsync("cs_1", TestContext.Current.CancellationToken)
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("../customers")]
    [InlineData("cs_1?x=1")]
    [InlineData("cs/1")]
    public async Task An_id_cant_change_which_address_is_called(string id)
    {
        var processor = new Processor((HttpStatusCode.OK, Refund));
        await Should.ThrowAsync<ArgumentException>(() =>
            processor.Gateway().FindCheckoutAsync(id, TestContext.Current.CancellationToken)
        );
        processor.Sent.ShouldBeEmpty();
    }

    [Fact]
    public async Task All_pages_of_refunds_are_read()
    {
        var processor = new Processor(
            (HttpStatusCode.OK, $$"""{"object":"list","has_more":true,"data":[{{Refund}}]}"""),
            (
                HttpStatusCode.OK,
                $$"""{"object":"list","has_more":false,"data":[{{Refund.Replace("re_1", "re_0", StringComparison.Ordinal)}}]}"""
            )
        );
        var found = await processor.Gateway().FindRefundsOfAsync("pi_1", TestContext.Current.CancellationToken);
        found.Select(r => r.Id).ShouldBe(["re_1", "re_0"]);
        processor.Sent[1].Address.ShouldEndWith("/v1/refunds?payment_intent=pi_1&limit=100&starting_after=re_1");
    }

    [Fact]
    public async Task Without_keys_nothing_is_sent()
    {
        var processor = new Processor((HttpStatusCode.OK, Refund));
        var failure = await Should.ThrowAsync<PaymentGatewayException>(() =>
            processor.Gateway(secretKey: "").RefundAsync(_refund, "r", TestContext.Current.CancellationToken)
        );
        (failure.Code, failure.OutcomeUnknown).ShouldBe(("not_configured", false));
        processor.Sent.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("http://api.example")]
    [InlineData("ftp://api.example")]
    [InlineData("api.example")]
    public void A_key_never_travels_in_the_clear(string apiBase) =>
        Should.Throw<InvalidOperationException>(() => Settings("Production", apiBase, SecretKey));

    [Theory]
    [InlineData("http://+:5080", "http://127.0.0.1:5080/")]
    [InlineData("http://*:5080", "http://127.0.0.1:5080/")]
    [InlineData("http://0.0.0.0:5080", "http://127.0.0.1:5080/")]
    [InlineData("http://[::]:5080", "http://127.0.0.1:5080/")]
    [InlineData("http://localhost:5080", "http://localhost:5080/")]
    public void The_app_reaches_itself_whatever_it_listens_on(string listens, string reached) =>
        OwnAddress.Reachable(listens)!.AbsoluteUri.ShouldBe(reached);

    private static async Task<PaymentGatewayException> FailureAsync(Processor processor) =>
        await Should.ThrowAsync<PaymentGatewayException>(() =>
            processor.Gateway().RefundAsync(_refund, "refund-1", TestContext.Current.CancellationToken)
        );

    private static StripeSettings Settings(string environment, string apiBase, string secretKey) =>
        StripeSettings.From(
            new ConfigurationBuilder()
                .AddInMemoryCollection(
                    new Dictionary<string, string?> { ["Stripe:ApiBase"] = apiBase, ["Stripe:SecretKey"] = secretKey }
                )
                .Build(),
            new Environs { EnvironmentName = environment }
        );

    /// <summary>A processor that gives the answers it was told, the last one for ever, and remembers what it was sent.</summary>
    private sealed class Processor(params object[] answers) : HttpMessageHandler
    {
        public List<Request> Sent { get; } = [];

        public StripeGateway Gateway(string secretKey = SecretKey) =>
            new StripeGateway(
                new HttpClient(this, disposeHandler: false),
                Settings("Production", "https://api.example/", secretKey),
                new OwnAddress(new NoServer()),
                NullLogger<StripeGateway>.Instance
            );

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken stop)
        {
            stop.ThrowIfCancellationRequested();
            Sent.Add(
                new(
                    request.Method.Method,
                    request.RequestUri!.ToString(),
                    Headers(request.Headers),
                    request.Content is null ? "" : await request.Content.ReadAsStringAsync(stop)
                )
            );
            return answers[Math.Min(Sent.Count, answers.Length) - 1] switch
            {
                Exception failure => throw failure,
                ValueTuple<HttpStatusCode, string> answer => new HttpResponseMessage(answer.Item1)
                {
                    Content = new StringContent(answer.Item2),
                },
                _ => throw new InvalidOperationException(),
            };
        }

        private static Dictionary<string, string> Headers(HttpRequestHeaders headers) =>
            headers.ToDictionary(h => h.Key, h => string.Join(',', h.Value));
    }

    private sealed record Request(string Method, string Address, Dictionary<string, string> Headers, string Body);

    private sealed class NoServer : IServer
    {
        public IFeatureCollection Features { get; } = new FeatureCollection();

        public void Dispose() { }

        public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
            where TContext : notnull => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class Environs : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = "";
        public string ApplicationName { get; set; } = "";
        public string ContentRootPath { get; set; } = "";
        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
