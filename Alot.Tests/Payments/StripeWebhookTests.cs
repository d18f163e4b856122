using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Alot.Tests.World;
using Alot.Web.Payments;
using Shouldly;
using Xunit;

namespace Alot.Tests.Payments;

public sealed class StripeWebhookTests(TestCluster cluster)
{
    private const string Event =
        """{"id":"evt_1","object":"event","created":1767225600,"livemode":false,"type":"checkout.session.completed","data":{"object":{"ö":"\u0000"}}}""";

    [Fact]
    public async Task A_signed_event_is_stored_character_for_character_and_again_is_answered_200()
    {
        await using var world = await SandboxWorld.StartAsync(cluster);
        for (var i = 0; i < 3; i++)
        {
            using var answer = await PostAsync(world, Encoding.UTF8.GetBytes(Event));
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        }
        var stored = world.Received[0];
        stored.Payload.ShouldBe(Event);
        (stored.EventId, stored.Type, stored.LiveMode).ShouldBe(("evt_1", "checkout.session.completed", false));
        stored.CreatedAt.ShouldBe(DateTimeOffset.FromUnixTimeSeconds(1_767_225_600));
    }

    [Fact]
    public async Task None_of_200_forged_events_is_stored()
    {
        await using var world = await SandboxWorld.StartAsync(cluster);
        var seed = RandomNumberGenerator.GetInt32(int.MaxValue);
        var random = new Random(seed);
        var body = Encoding.UTF8.GetBytes(Event);
        var now = world.Clock.GetUtcNow();
        for (var i = 0; i < 200; i++)
        {
            var sent = (byte[])body.Clone();
            string? header = StripeSignature.Make(body, StripeSettings.SandboxWebhookSecret, now);
            switch (i % 8)
            {
                case 0:
                    sent[random.Next(sent.Length)] ^= 1;
                    break;
                case 1:
                    header = StripeSignature.Make(body, "whsec_guess_" + i, now);
                    break;
                case 2:
                    header = StripeSignature.Make(body, StripeSettings.SandboxWebhookSecret, now.AddMinutes(-6));
                    break;
                case 3:
                    header = StripeSignature.Make(body, StripeSettings.SandboxWebhookSecret, now.AddMinutes(6));
                    break;
                case 4:
                    header = null;
                    break;
                case 5:
                    header = header.Replace("v1=", "v0=", StringComparison.Ordinal);
                    break;
                case 6:
                    header = header[..^random.Next(1, 20)];
                    break;
                default:
                    header =
                        "t=" + (now.ToUnixTimeSeconds() - 1) + header[header.IndexOf(',', StringComparison.Ordinal)..];
                    break;
            }
            using var answer = await PostAsync(world, sent, header, sign: false);
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, $"seed {seed}, forgery {i}");
            answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
            var problem = (await answer.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken))!;
            ((string)problem["code"]!).ShouldBe("webhook_signature");
            problem.ToJsonString().ShouldNotContain("whsec");
        }
        world.Received.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("nonsense")]
    [InlineData("")]
    [InlineData("""{"id":"evt 1","object":"event","created":1,"livemode":false,"type":"x"}""")]
    [InlineData("""{"id":"evt_1","object":"charge","created":1,"livemode":false,"type":"x"}""")]
    [InlineData("""{"id":"evt_1","object":"event","created":"1","livemode":false,"type":"x"}""")]
    public async Task A_signed_message_that_is_no_event_is_refused(string body)
    {
        await using var world = await SandboxWorld.StartAsync(cluster);
        using var answer = await PostAsync(world, Encoding.UTF8.GetBytes(body));
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain(
            "webhook_payload"
        );
        using var bytes = await PostAsync(world, [0xff, 0xfe, .. Encoding.UTF8.GetBytes(Event)]);
        bytes.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        world.Received.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task More_than_256_KiB_is_not_read(bool lengthTold)
    {
        await using var world = await SandboxWorld.StartAsync(cluster);
        var body = new byte[WebhookEndpoint.BodyLimit + 1];
        using var request = new HttpRequestMessage(HttpMethod.Post, WebhookEndpoint.Path)
        {
            Content = new ByteArrayContent(body),
        };
        request.Headers.TransferEncodingChunked = !lengthTold;
        using var answer = await world.Client.SendAsync(request, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task What_could_not_be_stored_is_not_answered_200()
    {
        await using var world = await SandboxWorld.StartAsync(cluster);
        world.OnStore = _ => throw new InvalidOperationException("The database is away.");
        using var answer = await PostAsync(world, Encoding.UTF8.GetBytes(Event));
        answer.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
    }

    private static Task<HttpResponseMessage> PostAsync(
        SandboxWorld world,
        byte[] body,
        string? header = null,
        bool sign = true
    )
    {
        var request = new HttpRequestMessage(HttpMethod.Post, WebhookEndpoint.Path)
        {
            Content = new ByteArrayContent(body),
        };
        header = sign
            ? StripeSignature.Make(body, StripeSettings.SandboxWebhookSecret, world.Clock.GetUtcNow())
            : header;
        if (header is not null)
            request.Headers.Add("Stripe-Signature", header);
        return world.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
