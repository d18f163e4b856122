using Alot.Data.Accounts;
using Alot.Data.Lots;
using Alot.Domain.Draws;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using static System.TimeSpan;
using static Alot.Data.Demo.DemoItems;

namespace Alot.Data.Demo;

/// <summary>
/// The lives of the demo's lots. What the demo player paid and got adds up to a wallet of <see cref="PlayersCredits"/>:
/// 2,000 + 1,000 + 1,250 + 2,500 + 1,250 from settled lots, 9,000 from a conversion, 480 from staff, less 5,000 spent.
/// </summary>
internal static class DemoLots
{
    public const long PlayersCredits = 12_480;

    /// <summary>What staff once gave the demo player.</summary>
    public const int Goodwill = 480;

    private const string Ines = DemoAccounts.Player;
    private const string Theo = DemoAccounts.SecondPlayer;

    public static IReadOnlyList<DemoLot> All => [.. Selling, .. Ended, .. Drafts];

    private static IReadOnlyList<DemoLot> Selling =>
        [
            new(StrataTide, DemoEnd.Open, FromDays(4), new TimeSpan(0, 38, 9), 96)
            {
                Stakes = [new(Ines, FromHours(26), 10), new(Theo, FromHours(9), 25)],
            },
            new(MeridianChrono, DemoEnd.Open, FromDays(7), new TimeSpan(2, 14, 9), 82)
            {
                Gate = new("Which planet gives its name to the day after Tuesday?", ["Mercury", "planet Mercury"]),
                Stakes = [new(Ines, FromMinutes(13), 25)],
            },
            new(MatchWornJersey, DemoEnd.Open, FromDays(9), new TimeSpan(6, 40, 0), 71)
            {
                Stakes = [new(Ines, FromDays(1.2), 25)],
            },
            new(PuitsBucket, DemoEnd.Open, FromDays(6), new TimeSpan(9, 5, 0), 94)
            {
                Stakes = [new(Theo, FromDays(2), 10)],
            },
            new(CourtLowEmber, DemoEnd.Open, FromDays(5), FromHours(26), 64)
            {
                Gate = new("Which gas makes embers glow brighter when you blow on them?", ["oxygen", "O2"]),
                Stakes = [new(Theo, FromHours(20), 10)],
            },
            new(CadreSmallSeconds, DemoEnd.Open, FromDays(12), FromHours(51), 90),
            new(HarbourWeekender, DemoEnd.Open, FromDays(8), FromHours(-40), 62)
            {
                ExtendedTo = FromHours(54),
                Stakes = [new(Theo, FromDays(4), 25)],
            },
            new(ColetteTopHandle, DemoEnd.Open, FromDays(8), FromHours(77), 58)
            {
                Stakes = [new(Ines, FromDays(2), 50, Credits: true)],
            },
            new(LuneHobo, DemoEnd.Open, FromDays(3), FromHours(97), 33)
            {
                Stakes = [new(Theo, FromHours(30), 10, Credits: true)],
            },
            new(LoggiaChain, DemoEnd.Open, FromDays(6), FromHours(122), 45),
            new(QuayDiver, DemoEnd.Open, FromDays(5), FromDays(6), 47) { OfHost = true },
            new(GameBall, DemoEnd.Open, FromDays(2), FromHours(166), 30)
            {
                Gate = new("How many players of one side are on a basketball court at once?", ["5", "five"]),
            },
            new(AltoMidSalt, DemoEnd.Open, FromHours(20), FromHours(167), 5),
            new(RelayPrototype, DemoEnd.Open, FromDays(3), FromDays(8), 19) { Visibility = Visibility.Unlisted },
            new(RookieSlab, DemoEnd.Open, FromDays(16), FromHours(292), 23),
            new(RegattaCup, DemoEnd.Open, FromHours(10), FromHours(332), 3),
            new(Dodeka, DemoEnd.Open, FromHours(4), FromHours(334), 3)
            {
                Gate = new("“Dodeka” is the word for twelve in which language?", ["Greek", "ancient Greek"]),
                Stakes = [new(Theo, FromHours(1), 25)],
            },
            new(FoundersTrophy, DemoEnd.Open, FromDays(4), FromDays(17), 8)
            {
                Visibility = Visibility.Private,
                Stakes = [new(Theo, FromDays(1), 25)],
            },
            new(TourbillonSeven, DemoEnd.Open, FromDays(11), FromHours(482), 12),
            new(PolarDiver, DemoEnd.Funded, FromDays(7), FromHours(20), 100)
            {
                EndedAgo = FromSeconds(5),
                DrawDelay = FromMinutes(20),
                Stakes = [new(Theo, FromDays(1), 10)],
            },
        ];

