using System.Security.Cryptography;
using Alot.Domain.Draws;
using Shouldly;
using Xunit;

namespace Alot.Tests.Draws;

public sealed class StatementSignatureTests
{
    private static readonly DateTimeOffset At = SpecCases.Time("2026-11-20T09:16:00Z");

    // Made with OpenSSL's command line, not with this code: a key that must stay readable and a signature that must hold.
    private const string OtherToolsKey =
        "04"
        + "7cc0c05d6790ff11449dede0d072608f3b9854a91c370327624bfdf24cb9620c"
        + "2af53b0432d0c9dc7ed88286d52d4d4f65a3496ee42e7e421521341fa24ac24a";
    private const string OtherToolsSignature =
        "93222fde7fa037a2eea56dc03e6c8ccc6606def85c0a6d3ee782897a816b8ad6"
        + "1e696068b3bb9e21535acee67f4614052fc5308f405f66eb88a72834883de8fa";

    [Fact]
    public void The_text_of_a_statement_is_what_the_specification_says()
    {
        DrawStatements
            .Roster(SpecCases.Lot, SpecCases.RosterRoot, 366, At)
            .Text.ShouldBe(
                "alot:roster:v1:019a2b3c-4d5e-7f60-8a1b-2c3d4e5f6071:9aab467b343bd2b72830813efd0309d41cccdedd3e8947373098adeaebd252a5:366:2026-11-20T09:16:00.000000Z"
            );
        DrawStatements
            .Opening(SpecCases.Lot, DrawMode.Roster, "c0", "7a", At)
            .Text.ShouldBe(
                "alot:opening:v1:019a2b3c-4d5e-7f60-8a1b-2c3d4e5f6071:roster:c0:7a:2026-11-20T09:16:00.000000Z"
            );
        DrawStatements
            .Draw(DrawFormula.Draw(SpecCases.Classic()), At)
            .Text.ShouldBe(
                "alot:draw:v1:019a2b3c-4d5e-7f60-8a1b-2c3d4e5f6071:9e554f5a555bda7761ab12529063eda84fa75b593d8fa22336520409f0197204:1436:2026-11-20T09:16:00.000000Z"
            );
    }

    [Fact]
    public void A_signed_statement_holds_and_every_change_breaks_it()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var otherKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var publicKey = StatementSignature.PublicKeyOf(key);
        var signed = DrawStatements.Roster(SpecCases.Lot, SpecCases.RosterRoot, 366, At).SignWith(key);

        signed.KeyId.ShouldBe(StatementSignature.KeyIdOf(publicKey));
        signed.Signature.Length.ShouldBe(128);
        Holds(publicKey, signed).ShouldBeTrue();
        Holds(StatementSignature.PublicKeyOf(otherKey), signed).ShouldBeFalse();
        Holds(publicKey, signed with { Kind = "draw" }).ShouldBeFalse();
        for (var i = 0; i < signed.Fields.Count; i++)
        {
            var fields = signed.Fields.ToArray();
            fields[i] += "0";
            Holds(publicKey, signed with { Fields = fields }).ShouldBeFalse($"field {i}");
        }
        for (var i = 0; i < signed.Signature.Length; i += 16)
        {
            var digit = signed.Signature[i] == '0' ? '1' : '0';
            Holds(publicKey, signed with { Signature = signed.Signature[..i] + digit + signed.Signature[(i + 1)..] })
                .ShouldBeFalse();
        }
    }

    [Fact]
    public void A_signature_made_by_another_tool_holds() =>
        StatementSignature
            .Verify(OtherToolsKey, "roster", ["a", "b", "2026-11-20T09:16:00.000000Z"], OtherToolsSignature)
            .ShouldBeTrue();

    [Fact]
    public void Malformed_keys_and_signatures_are_just_not_valid()
    {
        StatementSignature.Verify("", "roster", ["a"], OtherToolsSignature).ShouldBeFalse();
        StatementSignature.Verify("04" + new string('1', 128), "roster", ["a"], OtherToolsSignature).ShouldBeFalse();
        StatementSignature.Verify(OtherToolsKey, "roster", ["a"], "").ShouldBeFalse();
        StatementSignature
            .Verify(OtherToolsKey, "roster", ["a"], OtherToolsSignature.ToUpperInvariant())
            .ShouldBeFalse();
        StatementSignature.Verify(OtherToolsKey, "roster", [], OtherToolsSignature).ShouldBeFalse();
        StatementSignature.Verify(OtherToolsKey, "roster", ["a\nb"], OtherToolsSignature).ShouldBeFalse();
        StatementSignature.Verify(OtherToolsKey, "Roster:v1", ["a"], OtherToolsSignature).ShouldBeFalse();
    }

    private static bool Holds(string publicKey, SignedStatement signed) =>
        StatementSignature.Verify(publicKey, signed.Kind, signed.Fields, signed.Signature);
}
