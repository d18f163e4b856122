using Alot.Domain.Lots;

namespace Alot.Web.Art;

/// <summary>The side a picture shows. <see cref="Mystery"/> is the silhouette of a category, the same for every item.</summary>
public enum ArtView
{
    Front,
    Detail,
    Angle,
    Certificate,
    Mystery,
}

/// <summary>What the seed chose before the object is drawn, and the names of the paints in the picture's defs.</summary>
/// <param name="Id">Begins every id in the picture, so that two pictures can stand in one page.</param>
internal sealed record Subject(ArtRandom Random, Tier Tier, Metal Metal, string Hue, string Accent, string Id)
{
    public string MetalFill => Paint('m');
    public string PolishedFill => Paint('h');
    public string LeatherShade => Paint('l');
    public string RoundShade => Paint('w');
    public string DialFill => Paint('d');

    /// <summary>A small object's own shadow; the large one is the plate's.</summary>
    public string SmallShadow => Paint('t');

    private string Paint(char name) => $"url(#{Id}{name})";
}

/// <summary>A drawn object on the 400 × 400 field.</summary>
/// <param name="Focus">The view box of the detail view.</param>
/// <param name="Floor">Where its shadow lies.</param>
internal sealed record Drawing(string Markup, string Focus, int Floor = 340);