    private static IReadOnlyList<DemoLot> Ended =>
        [
            Settled(DodekaRose, 28.8, 21, new DemoStake(Theo, FromDays(23), 20)) with
            {
                Mode = DrawMode.Classic,
            },
            Settled(OpeningProgramme, 27, 18, new DemoStake(Ines, FromDays(20), 40)),
            Settled(CourtLowGlacier, 24, 15, new DemoStake(Ines, FromDays(17.5), 20)),
            Settled(ColetteThirty, 22, 12, new DemoStake(Ines, FromDays(13.2), 25)),
            Settled(
                TourbillonFive,
                28.5,
                9,
                new DemoStake(Theo, FromDays(16), 100),
                new DemoStake(Ines, FromDays(10), 50)
            ),
            Settled(FieldAuto, 13, 4, new DemoStake(Ines, FromDays(5), 25)) with
            {
                OfHost = true,
                AgreedCost = Money.Dollars(1_720),
                Winner = Ines,
            },
            Settled(StrataSalt, 8, 1.05, new DemoStake(Theo, FromDays(3), 10), new DemoStake(Ines, FromDays(1.5), 25)),
            new(DebutJersey, DemoEnd.Expired, FromDays(9), FromHours(-5), 62) { Stakes = [new(Ines, FromDays(3), 40)] },
            new(ArcShoulder, DemoEnd.Expired, FromDays(8), FromHours(-11), 44),
            new(TempoMoss, DemoEnd.Expired, FromDays(6), FromHours(-19), 58) { Stakes = [new(Theo, FromDays(2), 10)] },
            new(TourPoster, DemoEnd.Refunding, FromDays(12), FromDays(-3), 41)
            {
                Usual = 24,
                Stakes = [new(Theo, FromDays(5), 15)],
            },
            new(CushionChrono, DemoEnd.Closed, FromDays(29), FromDays(-22.5), 28)
            {
                Usual = 95,
                Stakes = [new(Ines, FromDays(25), 60)],
            },
            new(RidgeHighCassis, DemoEnd.Cancelled, FromDays(12), FromDays(4), 38)
            {
                EndedAgo = FromDays(6),
                Usual = 60,
                CancelReason =
                    "The label on the box is not from this pair. We could not settle it with the seller, so the lot is called off and everyone gets everything back.",
                Stakes = [new(Ines, FromDays(9), 10), new(Ines, FromDays(8), 5, Credits: true)],
            },
        ];

    private static IReadOnlyList<DemoLot> Drafts =>
        [
            new(TransitGmt, DemoEnd.Draft, FromDays(2), FromDays(14), 0),
            new(SatchelThree, DemoEnd.Draft, FromHours(5), FromDays(7), 0)
            {
                Gate = new("A satchel comes from the Latin word for a small what?", ["sack", "bag", "small bag"]),
            },
        ];

    private static DemoLot Settled(
        DemoItem item,
        double openedDaysAgo,
        double fundedDaysAgo,
        params IReadOnlyList<DemoStake> stakes
    ) =>
        new(item, DemoEnd.Settled, FromDays(openedDaysAgo), FromDays(2 - fundedDaysAgo), 100)
        {
            EndedAgo = FromDays(fundedDaysAgo),
            Stakes = stakes,
        };
}
