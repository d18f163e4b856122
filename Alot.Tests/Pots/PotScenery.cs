using System.Security.Cryptography;
using Alot.Data.Live;
using Alot.Data.Pots;
using Alot.Domain;
using Alot.Domain.Compliance;
using Alot.Domain.Draws;
using Alot.Domain.Ledger;
using Alot.Domain.Pots;
using Alot.Tests.Lots;
using Alot.Web.Kit;
using Alot.Web.Pots;
using Bunit;
using Bunit.TestDoubles;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Alot.Tests.Pots;

/// <summary>The pot of the look book in each of its states, and pages to show it on, without a database.</summary>
public abstract class PotScenery : BunitContext
{
    protected static readonly DateTimeOffset Now = new(2026, 11, 20, 20, 18, 40, TimeSpan.Zero);
    protected static readonly PlayerId Me = new(new Guid("019a9f00-0001-7000-8000-000000000001"));
    protected static readonly PotId Id = new(new Guid("01a1fa98-2f40-7477-80d6-7f8c2eaba845"));
    private static readonly ServerSeed Seed = ServerSeed.FromHex(new string('a', 64));

    protected PotScenery()
    {
        Services.AddSingleton<TimeProvider>(Clock);
        Services.AddLogging();
        Services.AddKit();
        Services.AddSingleton(Feed);
        Services.AddSingleton<ReadPotRoom>((_, _) => Task.FromResult<PotRoom?>(Room));
        Services.AddSingleton<ReadMyPot>((_, _, _) => Task.FromResult(Mine ?? Nothing));
        Services.AddSingleton<ReadPotBoard>(_ =>
            Away ? Task.FromException<IReadOnlyList<PotRow>>(new TimeoutException()) : Task.FromResult(Board)
        );
        Services.AddSingleton<ReadOwnTickets>(
            (_, _, _) => Task.FromResult<IReadOnlyDictionary<PotId, int>>(new Dictionary<PotId, int> { [Id] = 2 })
        );
        Services.AddSingleton<PotSnapshots>();
        Services.AddSingleton(new Played(new Sealer(RandomNumberGenerator.GetBytes(Sealer.KeyBytes))));
        // Without a database: each command ends as one whose answer is lost. What they do is proved elsewhere.
        var transactions = new Data.Transactions.Transactions(
            null!,
            null!,
            Feed,
            NullLogger<Data.Transactions.Transactions>.Instance
        );
        Services.AddSingleton(new JoinPot(transactions, new PotPolicy(), Clock, NullLogger<JoinPot>.Instance));
        Services.AddSingleton(new LeavePot(transactions, Clock));
        Services.AddSingleton(new CheerPot(transactions, Clock));
        Authorization = AddAuthorization();
    }

    protected BunitAuthorizationContext Authorization { get; }

    protected MovedClock Clock { get; } = new(Now);

    protected LiveFeed Feed { get; } = new();

    /// <summary>What the database has at the moment.</summary>
    protected PotRoom Room { get; set; } = OpenRoom;

    protected MyPot? Mine { get; set; }

    /// <summary>The database does not answer.</summary>
    protected bool Away { get; set; }

    protected IReadOnlyList<PotRow> Board { get; set; } = [];

    protected static MyPot Nothing => new(new Credits(12_480), [], null);

    /// <summary>Two tickets, the fourth seat.</summary>
    protected static MyPot In => Nothing with { Entries = [new(EntryOf(3), 2, new Credits(200))] };

    protected static EntryId EntryOf(int seat) => new(new Guid($"019a9f00-1111-7000-8000-00000000000{seat}"));

    protected static PotRow OpenPot =>
        new(
            Id,
            2381,
            "Quick twenty",
            PotStatus.Open,
            DrawMode.Roster,
            new Credits(100),
            20,
            5,
            13,
            7,
            0,
            false,
            null,
            null,
            false,
            Now.AddMinutes(-5),
            Now.AddSeconds(42),
            null,
            null,
            null,
            null,
            null,
            null,
            Seed.Commitment,
            null,
            null,
            false
        );

    protected static PotRoom OpenRoom =>
        new(OpenPot, Seats(3, 1, 2, 2, 1, 3, 1), Fairness(false), null, null, new Dictionary<string, int>(), null, []);

    protected static PotRoom LockedRoom =>
        OpenRoom with
        {
            Pot = OpenPot with
            {
                Status = PotStatus.Locked,
                TicketsSold = 20,
                LockedAt = Now,
                FilledAt = Now,
                RevealDueAt = Now.AddSeconds(8),
            },
            Seats = Seats(3, 1, 2, 2, 1, 3, 8),
            Fairness = Fairness(true),
        };

    /// <summary>Won by the seat with this place.</summary>
    protected static PotRoom SettledRoom(int seat = 5, int ticket = 10) =>
        LockedRoom with
        {
            Pot = LockedRoom.Pot with
            {
                Status = PotStatus.Settled,
                SettledAt = Now,
                WinnerName = LockedRoom.Seats[seat].Name,
            },
            Winner = new(LockedRoom.Seats[seat].Name, false, EntryOf(seat), ticket, new Credits(2000), Seed.Hex),
            Next = new PotId(new Guid("01a1fa98-2f40-7477-80d6-7f8c2eaba846")),
        };

    private static PotFairness Fairness(bool locked)
    {
        var root = new string('b', 64);
        return new(
            Seed.Commitment,
            new string('c', 64),
            locked ? root : null,
            locked ? Now : null,
            null,
            null,
            null,
            null,
            locked ? PotFormula.CommitHash(Id, Seed.Commitment, root, Now, null) : null
        );
    }

    private static IReadOnlyList<PotSeat> Seats(params int[] tickets)
    {
        string[] names = ["k•••a", "m•••9", "t•••s", "l•••t", "a•••7", "r•••o", "j•••2"];
        var next = 1;
        var seats = new List<PotSeat>();
        for (var i = 0; i < tickets.Length; i++)
        {
            seats.Add(
                new(EntryOf(i), names[i], false, tickets[i], next, next + tickets[i] - 1, null, Now.AddMinutes(-4))
            );
            next += tickets[i];
        }
        return seats;
    }

    protected IRenderedComponent<PotLive> Show(PotRoom? room = null, MyPot? mine = null, bool signedIn = true)
    {
        (Room, Mine) = (room ?? Room, mine);
        if (signedIn)
            Authorization
                .SetAuthorized("player")
                .SetClaims(
                    new System.Security.Claims.Claim(System.Security.Claims.ClaimTypes.NameIdentifier, Me.ToString())
                );
        var page = Render<PotLive>(p =>
            p.Add(x => x.Room, Room)
                .Add(x => x.Mine, signedIn ? Mine ?? Nothing : null)
                .Add(x => x.Viewer, signedIn ? Me : null)
        );
        // Handlers of the first picture are gone with the second one.
        page.WaitForElement("[data-circuit]");
        return page;
    }

    protected IRenderedComponent<PotLobby> Lobby(
        IReadOnlyList<PotRow>? board,
        PotQuery? query = null,
        string? failure = null
    )
    {
        Board = board ?? [];
        return Render<PotLobby>(p =>
            p.Add(x => x.Query, query ?? new PotQuery()).Add(x => x.Board, board).Add(x => x.Failure, failure)
        );
    }
}
