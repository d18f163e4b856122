using Alot.Data.Live;
using Alot.Data.Lots;
using Alot.Data.Trivia;
using Alot.Domain;
using Alot.Domain.Draws;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Alot.Domain.Payments;
using Alot.Web.Kit;
using Alot.Web.Live;
using Alot.Web.Lots;
using Bunit;
using Bunit.TestDoubles;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Alot.Tests.Lots;

/// <summary>The lot of the look book in each of its states, and a page to show it on, without a database.</summary>
public abstract class LotScenery : BunitContext
{
    protected static readonly DateTimeOffset Now = new(2026, 11, 20, 18, 45, 51, TimeSpan.Zero);
    protected static readonly LotId Id = new(new Guid("019a9f00-0417-7000-8000-000000000417"));
    protected static readonly PlayerId Me = new(new Guid("019a9f00-0001-7000-8000-000000000001"));
    protected static readonly PurchaseId Paid = new(new Guid("019a9f00-0002-7000-8000-000000000002"));

    protected LotScenery()
    {
        Services.AddSingleton<TimeProvider>(Clock);
        Services.AddKit();
        Services.AddSingleton(Feed);
        Services.AddSingleton<ReadSharedLot>((_, _) => Task.FromResult<SharedLot?>(Shared));
        Services.AddSingleton<MaySeeLot>((_, _, _, _) => Task.FromResult(true));
        Services.AddSingleton<ReadMyLot>((_, _, _) => Task.FromResult(Mine ?? Nothing));
        Services.AddSingleton<LotSnapshots>();
        // Never run here: what they do is proved against a real database.
        var transactions = new Data.Transactions.Transactions(
            null!,
            null!,
            Feed,
            NullLogger<Data.Transactions.Transactions>.Instance
        );
        Services.AddSingleton(new AnswerTrivia(transactions, new TriviaKey([]), Clock));
        Services.AddSingleton(new LeaveLot(transactions, Clock));
        AddAuthorization();
    }

    protected MovedClock Clock { get; } = new(Now);

    protected LiveFeed Feed { get; } = new();

    /// <summary>What the database has at the moment.</summary>
    protected SharedLot Shared { get; set; } = Snapshot(OpenLot);

    protected MyLot? Mine { get; set; }

    /// <summary>Shows the page as it stands.</summary>
    protected IRenderedComponent<LotLive> Show(LotView? lot = null, MyLot? mine = null, DrawProof? proof = null)
    {
        Shared = Snapshot(lot ?? Shared.View, proof);
        Mine = mine;
        var page = Render<LotLive>(p =>
            p.Add(l => l.Lot, Shared).Add(l => l.Mine, mine).Add(l => l.Viewer, mine is null ? (PlayerId?)null : Me)
        );
        // The circuit looks again once it is up; a press before that would race with it.
        page.WaitForState(() => page.FindAll("[data-circuit]").Count == 1);
        return page;
    }

    protected static SharedLot Snapshot(LotView lot, DrawProof? proof = null) =>
        new(
            lot,
            [
                new FeedLine("a•••7", EntryKind.Cash, 25, Now.AddMinutes(-1), false),
                new FeedLine("k•••4", EntryKind.Credits, 5, Now.AddMinutes(-4), false),
                new FeedLine("j•••n", EntryKind.Trivia, 1, Now.AddMinutes(-15), false),
            ],
            [new Leader(new PlayerId(Guid.Empty), "s•••k", 250), new Leader(Me, "Nadia R.", 210)],
            proof,
            proof is null ? 0 : 5
        );

    protected static readonly LotView OpenLot = new(
        Id,
        417,
        LotStatus.Open,
        LotType.Standard,
        Visibility.Public,
        new ProductView(
            new ProductId(Guid.Empty),
            "Meridian Chrono 42",
            "Aurelian",
            Category.Watch,
            Tier.Rare,
            Money.Dollars(6_800),
            "An automatic chronograph in rose gold.",
            "Unworn, full set",
            [new("Case", "42 mm, rose gold")],
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
        3_060,
        4_490,
        5_100,
        610,
        412,
        [2, 5, 10, 25, 50],
        1,
        LotTerms.Default,
        DrawMode.Roster,
        new string('c', 64),
        new string('d', 64),
        null,
        null,
        false,
        null,
        3,
        60,
        Now.AddDays(-8),
        Now.AddDays(-7),
        Now.AddSeconds(8049),
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

    protected static readonly LotView Asking = OpenLot with
    {
        TriviaEnabled = true,
        Question = "Which planet gives its name to the day after Tuesday?",
    };

    protected static readonly LotView FundedLot = OpenLot with
    {
        Status = LotStatus.Funded,
        Funding = Money.Dollars(17_000),
        Percent = 100,
        TotalTickets = 17_610,
        LiveTickets = 17_610,
        FreeCash = 0,
        FundedAt = Now.AddSeconds(-19),
        DrawDueAt = Now.AddSeconds(41),
        RosterRoot = new string('e', 64),
        RosterPublishedAt = Now.AddSeconds(-18),
    };

    protected static readonly LotView DrawnLot = FundedLot with
    {
        Status = LotStatus.Drawing,
        DrawnAt = Now.AddSeconds(-1),
        Winner = new WinnerView("k•••4", 932, Now.AddSeconds(-1), "0123456789abcdef"),
    };

    protected static readonly LotView SettledLot = DrawnLot with
    {
        Status = LotStatus.Settled,
        DrawnAt = Now.AddHours(-6),
        SettledAt = Now.AddHours(-6),
    };

    protected static readonly LotView ExpiredLot = OpenLot with
    {
        Status = LotStatus.Expired,
        Deadline = Now.AddDays(-1),
        ExpiredAt = Now.AddDays(-1),
    };

    protected static readonly DrawProof Proof = new()
    {
        LotId = Id.ToString(),
        Mode = "roster",
        CreatedAt = "2026-11-12T18:45:51.000000Z",
        ServerSeed = new string('a', 64),
        Commitment = new string('c', 64),
        ClientSeedInput = "x",
        ClientSeed = new string('b', 64),
        Nonce = 7,
        FirstNonce = 7,
        CombinedSeed = "5954dc37" + new string('0', 56),
        Number = 1_498_733_623,
        TotalTickets = 17_610,
        EscrowBalance = "17000.00",
        WinningTicket = 932,
        Skips = [],
        Signatures = [],
        DrawnAt = "2026-11-20T18:45:50.000000Z",
    };

    protected static readonly MyLot Nothing = new(
        0,
        0,
        [],
        null,
        [],
        true,
        3,
        null,
        Credits.Zero,
        null,
        null,
        Credits.Zero,
        true,
        null
    );

    protected static readonly MyLot In = Nothing with
    {
        Tickets = 25,
        CashTickets = 25,
        Ranges = [new TicketRange(110, 25)],
        Tag = "0123456789abcdef",
    };

    protected static PurchaseSummary Bought(int dollars, bool mayChoose = false, bool mayLeave = false) =>
        new(
            Paid,
            PurchaseStatus.Succeeded,
            Money.Dollars(dollars),
            dollars,
            mayChoose,
            null,
            mayChoose ? Now.AddDays(13) : null,
            mayLeave
        );
}

/// <summary>Stands still until it is set; timers are the machine's own.</summary>
public sealed class MovedClock(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}
