using System.Text.Json.Nodes;
using Alot.Domain;
using Alot.Domain.Ledger;
using Alot.Domain.Payments;
using Shouldly;
using Xunit;

namespace Alot.Tests.Payments;

public sealed class StripeEventTests
{
    private static readonly PurchaseId _purchase = new(Guid.Parse("0198c0de-0000-7000-8000-000000000001"));

    private const string Session = """
        {"id":"cs_test_1","object":"checkout.session","amount_total":2500,"client_reference_id":"0198c0de-0000-7000-8000-000000000001",
         "currency":"usd","expires_at":1767227400,"livemode":false,"metadata":{"purchase_id":"0198c0de-0000-7000-8000-000000000001"},
         "payment_intent":"pi_1","payment_status":"paid","status":"complete","url":null,"something_new":{"deep":[1,2]}}
        """;

    private const string Intent = """
        {"id":"pi_1","object":"payment_intent","amount":2500,"currency":"usd","status":"requires_payment_method",
         "last_payment_error":{"type":"card_error","code":"card_declined"},"metadata":{"purchase_id":"0198c0de-0000-7000-8000-000000000001"}}
        """;

    private const string Charge = """
        {"id":"ch_1","object":"charge","amount":2500,"amount_refunded":2450,"currency":"usd","payment_intent":"pi_1",
         "metadata":{"purchase_id":"0198c0de-0000-7000-8000-000000000001"}}
        """;

    private const string Refund = """
        {"id":"re_1","object":"refund","amount":2450,"currency":"usd","payment_intent":"pi_1","status":"failed","failure_reason":"expired_or_canceled_card",
         "metadata":{"purchase_id":"0198c0de-0000-7000-8000-000000000001","reason":"expired_choice"}}
        """;

    private const string Dispute = """
        {"id":"du_1","object":"dispute","amount":2500,"currency":"usd","charge":"ch_1","payment_intent":"pi_1","status":"needs_response","reason":"fraudulent"}
        """;

    public static TheoryData<string, string> Known =>
        new()
        {
            { "checkout.session.completed", Session },
            { "checkout.session.async_payment_succeeded", Session },
            { "checkout.session.async_payment_failed", Session },
            { "checkout.session.expired", Session },
            { "payment_intent.payment_failed", Intent },
            { "charge.refunded", Charge },
            { "charge.refund.updated", Refund },
            { "refund.updated", Refund },
            { "refund.failed", Refund },
            { "charge.dispute.created", Dispute },
            { "charge.dispute.updated", Dispute },
            { "charge.dispute.closed", Dispute },
        };

    [Fact]
    public void A_completed_checkout_tells_whose_it_is_and_what_was_paid()
    {
        var read = ProcessorEvent
            .Parse(Event("checkout.session.completed", Session))
            .ShouldBeOfType<CheckoutCompleted>();
        read.Head.ShouldBe(
            new(
                "evt_1",
                "checkout.session.completed",
                DateTimeOffset.FromUnixTimeSeconds(1_767_225_600),
                LiveMode: false
            )
        );
        read.Session.ShouldBe(
            new CheckoutSession(
                "cs_test_1",
                null,
                CheckoutStatus.Complete,
                PaymentStatus.Paid,
                "pi_1",
                null,
                Money.Dollars(25),
                "usd",
                DateTimeOffset.FromUnixTimeSeconds(1_767_227_400),
                false,
                _purchase
            )
        );
    }

    [Fact]
    public void A_declined_card_tells_why()
    {
        var read = ProcessorEvent.Parse(Event("payment_intent.payment_failed", Intent)).ShouldBeOfType<PaymentFailed>();
        read.Try.ShouldBe(new("pi_1", Money.Dollars(25), "usd", "card_declined", _purchase));
    }

    [Fact]
    public void A_failed_refund_tells_whose_and_why()
    {
        var read = ProcessorEvent.Parse(Event("refund.failed", Refund)).ShouldBeOfType<RefundFailed>();
        read.Refund.ShouldBe(
            new(
                "re_1",
                "pi_1",
                GatewayRefundStatus.Failed,
                new Money(2450),
                "usd",
                "expired_or_canceled_card",
                _purchase,
                "expired_choice"
            )
        );
    }

    [Fact]
    public void A_refunded_charge_and_a_dispute_are_read()
    {
        ProcessorEvent
            .Parse(Event("charge.refunded", Charge))
            .ShouldBeOfType<ChargeRefunded>()
            .Charge.ShouldBe(new("ch_1", "pi_1", Money.Dollars(25), new Money(2450), "usd", _purchase));
        ProcessorEvent
            .Parse(Event("charge.dispute.created", Dispute))
            .ShouldBeOfType<DisputeCreated>()
            .Dispute.ShouldBe(new("du_1", "ch_1", "pi_1", Money.Dollars(25), "usd", "needs_response", "fraudulent"));
    }

