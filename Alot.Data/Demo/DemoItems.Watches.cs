using static Alot.Domain.Lots.Category;

namespace Alot.Data.Demo;

/// <summary>The catalogue. Brands, people and events are invented.</summary>
internal static partial class DemoItems
{
    public static readonly DemoItem MeridianChrono = new(
        "Aurelian",
        "Meridian Chrono 42",
        Watch,
        6_800,
        9,
        "Unworn, full set",
        "A rose gold chronograph with a deep blue dial and three registers, bought from an Aurelian boutique in March and kept in its box. The pushers still have their factory film. Our watchmaker timed it at +2 seconds a day over six positions.",
        [
            new("Case", "42 mm, rose gold, 12.1 mm high"),
            new("Movement", "Automatic chronograph, 60 h reserve"),
            new("Crystal", "Domed sapphire"),
            new("Bracelet", "Rose gold, five rows, all links"),
            new("Papers", "Box, card dated March, spare link"),
        ]
    );

    public static readonly DemoItem CadreSmallSeconds = new(
        "Aurelian",
        "Cadre Small Seconds",
        Watch,
        14_500,
        49,
        "Excellent, light marks on the buckle",
        "The rectangular Cadre in rose gold, with a silvered dial and seconds at six. One owner, worn on Sundays by her own account, and serviced by Aurelian two years ago. The blue strap was fitted new for this lot.",
        [
            new("Case", "31 × 44 mm, rose gold, 8.4 mm high"),
            new("Movement", "Hand-wound, form calibre, 48 h reserve"),
            new("Strap", "Blue calf, rose gold pin buckle"),
            new("Papers", "Box, certificate, service record"),
        ]
    );

    public static readonly DemoItem Dodeka = new(
        "Aurelian",
        "Dodeka 39",
        Watch,
        12_800,
        20,
        "Unworn, full set",
        "Twelve sides, twelve facets on the bezel, and a green dial that goes nearly black out of the sun. This yellow gold Dodeka comes from the last batch before the calibre changed. Sealed in its outer carton until we opened it for inspection.",
        [
            new("Case", "39 mm, yellow gold, twelve-sided, 9.8 mm high"),
            new("Movement", "Automatic with date, 70 h reserve"),
            new("Bracelet", "Yellow gold, tapered, folding clasp"),
            new("Papers", "Full set, stamped in September"),
        ]
    );

    public static readonly DemoItem DodekaRose = new(
        "Aurelian",
        "Dodeka 34 Rose",
        Watch,
        3_200,
        51,
        "Very good, one faint mark at seven",
        "The smaller Dodeka, rose-plated over steel with a green dial. It was a shop display piece for one season, which is where the mark at seven o'clock comes from. Our bench regulated it in September and it has kept time since.",
        [
            new("Case", "34 mm, steel with rose plating, twelve-sided"),
            new("Movement", "Automatic, 42 h reserve"),
            new("Bracelet", "Steel with rose plating"),
            new("Papers", "Box, card"),
        ]
    );

    public static readonly DemoItem TourbillonSeven = new(
        "Velden",
        "Tourbillon No. 7",
        Watch,
        64_000,
        16,
        "Unworn, sealed by the maker",
        "Number seven of twelve, in yellow gold with a violet enamel dial and the tourbillon cage at six. Velden's two watchmakers need about five months for each. It arrived with the maker's seal on the case and leaves our vault with the seal unbroken.",
        [
            new("Case", "40 mm, yellow gold, 10.6 mm high"),
            new("Movement", "Hand-wound tourbillon, 80 h reserve"),
            new("Dial", "Violet grand feu enamel"),
            new("Edition", "7 of 12"),
            new("Insured value", "$66,000 in transit"),
        ]
    );

    public static readonly DemoItem TourbillonFive = new(
        "Velden",
        "Tourbillon No. 5",
        Watch,
        52_000,
        2,
        "Worn twice, as new",
        "Number five of twelve, rose gold with a green dial, returned to Velden by its first owner after two evenings out. The maker polished nothing, only checked the rate and sealed it again. The letter that says so is in the box.",
        [
            new("Case", "40 mm, rose gold, 10.6 mm high"),
            new("Movement", "Hand-wound tourbillon, 80 h reserve"),
            new("Edition", "5 of 12"),
            new("Papers", "Box, maker's letter, certificate"),
        ]
    );

    public static readonly DemoItem FieldAuto = new(
        "Velden",
        "Field Auto 36",
        Watch,
        2_150,
        39,
        "Unworn, full set",
        "A black field watch with a cream dial that reads at arm's length in poor light. Velden makes it in batches of sixty and sells it only at the workshop door. This one was bought there in August and never left its roll.",
        [
            new("Case", "36 mm, black steel, 10.9 mm high"),
            new("Movement", "Automatic with date, 46 h reserve"),
            new("Water", "10 bar"),
            new("Papers", "Roll, card, workshop receipt"),
        ]
    );

    public static readonly DemoItem QuayDiver = new(
        "Velden",
        "Quay 200 Diver",
        Watch,
        4_200,
        60,
        "Unworn, full set",
        "Velden's diver in steel with an orange dial and a bezel that clicks like a good lock. Pressure-tested at our bench to 25 bar before the crystal was cleaned one last time. Straight from the workshop: the host is its maker.",
        [
            new("Case", "41 mm, steel, 12.4 mm high"),
            new("Movement", "Automatic, 68 h reserve"),
            new("Water", "20 bar, tested to 25"),
            new("Bracelet", "Steel, quick adjust"),
        ]
    );

    public static readonly DemoItem PolarDiver = new(
        "Fjordane",
        "Polar Diver 40",
        Watch,
        1_640,
        30,
        "Very good, desk-diving marks on the clasp",
        "A steel diver with a teal dial that Fjordane made for three years and still gets letters about. Serviced in spring with new gaskets throughout. The clasp has the usual desk marks; case and bezel are clean.",
        [
            new("Case", "40 mm, steel, 11.8 mm high"),
            new("Movement", "Automatic, 50 h reserve"),
            new("Water", "20 bar"),
            new("Papers", "Box, service record"),
        ]
    );

    public static readonly DemoItem TransitGmt = new(
        "Fjordane",
        "Transit GMT 41",
        Watch,
        8_600,
        32,
        "Unworn, full set",
        "Black ceramic-coated steel with a teal dial and a second hour hand that jumps on its own. Held back from sale until Fjordane confirms the serial number in writing.",
        [new("Case", "41 mm, coated steel, 12.0 mm high"), new("Movement", "Automatic, second time zone, 72 h reserve")]
    );

    public static readonly DemoItem CushionChrono = new(
        "Tessel",
        "Coussin Chrono 38",
        Watch,
        2_600,
        53,
        "Good, honest wear",
        "A steel cushion case with a teal dial and three registers, from Tessel's short second run. The case was never polished, so its edges are still edges. New white strap, original buckle.",
        [
            new("Case", "38 mm, steel, cushion, 13.2 mm high"),
            new("Movement", "Hand-wound chronograph, 44 h reserve"),
            new("Strap", "White calf, original steel buckle"),
        ]
    );
}
