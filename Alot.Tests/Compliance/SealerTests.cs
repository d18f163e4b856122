using System.Security.Cryptography;
using Alot.Domain.Compliance;
using Shouldly;
using Xunit;

namespace Alot.Tests.Compliance;

public sealed class SealerTests
{
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);
    private readonly Sealer sealer = new(Key);

    [Theory]
    [InlineData("")]
    [InlineData("1994-05-17")]
    [InlineData("Inês Calder · 14 Rue Été 🎟")]
    public void What_is_sealed_opens_again(string text) =>
        sealer.Open(sealer.Seal(text, "date-of-birth:1"), "date-of-birth:1").ShouldBe(text);

    [Fact]
    public void Sealing_twice_gives_two_texts_that_hide_the_plain_one()
    {
        var once = sealer.Seal("1994-05-17", "p");
        once.ShouldNotBe(sealer.Seal("1994-05-17", "p"));
        once.ShouldNotContain("1994");
        once.ShouldStartWith("v1.");
    }

    [Fact]
    public void A_sealed_text_does_not_open_for_another_purpose()
    {
        var text = sealer.Seal("seed", "draw-seed:1");
        var broken = Should.Throw<SealBrokenException>(() => sealer.Open(text, "draw-seed:2"));
        broken.Message.ShouldBe(
            "A sealed text for 'draw-seed:2' does not open: it was changed, or sealed for another purpose."
        );
    }

    [Fact]
    public void Every_changed_bit_is_noticed()
    {
        var parts = sealer.Seal("seed", "p").Split('.');
        var box = Convert.FromBase64String(parts[2]);
        for (var bit = 0; bit < box.Length * 8; bit++)
        {
            var changed = (byte[])box.Clone();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Should.Throw<SealBrokenException>(() =>
                sealer.Open($"{parts[0]}.{parts[1]}.{Convert.ToBase64String(changed)}", "p")
            );
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("seed")]
    [InlineData("v2.00000000.AAAA")]
    [InlineData("v1.00000000.AAAA")]
    public void What_was_never_sealed_is_told_apart(string text) =>
        Should.Throw<SealBrokenException>(() => sealer.Open(text, "p"));

    [Fact]
    public void A_text_cut_short_does_not_open()
    {
        var text = sealer.Seal("seed", "p");
        Should.Throw<SealBrokenException>(() => sealer.Open(text[..^24], "p"));
        Should.Throw<SealBrokenException>(() => sealer.Open(text[..^1], "p"));
    }

    [Fact]
    public void A_replaced_key_still_opens_what_it_sealed()
    {
        var old = sealer.Seal("seed", "p");
        var renewed = new Sealer(RandomNumberGenerator.GetBytes(32), Key);
        renewed.Open(old, "p").ShouldBe("seed");
        var fresh = renewed.Seal("seed", "p");
        Should.Throw<SealBrokenException>(() => sealer.Open(fresh, "p")).Message.ShouldContain("not configured");
    }

    [Theory]
    [InlineData("")]
    [InlineData("secret-secret")]
    [InlineData("AAAA")]
    public void A_master_key_of_another_size_is_refused_without_repeating_it(string text)
    {
        var refusal = Should.Throw<ArgumentException>(() => Sealer.ParseKey(text));
        if (text.Length > 0)
            refusal.Message.ShouldNotContain(text);
    }

    [Fact]
    public void A_master_key_is_read_from_base64() => Sealer.ParseKey(Convert.ToBase64String(Key) + "\n").ShouldBe(Key);
}
