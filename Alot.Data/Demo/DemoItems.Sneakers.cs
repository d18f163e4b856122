using static Alot.Domain.Lots.Category;

namespace Alot.Data.Demo;

internal static partial class DemoItems
{
    public static readonly DemoItem StrataTide = new(
        "Northpaw",
        "Strata ’89 “Tide”",
        Sneaker,
        420,
        40,
        "Deadstock, box opened for checks",
        "The blue and white Strata with the stepped sole, from the 1989 last that Northpaw brought back for one spring. US 9, tried on by nobody. The box lid has a soft corner.",
        [new("Size", "US 9 / EU 42.5"), new("Colour", "White, tide blue"), new("Comes with", "Box, spare laces")]
    );

    public static readonly DemoItem StrataSalt = new(
        "Northpaw",
        "Strata ’84 “Salt”",
        Sneaker,
        420,
        29,
        "Deadstock",
        "All white, down to the eyelets: the first Strata, remade from the original drawing. US 10. Unlaced, with the paper still in the toes.",
        [new("Size", "US 10 / EU 44"), new("Colour", "Salt white"), new("Comes with", "Box, paper, swing tag")]
    );

    public static readonly DemoItem CourtLowEmber = new(
        "Kestrel",
        "Court Low “Ember”",
        Sneaker,
        1_350,
        59,
        "Deadstock, numbered tag",
        "A low court shoe in wine red suede over white, on a cream sole, made for a gallery opening and given to the guests. Pair 64 of 150, US 9.5. The numbered tag is sewn under the tongue.",
        [new("Size", "US 9.5 / EU 43"), new("Colour", "Wine red, cream"), new("Edition", "64 of 150")]
    );

    public static readonly DemoItem CourtLowGlacier = new(
        "Kestrel",
        "Court Low “Glacier”",
        Sneaker,
        1_450,
        60,
        "Deadstock, numbered tag",
        "The white sister of the “Ember”, made for the crew that built the show. Only forty pairs, none of them sold. US 10.5, with the crew card.",
        [new("Size", "US 10.5 / EU 44.5"), new("Colour", "Glacier white"), new("Edition", "17 of 40")]
    );

    public static readonly DemoItem AltoMidSalt = new(
        "Kestrel",
        "Alto High “Salt”",
        Sneaker,
        1_120,
        47,
        "Deadstock",
        "Washed white canvas, grey toe, sea green lining: the high Alto that Kestrel sold only on the ferry. US 8.5. A faint salt line on the box is part of its story.",
        [new("Size", "US 8.5 / EU 42"), new("Colour", "Salt, sea green"), new("Comes with", "Box, ferry ticket")]
    );

    public static readonly DemoItem RidgeHighCassis = new(
        "Kestrel",
        "Ridge High “Cassis”",
        Sneaker,
        1_080,
        53,
        "Deadstock",
        "A high boot-sneaker in dark red and clay with a ridged motif. US 9, from a private collection in Oregon.",
        [new("Size", "US 9 / EU 42.5"), new("Colour", "Cassis, clay")]
    );

    public static readonly DemoItem RelayPrototype = new(
        "Halden Works",
        "Relay “Prototype 2”",
        Sneaker,
        780,
        1,
        "Sample, never worn",
        "A sample from the second round of the Relay: white mesh, teal heel, and a sole that was softened before production. Size US 9 as all samples. The development sheet comes with it.",
        [new("Size", "US 9 / EU 42.5"), new("Colour", "White, teal"), new("Comes with", "Development sheet")]
    );

    public static readonly DemoItem TempoMoss = new(
        "Halden Works",
        "Tempo Runner “Moss”",
        Sneaker,
        430,
        22,
        "Deadstock, box missing its lid",
        "A green and blue runner with the early herringbone outsole. US 11. The lid of the box is lost; the pair is not affected.",
        [new("Size", "US 11 / EU 45"), new("Colour", "Moss, river blue")]
    );
}
