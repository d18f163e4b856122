using static Alot.Domain.Lots.Category;

namespace Alot.Data.Demo;

internal static partial class DemoItems
{
    public static readonly DemoItem MatchWornJersey = new(
        "Hall & Field",
        "Match-worn Jersey, No. 87",
        Memorabilia,
        9_400,
        51,
        "Match-worn, unwashed, signed",
        "Worn for all eighty minutes of the 1987 Lowland final and signed on the coach home. Grass stains on both elbows match the photographs frame by frame. The club secretary's letter names player, match and date.",
        new Dictionary<string, string>
        {
            ["Worn"] = "Lowland final, 1987",
            ["Signature"] = "Felt pen, below the number",
            ["Proof"] = "Photo match, club letter",
            ["Certificate"] = "HF 87-0412",
        }
    );

    public static readonly DemoItem DebutJersey = new(
        "Hall & Field",
        "Signed Debut Jersey, No. 84",
        Memorabilia,
        3_100,
        40,
        "Very good, one pulled thread",
        "A red debut jersey signed in white the same evening. There is one pulled thread at the left cuff, visible in the match programme's own picture.",
        new Dictionary<string, string>
        {
            ["Signature"] = "White paint pen",
            ["Proof"] = "Photo match",
            ["Certificate"] = "HF 84-0077",
        }
    );

    public static readonly DemoItem RookieSlab = new(
        "Hall & Field",
        "Signed Rookie Card, Grade 10",
        Memorabilia,
        58_000,
        50,
        "Gem, graded 10, sealed",
        "One of three known signed copies at this grade, sealed since 1994. Centring, edges and signature were graded apart, and all three came back at ten. It has been in one family; the widow's letter is sealed behind the card.",
        new Dictionary<string, string>
        {
            ["Set"] = "1963",
            ["Grade"] = "10, signature 10",
            ["Known copies"] = "3 signed at this grade",
            ["Slab"] = "Sealed, no scratches",
            ["Certificate"] = "HF 50-0003",
        }
    );

    public static readonly DemoItem RegattaCup = new(
        "Hall & Field",
        "Regatta Cup, 1974",
        Memorabilia,
        3_900,
        46,
        "Very good, old polish in the engraving",
        "The silver challenge cup of the Sound Regatta, replaced by a larger one in 1975 and forgotten in a boathouse. The plinth names nine crews. Weighed and tested: silver throughout, foot and handles too.",
        new Dictionary<string, string>
        {
            ["Material"] = "Sterling silver, ebonised plinth",
            ["Height"] = "31 cm with plinth",
            ["Weight"] = "1,240 g",
            ["Certificate"] = "HF 74-0019",
        }
    );

    public static readonly DemoItem GameBall = new(
        "Hall & Field",
        "Signed Game Ball",
        Memorabilia,
        640,
        57,
        "Game-used, signature strong",
        "The ball of the last game in the old arena, signed at centre court by both captains; one name has faded under the seam. On a turned wooden stand.",
        new Dictionary<string, string>
        {
            ["Signature"] = "Silver pen, one strong, one faint",
            ["Stand"] = "Turned ash",
            ["Certificate"] = "HF 57-0230",
        }
    );

    public static readonly DemoItem OpeningProgramme = new(
        "Hall & Field",
        "Opening-night Programme, framed",
        Memorabilia,
        560,
        25,
        "Very good, framed under museum glass",
        "A signed programme from an opening night, framed with the ticket stub that got its owner in. Taken out of the frame for inspection and put back by the same framer.",
        new Dictionary<string, string> { ["Frame"] = "Blue lacquer, 42 × 54 cm", ["Glass"] = "Museum glass" }
    );

    public static readonly DemoItem TourPoster = new(
        "Pallas Archive",
        "Tour Poster, hand-numbered",
        Memorabilia,
        720,
        41,
        "Excellent, never folded",
        "A screen print for a tour that was cut short, number 118 of 200, framed with an unused ticket. The colours were never in the sun.",
        new Dictionary<string, string>
        {
            ["Print"] = "Three-colour screen print",
            ["Edition"] = "118 of 200",
            ["Frame"] = "Navy, 44 × 60 cm",
        }
    );

    public static readonly DemoItem FoundersTrophy = new(
        "Pallas Archive",
        "Founders’ Trophy, 1971",
        Memorabilia,
        18_500,
        23,
        "Excellent, re-gilded foot",
        "The gold founders' cup of a league that lasted four seasons, presented once. It comes from the last president's estate with the minutes of the meeting that retired it. The foot was re-gilded in 1990; everything else is as it was lifted.",
        new Dictionary<string, string>
        {
            ["Material"] = "Silver gilt, marble plinth",
            ["Height"] = "38 cm",
            ["Proof"] = "League minutes, estate inventory",
        }
    );
}
