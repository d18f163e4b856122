using Alot.Data.Lots;
using Alot.Data.Payments;
using Alot.Domain;
using Alot.Domain.Draws;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Alot.Domain.Payments;

namespace Alot.Tests.Payments;

/// <summary>The lot and the purchase of the look book, figure for figure.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset Now = new(2026, 11, 20, 23, 45, 51, TimeSpan.Zero);

    public static readonly LotId LotId = new(new Guid("019a0000-0000-7000-8000-000000000417"));
    public static readonly PurchaseId PurchaseId = new(new Guid("019a0000-0000-7000-8000-0000000000aa"));

    public const string Commitment = "c7d1f0b6f1a94e6f0b9f6e1c8f7a2d35b1e0476a9c3d582fe61b7d04a8c29e13";
    public const string LogHead = "8e41c09b37d2f65a1c08e9f4b7703ad15e62c8f0947b3d1ae58c60f2d49b5b7d";

    /// <summary>Lot 0417 at 82 %: 13,940 cash tickets, 610 others, 3,060 left for cash.</summary>
    public static LotView Lot(LotStatus status = LotStatus.Open, int freeCash = 3_060, int freeNonCash = 4_490) =>
        new(
            LotId,
            417,
            status,
            LotType.Standard,
            Visibility.Public,
            new ProductView(
                new ProductId(Guid.Empty),
                "Meridian Chrono 42",
                "Aurelian",
                Category.Watch,
                Tier.Rare,
                Money.Dollars(6_800),
                "A chronograph.",
                "Unworn",
                [],
                [],
                13
            ),
            null,
            null,
            Money.Dollars(17_000),
            Money.Dollars(13_940),
            82,
            14_550,
            14_550,
            0,
            freeCash,
            freeNonCash,
            5_100,
            610,
            412,
            [2, 5, 10, 25, 50],
            1,
            LotTerms.Default,
            DrawMode.Classic,
            Commitment,
            null,
            null,
            null,
            false,
            null,
            3,
            60,
            Now.AddDays(-7),
            Now.AddDays(-7),
            Now.AddSeconds(8_049),
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            false,
            null
        );

    public static MyLot Mine(
        long credits = 12_480,
        int tickets = 0,
        HoldView? hold = null,
        bool trivia = true,
        string? whyNot = null
    ) =>
        new(
            tickets,
            tickets,
            [],
            hold,
            [],
            trivia,
            3,
            null,
            new Credits(credits),
            null,
            null,
            Credits.Zero,
            whyNot is null,
            whyNot
        );

    /// <summary>Paid: tickets 14,551–14,575 for $25.00.</summary>
    public static PurchaseView Paid(int dollars = 25) =>
        new(
            PurchaseId,
            LotId,
            417,
            LotStatus.Open,
            "Meridian Chrono 42",
            "Aurelian",
            Category.Watch,
            Tier.Rare,
            13,
            Money.Dollars(6_800),
            82,
            PurchaseStatus.Succeeded,
            Money.Dollars(dollars),
            dollars,
            14_551,
            14_550 + dollars,
            null,
            Now.AddMinutes(32),
            false,
            null,
            null,
            null,
            false,
            Money.Zero,
            null,
            Money.Zero,
            null,
            null,
            Credits.Zero,
            null,
            "pi_3QfT8vK2e0417",
            Now.AddMinutes(-2),
            Now,
            LotTerms.Default,
            Now.AddSeconds(8_049),
            DrawMode.Classic,
            Commitment,
            LogHead
        );

    public static PurchaseView Pending(string? url = "https://pay.test/1") =>
        Paid() with
        {
            Status = PurchaseStatus.Pending,
            TicketsStart = null,
            TicketsEnd = null,
            CheckoutUrl = url,
            CompletedAt = null,
            PaymentReference = null,
        };

    public static PurchaseView Failed(string reason) =>
        Pending(null) with
        {
            Status = PurchaseStatus.Failed,
            Reason = reason,
        };

    /// <summary>$40.00 in a lot that did not fund.</summary>
    public static PurchaseView ToChoose() =>
        Paid(40) with
        {
            LotStatus = LotStatus.Expired,
            LotPercent = 62,
            RefundEligible = true,
            ChooseBy = Now.AddDays(13),
        };
}
