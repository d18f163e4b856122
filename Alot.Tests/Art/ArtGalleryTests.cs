using System.Globalization;
using Alot.Web.Art;
using Shouldly;
using Xunit;

namespace Alot.Tests.Art;

public sealed class ArtGalleryTests
{
    [Fact]
    public void A_kept_picture_is_not_drawn_again()
    {
        var gallery = new ArtGallery();
        var first = gallery.Get("/a", () => "<svg/>");
        gallery.Get("/a", () => throw new InvalidOperationException("drawn twice")).ShouldBeSameAs(first);
    }

    [Fact]
    public void It_keeps_no_more_than_its_capacity_and_lets_the_oldest_go()
    {
        var gallery = new ArtGallery(capacity: 10);
        for (var i = 0; i < 100; i++)
            gallery.Get(i.ToString(CultureInfo.InvariantCulture), () => "<svg/>");
        gallery.Count.ShouldBe(10);

        var drawnAgain = new List<string>();
        gallery.Get("99", () => Draw("99"));
        gallery.Get("89", () => Draw("89"));
        drawnAgain.ShouldBe(["89"]);

        string Draw(string name)
        {
            drawnAgain.Add(name);
            return "<svg/>";
        }
    }

    [Fact]
    public void The_tag_follows_the_content()
    {
        var gallery = new ArtGallery();
        var red = gallery.Get("/red", () => "<svg>red</svg>").Tag;
        gallery.Get("/blue", () => "<svg>blue</svg>").Tag.ShouldNotBe(red);
        new ArtGallery().Get("/elsewhere", () => "<svg>red</svg>").Tag.ShouldBe(red);
    }

    [Fact]
    public void Many_may_ask_at_once()
    {
        var gallery = new ArtGallery(capacity: 8);
        Parallel.For(
            0,
            2_000,
            i =>
            {
                var name = (i % 20).ToString(CultureInfo.InvariantCulture);
                gallery.Get(name, () => name).Bytes.Length.ShouldBe(name.Length);
            }
        );
        gallery.Count.ShouldBe(8);
    }
}
