using System.Text.Json;
using Alot.Domain.Draws;
using Shouldly;
using Xunit;

namespace Alot.Tests.Draws;

public sealed class FairnessChainTests
{
    [Fact]
    public void Members_are_sorted_by_code_unit_and_white_space_goes() =>
        CanonicalJson
            .Of(""" { "b" : [ 1 , true , null , { } , [ ] ] , "a" : "x" , "B" : -12 , "" : false } """)
            .ShouldBe("""{"":false,"B":-12,"a":"x","b":[1,true,null,{},[]]}""");

    // RFC 8785, 3.2.3: the order of these names differs between code units and code points.
    [Fact]
    public void The_sorting_example_of_the_rfc_comes_out_in_its_order()
    {
        var canonical = CanonicalJson.Of(
            """{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}"""
        );

        using var document = JsonDocument.Parse(canonical);
        document
            .RootElement.EnumerateObject()
            .Select(m => m.Value.GetString())
            .ShouldBe([
                "Carriage Return",
                "One",
                "Control",
                "Latin Small Letter O With Diaeresis",
                "Euro Sign",
                "Emoji: Grinning Face",
                "Hebrew Letter Dalet With Dagesh",
            ]);
    }

    // RFC 8785, 3.2.2 to 3.2.4, without its floating point numbers, which our records don't have.
    [Fact]
    public void The_string_example_of_the_rfc_comes_out_byte_for_byte() =>
        CanonicalJson
            .Of("""{"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}""")
            .ShouldBe("{\"literals\":[null,true,false],\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");

    [Fact]
    public void Control_characters_are_escaped_in_the_shortest_way() =>
        CanonicalJson
            .Of("\"\\u0000\\u0008\\u0009\\u000b\\u000c\\u000d\\u001f\\u007f\"")
            .ShouldBe("\"\\u0000\\b\\t\\u000b\\f\\r\\u001f\u007f\"");

    [Theory]
    [InlineData("1.5")]
    [InlineData("1.0")]
    [InlineData("1e3")]
    [InlineData("9007199254740992")]
    [InlineData("-9007199254740992")]
    [InlineData("123456789012345678901234567890")]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("""{"a":1,"\u0061":2}""")]
    [InlineData("\"\\ud800\"")]
    [InlineData("{\"\\udc00\":1}")]
    public void What_could_be_written_in_two_ways_is_refused(string json) =>
        Should.Throw<FormatException>(() => CanonicalJson.Of(json));

    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0", "0")]
    [InlineData("9007199254740991", "9007199254740991")]
    [InlineData("-9007199254740991", "-9007199254740991")]
    public void Whole_numbers_are_written_as_they_are(string json, string canonical) =>
        CanonicalJson.Of(json).ShouldBe(canonical);

    // The hashes come from a shell: printf '<previous>\n<json>' | sha256sum
    [Fact]
    public void Each_record_takes_in_the_one_before_it()
    {
        var first = FairnessChain.HashOf(FairnessChain.Genesis, """{ "lot_id": "a", "kind": "opening" }""");
        var second = FairnessChain.HashOf(first, """{"kind":"roster","lot_id":"a","total_tickets":366}""");

        FairnessChain.Genesis.ShouldBe(new string('0', 64));
        first.ShouldBe("0721b92498c5a8d35b38f8f5603cb4688adab4a6cf222402fcf7d6a87e504193");
        second.ShouldBe("88bf1b62f76e79f84ebd7430286758b7ef7fd1f099a6e5a5b63e5061d53ff485");
        FairnessChain.HashOf(first, """{"total_tickets":366,"lot_id":"a","kind":"roster"}""").ShouldBe(second);
        FairnessChain
            .HashOf(FairnessChain.Genesis, """{"kind":"roster","lot_id":"a","total_tickets":366}""")
            .ShouldNotBe(second);
        FairnessChain.HashOf(first, """{"kind":"roster","lot_id":"a","total_tickets":367}""").ShouldNotBe(second);
        Should.Throw<FormatException>(() => FairnessChain.HashOf("", "{}"));
    }

    [Fact]
    public void A_private_record_shows_only_a_hash_that_the_salt_opens()
    {
        var salt = new string('a', 64);
        var concealed = FairnessChain.Conceal(salt, """{ "lot_id": "a", "kind": "opening" }""");

        concealed.ShouldBe("c760649e619ecd31c565b5c18e95d4e8dea0d1c95ef914a37b82047db2d7b811");
        FairnessChain.Conceal(new string('b', 64), """{"kind":"opening","lot_id":"a"}""").ShouldNotBe(concealed);
    }
}
