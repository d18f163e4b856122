using System.Security.Cryptography;
using System.Text;
using Alot.Web.Payments;
using Shouldly;
using Xunit;

namespace Alot.Tests.Payments;

public sealed class StripeSignatureTests
{
    private const string Secret = "whsec_test";

    private static readonly DateTimeOffset _now = DateTimeOffset.FromUnixTimeSeconds(1_767_225_600);

    private static readonly byte[] _body = Encoding.UTF8.GetBytes("""{"id":"evt_1"}""");

    // Made with the npm package stripe 23.1.0, webhooks.generateTestHeaderString.
    [Theory]
    [InlineData(
        """{"id":"evt_1","object":"event"}""",
        "whsec_alot_sandbox",
        1767225600,
        "t=1767225600,v1=71c9e5a3571eb3ae9e4d3a4dd78f46f7e3e93780339102187a5f1df540d65ede"
    )]
    [InlineData(
        """{"name":"Zoë ✓ 👟"}""",
        "whsec_x9",
        1700000000,
        "t=1700000000,v1=c42211b85f351e781c18720d4f3323a8cc65f3f17b06160da2fa467db3bd3ee2"
    )]
    [InlineData("", "whsec_empty_body", 1, "t=1,v1=976122c2d044a1253d2fb641c362e4cc309f75b5929224cc924dd052fbffa868")]
    public void A_signature_is_what_the_official_library_makes(string body, string secret, long time, string header)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var signedAt = DateTimeOffset.FromUnixTimeSeconds(time);
        StripeSignature.Make(bytes, secret, signedAt).ShouldBe(header);
        StripeSignature.Verify(header, bytes, secret, signedAt).ShouldBeTrue();
    }

    [Fact]
    public void A_signature_made_by_hand_is_accepted() =>
        Verify($"t=1767225600,v1={ByHand("1767225600", Secret)}").ShouldBeTrue();

    [Fact]
    public void While_a_secret_is_rolled_one_good_signature_among_several_is_enough()
    {
        var (old, current) = (ByHand("1767225600", "whsec_old"), ByHand("1767225600", Secret));
        Verify($"t=1767225600,v1={old},v1={current}").ShouldBeTrue();
        Verify($"t=1767225600,v1={current},v1={old},v0={old}").ShouldBeTrue();
        Verify($"t=1767225600,v1={old},v1={old}").ShouldBeFalse();
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(300, true)]
    [InlineData(301, false)]
    [InlineData(-300, true)]
    [InlineData(-301, false)]
    public void A_signature_is_good_for_300_seconds_either_way(int age, bool good)
    {
        var time = (_now.ToUnixTimeSeconds() - age).ToString(System.Globalization.CultureInfo.InvariantCulture);
        Verify($"t={time},v1={ByHand(time, Secret)}").ShouldBe(good);
    }

    [Fact]
    public void Another_body_another_time_or_another_secret_is_refused()
    {
        var header = StripeSignature.Make(_body, Secret, _now);
        StripeSignature.Verify(header, _body, Secret, _now).ShouldBeTrue();
        StripeSignature.Verify(header, [.. _body, (byte)' '], Secret, _now).ShouldBeFalse();
        StripeSignature.Verify(header, _body, Secret + "x", _now).ShouldBeFalse();
        Verify(header.Replace("t=1767225600", "t=1767225601", StringComparison.Ordinal)).ShouldBeFalse();
    }

    [Fact]
    public void Without_a_secret_nothing_is_believed() =>
        StripeSignature.Verify($"t=1767225600,v1={ByHand("1767225600", "")}", _body, "", _now).ShouldBeFalse();

    [Fact]
    public void The_weaker_scheme_counts_for_nothing() =>
        Verify($"t=1767225600,v0={ByHand("1767225600", Secret)}").ShouldBeFalse();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("t=1767225600")]
    [InlineData("v1=SIGNATURE")]
    [InlineData("t=,v1=SIGNATURE")]
    [InlineData("t=-1767225600,v1=SIGNATURE")]
    [InlineData("t=1767225600.0,v1=SIGNATURE")]
    [InlineData("t=99999999999999999999,v1=SIGNATURE")]
    [InlineData("t=9223372036854775807,v1=SIGNATURE")]
    [InlineData("t=1767225600,t=1767225600,v1=SIGNATURE")]
    [InlineData("t=1767225600,v1=SIGNATURE00")]
    [InlineData("t=1767225600,v1=")]
    [InlineData("t=1767225600,v1=zz")]
    [InlineData("t=1767225600;v1=SIGNATURE")]
    public void A_malformed_header_is_refused(string? header) =>
        Verify(header?.Replace("SIGNATURE", ByHand("1767225600", Secret), StringComparison.Ordinal)).ShouldBeFalse();

    [Fact]
    public void A_header_with_hundreds_of_signatures_is_refused_unread()
    {
        var good = ByHand("1767225600", Secret);
        Verify("t=1767225600," + string.Join(',', Enumerable.Repeat("v1=" + good, 300))).ShouldBeFalse();
    }

    private static bool Verify(string? header) => StripeSignature.Verify(header, _body, Secret, _now);

    private static string ByHand(string time, string secret)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes(time + "."), .. _body];
        return Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed));
    }
}
