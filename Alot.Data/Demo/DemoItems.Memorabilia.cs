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
        [
            new("Worn", "Lowland final, 1987"),
            new("Signature", "Felt pen, below the number"),
            new("Proof", "Photo match, club letter"),
            new("Certificate", "HF 87-0412"),
        ]
    );

    public static readonly DemoItem DebutJersey = new(
        "Hall & Field",
        "Signed Debut Jersey, No. 84",
        Memorabilia,
        3_100,
        40,
        "Very good, one pulled thread",
        "A red debut jersey signed in white the same evening. There is one pulled thread at the left cuff, visible in the match programme's own picture.",
        [new("Signature", "White paint pen"), new("Proof", "Photo match"), new("Certificate", "HF 84-0077")]
    );

    public static readonly DemoItem RookieSlab = new(
        "Hall & Field",
        "Signed Rookie Card, Grade 10",
        Memorabilia,
        58_000,
        50,
        "Gem, graded 10, sealed",
        "One of three known signed copies at this grade, sealed since 1994. Centring, edges and signature were graded apart, and all three came back at ten. It has been in one family; the widow's letter is sealed behind the card.",
        [
            new("Set", "1963"),
            new("Grade", "10, signature 10"),
            new("Known copies", "3 signed at this grade"),
            new("Slab", "Sealed, no scratches"),
            new("Certificate", "HF 50-0003"),
        ]
    );

    public static readonly DemoItem RegattaCup = new(
        "Hall & Field",
        "Regatta Cup, 1974",
        Memorabilia,
        3_900,
        46,
        "Very good, old polish in the engraving",
        "The silver challenge cup of the Sound Regatta, replaced by a larger one in 1975 and forgotten in a boathouse. The plinth names nine crews. Weighed and tested: silver throughout, foot and handles too.",
        [
            new("Material", "Sterling silver, ebonised plinth"),
            new("Height", "31 cm with plinth"),
            new("Weight", "1,240 g"),
            new("Certificate", "HF 74-0019"),
        ]
    );

    public static readonly DemoItem GameBall = new(
        "Hall & Field",
        "Signed Game Ball",
        Memorabilia,
        640,
        57,
        "Game-used, signature strong",
        "The ball of the last game in the old arena, signed at centre court by both captains; one name has faded under the seam. On a turned wooden stand.",
        [
            new("Signature", "Silver pen, one strong, one faint"),
            new("Stand", "Turned ash"),
            new("Certificate", "HF 57-0230"),
        ]
    );

    public static readonly DemoItem OpeningProgramme = new(
        "Hall & Field",
        "Opening-night Programme, framed",
        Memorabilia,
        560,
        25,
        "Very good, framed under museum glass",
        "A signed programme from an opening night, framed with the ticket stub that got its owner in. Taken out of the frame for inspection and put back by the same framer.",
        [new("Frame", "Blue lacquer, 42 × 54 cm"), new("Glass", "Museum glass")]
    );

    public static readonly DemoItem TourPoster = new(
        "Pallas Archive",
        "Tour Poster, hand-numbered",
        Memorabilia,
        720,
        41,
        "Excellent, never folded",
        "A screen print for a tour that was cut short, number 118 of 200, framed with an unused ticket. The colours were never in the sun.",
        [new("Print", "Three-colour screen print"), new("Edition", "118 of 200"), new("Frame", "Navy, 44 × 60 cm")]
    );

    public static readonly DemoItem FoundersTrophy = new(
        "Pallas Archive",
        "Founders’ Trophy, 1971",
        Memorabilia,
        18_500,
        23,
        "Excellent, re-gilded foot",
        "The gold founders' cup of a league that lasted four seasons, presented once. It comes from the last president's estate with the minutes of the meeting that retired it. The foot was re-gilded in 1990; everything else is as it was lifted.",
        [
            new("Material", "Silver gilt, marble plinth"),
            new("Height", "38 cm"),
            new("Proof", "League minutes, estate inventory"),
        ]
    );
}
