using static Alot.Domain.Lots.Category;

namespace Alot.Data.Demo;

internal static partial class DemoItems
{
    public static readonly DemoItem PuitsBucket = new(
        "Maison Orvel",
        "Puits Bucket",
        Bag,
        1_900,
        19,
        "As new, worn once",
        "The drawstring bucket in teal grained calf with tan trim and a tan handle. It went to one wedding and came home early. Dust bag, tag and a spare cord are with it.",
        [
            new("Material", "Grained calf, suede lining"),
            new("Size", "24 × 27 × 15 cm"),
            new("Hardware", "Pale gold"),
            new("Comes with", "Dust bag, tag, spare cord"),
        ]
    );

    public static readonly DemoItem ColetteTopHandle = new(
        "Maison Orvel",
        "Colette 25 Top-Handle",
        Bag,
        8_900,
        24,
        "Unworn, full set",
        "A Colette in cobalt over quilted ivory, with the turn lock in black rhodium. Orvel makes this pairing to order only, and the waiting list is closed. The date stamp and the artisan's mark were checked against the house's own record.",
        [
            new("Material", "Cobalt calf, quilted ivory lamb"),
            new("Size", "25 × 18 × 11 cm"),
            new("Hardware", "Black rhodium"),
            new("Comes with", "Box, dust bag, receipt copy"),
        ]
    );

    public static readonly DemoItem ColetteThirty = new(
        "Maison Orvel",
        "Colette 30",
        Bag,
        11_200,
        59,
        "Excellent, corners crisp",
        "The larger Colette in teal over black with gold hardware, carried for a winter and put away. All four corners are crisp and the inside smells of leather and nothing else.",
        [
            new("Material", "Box calf"),
            new("Size", "30 × 21 × 13 cm"),
            new("Hardware", "Yellow gold plated"),
            new("Comes with", "Dust bag, clochette, two keys"),
        ]
    );

    public static readonly DemoItem LuneHobo = new(
        "Maison Orvel",
        "Lune Hobo",
        Bag,
        880,
        22,
        "Very good, faint marks inside",
        "A half-moon in ivory calf with a tan handle that has just begun to darken, as it should. Inside there is a faint pen mark near the pocket; nothing shows when it is worn.",
        [new("Material", "Smooth calf, cotton lining"), new("Size", "34 × 22 × 9 cm"), new("Hardware", "Pale gold")]
    );

    public static readonly DemoItem LoggiaChain = new(
        "Corvane",
        "Loggia Chain",
        Bag,
        8_200,
        60,
        "Unworn, full set",
        "A structured box in violet calf with a green front pocket, on a long gold chain. Corvane showed it for one season and made ninety in this combination. Number 41, with its numbered plate under the flap.",
        [
            new("Material", "Violet calf, green pocket, gold chain"),
            new("Size", "22 × 19 × 8 cm"),
            new("Edition", "41 of 90"),
            new("Comes with", "Box, dust bag, plate certificate"),
        ]
    );

    public static readonly DemoItem ArcShoulder = new(
        "Corvane",
        "Arc Shoulder",
        Bag,
        940,
        55,
        "Good, patina on the handle",
        "A teal crescent with a burnt orange handle and tassel. The handle has a warm patina; the body was conditioned last month and looks it.",
        [new("Material", "Pebbled calf"), new("Size", "31 × 20 × 8 cm"), new("Hardware", "Brushed gold")]
    );

    public static readonly DemoItem HarbourWeekender = new(
        "Brannock & Vale",
        "Weekender “Harbour”",
        Bag,
        2_400,
        15,
        "Excellent, travelled once",
        "A domed weekender in navy waxed canvas on a black leather base. It has crossed one ocean and one airport carousel, and the feet took all of it. Repairs are free for life at the workshop.",
        [
            new("Material", "Waxed canvas, bridle leather base"),
            new("Size", "48 × 32 × 24 cm"),
            new("Weight", "1.9 kg"),
            new("Comes with", "Luggage tag, repair card"),
        ]
    );

    public static readonly DemoItem SatchelThree = new(
        "Brannock & Vale",
        "Satchel No. 3",
        Bag,
        760,
        31,
        "Very good",
        "A green bridle-leather satchel with a top handle and a brass turn lock. Photographs of the inside are still to come.",
        [new("Material", "Bridle leather"), new("Size", "29 × 22 × 10 cm")]
    );
}