    [Theory]
    [MemberData(nameof(Known))]
    public void Every_type_that_money_md_names_is_known(string type, string subject) =>
        ProcessorEvent.Parse(Event(type, subject)).ShouldNotBeOfType<UnknownEvent>();

    [Fact]
    public void A_type_nobody_waits_for_is_no_error() =>
        ProcessorEvent.Parse(Event("customer.created", """{"id":7}""")).ShouldBeOfType<UnknownEvent>();

    [Theory]
    [InlineData("somebody-else")]
    [InlineData("0198c0de000070008000000000000001")]
    [InlineData("")]
    public void Another_reference_than_ours_is_nobodys_purchase(string reference)
    {
        var session = JsonNode.Parse(Session)!;
        session["client_reference_id"] = reference;
        session["metadata"] = new JsonObject { ["purchase_id"] = reference };
        ProcessorEvent
            .Parse(Event("checkout.session.completed", session.ToJsonString()))
            .ShouldBeOfType<CheckoutCompleted>()
            .Session.PurchaseId.ShouldBeNull();
    }

    [Fact]
    public void An_expanded_payment_gives_the_charge_too()
    {
        var session = JsonNode.Parse(Session)!;
        session["payment_intent"] = new JsonObject { ["id"] = "pi_9", ["latest_charge"] = "ch_9" };
        var read = ProcessorJson.Read(session.ToJsonString(), ProcessorJson.Checkout);
        (read.PaymentIntentId, read.ChargeId).ShouldBe(("pi_9", "ch_9"));
    }

    [Theory]
    [InlineData("payment_status", "\"no_payment_required\"")]
    [InlineData("status", "\"paused\"")]
    [InlineData("amount_total", "25.5")]
    [InlineData("amount_total", "\"2500\"")]
    [InlineData("amount_total", "-2500")]
    [InlineData("amount_total", "1e300")]
    [InlineData("amount_total", "null")]
    [InlineData("currency", "\"US\"")]
    [InlineData("currency", "\"USD\"")]
    [InlineData("expires_at", "99999999999999")]
    [InlineData("livemode", "\"false\"")]
    [InlineData("id", "\"\"")]
    [InlineData("id", "\"a b\"")]
    [InlineData("id", "\"\\ud800\"")]
    [InlineData("object", "\"charge\"")]
    [InlineData("metadata", "[]")]
    [InlineData("client_reference_id", "\"0198c0de-0000-7000-8000-000000000002\"")]
    [InlineData("payment_intent", "7")]
    public void A_known_field_of_the_wrong_kind_is_refused_by_name(string field, string value)
    {
        var session = JsonNode.Parse(Session)!.AsObject();
        session[field] = "REPLACED";
        var payload = Event(
            "checkout.session.completed",
            session.ToJsonString().Replace("\"REPLACED\"", value, StringComparison.Ordinal)
        );
        Should.Throw<FormatException>(() => ProcessorEvent.Parse(payload));
    }

    [Theory]
    [MemberData(nameof(Known))]
    public void Whatever_is_done_to_a_payload_it_is_read_or_refused_and_nothing_else(string type, string subject)
    {
        // Every cut, and every single character replaced by each of these: what else comes out than a FormatException fails.
        var payload = Event(type, subject);
        for (var i = 0; i < payload.Length; i++)
        {
            Try(payload[..i]);
            foreach (var c in "\0\"{}[],:-0en\ud83d\\")
                Try(payload[..i] + c + payload[(i + 1)..]);
        }

        static void Try(string payload)
        {
            try
            {
                ProcessorEvent.Parse(payload);
            }
            catch (FormatException e)
            {
                e.Message.ShouldNotBeEmpty();
            }
        }
    }

    [Fact]
    public void Nothing_at_all_and_a_field_given_twice_are_refused()
    {
        Should.Throw<FormatException>(() => ProcessorEvent.Parse(""));
        Should.Throw<FormatException>(() => ProcessorEvent.Parse("null"));
        Should.Throw<FormatException>(() => ProcessorEvent.Parse("[]"));
        var twice = Event("checkout.session.completed", Session)
            .Replace("\"livemode\":false", "\"livemode\":false,\"livemode\":true", StringComparison.Ordinal);
        Should.Throw<FormatException>(() => ProcessorEvent.Parse(twice));
        Should.Throw<FormatException>(() => ProcessorEvent.Parse(new string('[', 100_000)));
    }

    private static string Event(string type, string subject) =>
        """{"id":"evt_1","object":"event","api_version":"2025-03-31.basil","created":1767225600,"livemode":false,"type":"""
        + $"\"{type}\",\"data\":{{\"object\":{subject}}}}}";
}
