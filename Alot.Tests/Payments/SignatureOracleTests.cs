using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Alot.Tests.Draws;
using Alot.Tests.World;
using Alot.Web.Payments;
using Shouldly;
using Xunit;

namespace Alot.Tests.Payments;

/// <summary>The processor's own library says whether our signatures are right, and makes some for us to check.</summary>
public sealed class SignatureOracleTests
{
    private const int Rounds = 60;
    private const long Now = 1_767_225_600;

    [Fact]
    public async Task Ours_verify_there_theirs_verify_here_and_both_refuse_what_was_tampered_with()
    {
        var random = Seeds.Random();
        var made = Enumerable.Range(0, Rounds).Select(_ => Case(random)).ToList();
        var theirs = (await AskAsync(made.Select(c => Ask("make", c.Payload, c.Secret, Now, null))))
            .Select(header => header!.ToString())
            .ToList();

        // Ours to them: as signed, with another payload, secret, signature, and a time beyond the tolerance.
        var asked = new List<JsonObject>();
        foreach (var (payload, secret) in made)
        {
            var ours = Sign(payload, secret);
            asked.Add(Ask("verify", payload, secret, Now, ours));
            asked.Add(Ask("verify", payload + " ", secret, Now, ours));
            asked.Add(Ask("verify", payload, secret + "x", Now, ours));
            asked.Add(Ask("verify", payload, secret, Now, Flipped(ours, random)));
            asked.Add(Ask("verify", payload, secret, Now + 301, ours));
            asked.Add(Ask("verify", payload, secret, Now + 300, ours));
        }
        bool[] expected = [true, false, false, false, false, true];
        (await AskAsync(asked))
            .Select(said => said!.GetValue<bool>())
            .ShouldBe(Enumerable.Range(0, Rounds).SelectMany(_ => expected));

        foreach (var ((payload, secret), header) in made.Zip(theirs))
        {
            header.ShouldBe(Sign(payload, secret));
            Verify(payload, secret, header).ShouldBeTrue();
            Verify(payload + " ", secret, header).ShouldBeFalse();
            Verify(payload, secret + "x", header).ShouldBeFalse();
            Verify(payload, secret, Flipped(header, random)).ShouldBeFalse();
            Verify(payload, secret, header, 301).ShouldBeFalse();
            Verify(payload, secret, header, 300).ShouldBeTrue();
        }
    }

    private static (string Payload, string Secret) Case(Random random)
    {
        var words = new StringBuilder();
        for (var i = random.Next(1, 200); i > 0; i--)
            words.Append(random.Next(12) == 0 ? "é✓👟" : ((char)random.Next(' ', '~')).ToString());
        var payload = new JsonObject
        {
            ["id"] = "evt_" + random.Next().ToString(CultureInfo.InvariantCulture),
            ["object"] = "event",
            ["note"] = words.ToString(),
        };
        return (payload.ToJsonString(), "whsec_" + random.NextInt64().ToString("x", CultureInfo.InvariantCulture));
    }

    private static string Sign(string payload, string secret) =>
        StripeSignature.Make(Encoding.UTF8.GetBytes(payload), secret, DateTimeOffset.FromUnixTimeSeconds(Now));

    private static bool Verify(string payload, string secret, string header, int later = 0) =>
        StripeSignature.Verify(
            header,
            Encoding.UTF8.GetBytes(payload),
            secret,
            DateTimeOffset.FromUnixTimeSeconds(Now + later)
        );

    /// <summary>One hex digit of the signature is another.</summary>
    private static string Flipped(string header, Random random)
    {
        var at = header.IndexOf("v1=", StringComparison.Ordinal) + 3 + random.Next(64);
        return header[..at] + (header[at] == '0' ? '1' : '0') + header[(at + 1)..];
    }

    private static JsonObject Ask(string kind, string payload, string secret, long timestamp, string? header) =>
        new()
        {
            ["kind"] = kind,
            ["payload"] = payload,
            ["secret"] = secret,
            ["timestamp"] = timestamp,
            ["header"] = header,
        };

    private static async Task<JsonArray> AskAsync(IEnumerable<JsonObject> cases)
    {
        Directory
            .Exists(RepoFiles.Of("Alot.Tests", "node_modules", "stripe"))
            .ShouldBeTrue(
                "The npm package stripe is missing: script/setup and script/test install it (npm ci in Alot.Tests)."
            );
        var answer = await OtherPrograms.NodeAsync(
            RepoFiles.Of("Alot.Tests", "Payments", "stripe-oracle.mjs"),
            new JsonObject { ["cases"] = new JsonArray([.. cases]) }
        );
        return answer["results"]!.AsArray();
    }
}
