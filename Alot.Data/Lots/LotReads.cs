using System.Globalization;
using Alot.Data.Accounts;
using Alot.Data.Draws;
using Alot.Data.Mapping;
using Alot.Data.Transactions;
using Alot.Data.Trivia;
using Alot.Domain;
using Alot.Domain.Accounts;
using Alot.Domain.Compliance;
using Alot.Domain.Draws;
using Alot.Domain.Fulfilment;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Alot.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Lots;

/// <summary>A lot as its page and the API read it.</summary>
public sealed class LotReads(IDbContextFactory<AlotDb> contexts, Sealer sealer, TimeProvider clock)
{
    /// <summary>Null for a lot that isn't there for this viewer: unknown, a draft, or private without its key.</summary>
    public async Task<LotView?> FindAsync(LotId id, PlayerId? viewer, string? shareKey, CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        return await FindAsync(db, id, viewer, shareKey, stop);
    }

    /// <summary>For the live feed, which has asked <see cref="FindAsync(LotId, PlayerId?, string?, CancellationToken)"/> for each viewer it tells.</summary>
    public async Task<LotView?> FindLetInAsync(LotId id, CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        return await LoadAsync(db, id, _ => Task.CompletedTask, stop);
    }

    /// <summary>
    /// As those see it who run it, drafts and private lots included: staff who make lots, and its host. Null for others.
    /// </summary>
    public async Task<ManagedLot?> FindManagedAsync(LotId id, PlayerId viewer, CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        if (!await MayManageAsync(db, id, viewer, stop))
            return null;
        string? shareKey = null;
        var lot = await LoadAsync(
            db,
            id,
            lot =>
            {
                shareKey = lot.ShareableLink;
                return Task.CompletedTask;
            },
            stop
        );
        return lot is null ? null : new ManagedLot(lot, shareKey);
    }

    private static async Task<bool> MayManageAsync(AlotDb db, LotId id, PlayerId viewer, CancellationToken stop)
    {
        var staff = await StaffAccess.FindAsync(db, viewer, stop);
        var active = await db.Users.AnyAsync(u => u.Id == viewer.Value && u.Status == UserStatus.Active, stop);
        if (staff?.May(Permission.CreateLots) == true && active)
            return true;
        return await (
            from l in db.Lots
            join h in db.Hosts on l.HostId equals h.Id
            where l.Id == id && h.UserId == viewer
            select l.Id
        ).AnyAsync(stop);
    }

    internal static Task<LotView?> FindAsync(
        AlotDb db,
        LotId id,
        PlayerId? viewer,
        string? shareKey,
        CancellationToken stop
    ) => LoadAsync(db, id, lot => db.RequireVisibleAsync(lot, viewer, shareKey, stop), stop);

    private static async Task<LotView?> LoadAsync(
        AlotDb db,
        LotId id,
        Func<Lot, Task> requireVisible,
        CancellationToken stop
    )
    {
        var row = await (
            from l in db.Lots.AsNoTracking()
            join p in db.Products.AsNoTracking() on l.ProductId equals p.Id
            join c in db.DrawCommitments.AsNoTracking() on l.Id equals c.LotId into commitments
            from c in commitments.DefaultIfEmpty()
            join h in db.Hosts.AsNoTracking() on l.HostId equals h.Id into hosts
            from h in hosts.DefaultIfEmpty()
            where l.Id == id
            select new
            {
                Lot = l,
                Product = p,
                Commitment = c,
                HostName = h == null ? null : h.DisplayName,
            }
        ).SingleOrDefaultAsync(stop);
        if (row is null)
            return null;
        try
        {
            await requireVisible(row.Lot);
        }
        catch (Refusal)
        {
            return null;
        }
        var question = row.Lot.TriviaEnabled
            ? await db
                .TriviaQuestions.Where(q => q.LotId == id && q.Purpose == Domain.Trivia.TriviaPurpose.Gate)
                .Select(q => q.Question)
                .SingleOrDefaultAsync(stop)
            : null;
        // A lot that was voided after its draw has no winner.
        var winner = row.Lot is { DrawnAt: not null, Status: not LotStatus.Cancelled }
            ? await WinnerAsync(db, id, stop)
            : null;
        return View(row.Lot, row.Product, row.Commitment, row.HostName, question, winner);
    }

    private static async Task<WinnerView?> WinnerAsync(AlotDb db, LotId id, CancellationToken stop)
    {
        var row = await (
            from w in db.LotWinners
            join u in db.Users.AsNoTracking() on (Guid)(object)w.WinnerUserId equals u.Id
            where w.LotId == id
            select new
            {
                u.UserName,
                u.PublicName,
                Winner = w,
            }
        ).SingleOrDefaultAsync(stop);
        return row is null
            ? null
            : new WinnerView(
                Shown(row.UserName!, row.PublicName),
                row.Winner.WinningTicket,
                row.Winner.DrawnAt,
                row.Winner.WinnerTag ?? "",
                row.Winner.Sequence,
                row.Winner.AwaitedRound
            );
    }

    private static LotView View(
        Lot l,
        Product p,
        DrawCommitment? c,
        string? hostName,
        string? question,
        WinnerView? winner
    ) =>
        new(
            l.Id,
            l.Number,
            l.Status,
            l.LotType,
            l.Visibility,
            new ProductView(
                p.Id,
                p.Name,
                p.Brand,
                p.Category,
                p.Tier,
                p.RetailValue,
                p.Description,
                p.Condition,
                p.Specifications,
                Json.Read<List<string>>(p.Images),
                p.ArtSeed
            ),
            l.HostId,
            hostName,
            l.FundingTarget,
            l.CurrentFunding,
            Percent(l.CurrentFunding, l.FundingTarget),
            l.TotalTickets,
            l.LiveTickets,
            l.HeldTickets,
            l.FreeCashTickets,
            l.FreeNonCashTickets,
            l.Terms.NonCashCapacity(l.FundingTarget),
            l.LiveNonCashTickets,
            l.TotalParticipants,
            l.EntryBundles,
            Tiers.Minimum(p.Tier),
            l.Terms,
            l.DrawMode,
            c?.Commitment,
            c?.TagCommitment,
            c?.RosterRoot,
            c?.PublishedAt,
            l.TriviaEnabled,
            question,
            l.TriviaAttemptsAllowed,
            l.TriviaCooldownMinutes,
            l.CreatedAt,
            l.OpenedAt,
            l.Deadline,
            l.FundedAt,
            c?.DrawDueAt(l) ?? l.DrawDueAt,
            l.DrawnAt,
            l.SettledAt,
            l.ExpiredAt,
            l.ClosedAt,
            l.CancelledAt,
            l.CancelReason,
            l.ExtendedAt?.AddHours(Lot.LeaveHours),
            l.FrozenAt is not null,
            winner
        )
        {
            BeaconChain = c?.BeaconChain,
            BeaconRound = c?.BeaconRound,
        };

    /// <summary>What the lot is to this player. The lot must be visible to them.</summary>
    public async Task<MyLot> MineAsync(LotId id, PlayerId player, CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        var now = clock.GetUtcNow();
        var lot = await db.Lots.AsNoTracking().SingleAsync(l => l.Id == id, stop);
        var entries = await db
            .Entries.AsNoTracking()
            .Where(e => e.LotId == id && e.PlayerId == player && e.VoidedAt == null)
            .OrderBy(e => e.TicketsStart)
            .ToListAsync(stop);
        var purchases = await db
            .Purchases.AsNoTracking()
            .Where(p => p.LotId == id && p.PlayerId == player)
            .OrderByDescending(p => p.Id)
            .ToListAsync(stop);
        var hold = purchases.FirstOrDefault(p => p.Status == PurchaseStatus.Pending);
        var standing = await db.StandingAsync(id, player, stop);
        var balance = await db
            .Wallets.Where(w => w.PlayerId == player)
            .Select(w => (Credits?)w.Balance)
            .SingleOrDefaultAsync(stop);
        var card = await db.Cards.AsNoTracking().SingleOrDefaultAsync(c => c.LotId == id && c.PlayerId == player, stop);
        var (mayPlay, whyNot) = await MayPlayAsync(db, lot, player, stop);
        return new MyLot(
            entries.Sum(e => e.TicketCount),
            entries.Where(e => e.PurchaseType == EntryKind.Cash).Sum(e => e.TicketCount),
            [.. entries.Select(e => e.Tickets)],
            hold is null
                ? null
                : new HoldView(hold.Id, hold.Amount, hold.Tickets, hold.HoldExpiresAt, hold.CheckoutUrl),
            [
                .. purchases
                    .Where(p => p.Status != PurchaseStatus.Pending)
                    .Select(p => new PurchaseSummary(
                        p.Id,
                        p.Status,
                        p.Amount,
                        p.Tickets,
                        p.RefundEligible,
                        p.RefundChoice,
                        p.ChooseBy,
                        lot.MayBeLeft(now) && p is { Status: PurchaseStatus.Succeeded, IsSettledWithBuyer: false }
                    )),
            ],
            standing.Passed || !lot.TriviaEnabled,
            standing.Cooling(now) ? 0 : standing.AttemptsLeft(Math.Max(lot.TriviaAttemptsAllowed, 1)),
            standing.Cooling(now) ? standing.CooldownUntil : null,
            balance ?? Credits.Zero,
            entries.Count == 0 ? null : await TagAsync(db, id, player, stop),
            card?.Status switch
            {
                CardStatus.RevealedWon or CardStatus.Claimed or CardStatus.Shipped or CardStatus.Delivered => true,
                CardStatus.RevealedLost => false,
                _ => null,
            },
            new Credits(entries.Sum(e => e.CreditsAwarded.Amount) + purchases.Sum(p => p.CreditsConverted.Amount)),
            mayPlay,
            whyNot,
            await ConcealedAsync(db, lot, player, stop)
        );
    }

    private static async Task<LotRecords?> ConcealedAsync(
        AlotDb db,
        Lot lot,
        PlayerId player,
        CancellationToken stop
    ) =>
        lot.Visibility == Visibility.Private
        && await db.LotMembers.AnyAsync(m => m.LotId == lot.Id && m.PlayerId == player, stop)
            ? await db.RecordsOfAsync(lot, entered: true, stop)
            : null;

    private static async Task<(bool, string?)> MayPlayAsync(AlotDb db, Lot lot, PlayerId player, CancellationToken stop)
    {
        var buyer = await db.LoadBuyerAsync(player, stop);
        try
        {
            buyer.RequireMayPlay();
        }
        catch (Refusal no)
        {
            return (false, no.Message);
        }
        return lot.HostId is { } host && buyer.Host == host
            ? (false, "Hosts can't enter their own lots.")
            : (true, null);
    }

    private async Task<string?> TagAsync(AlotDb db, LotId id, PlayerId player, CancellationToken stop)
    {
        var commitment = await db.DrawCommitments.AsNoTracking().SingleOrDefaultAsync(c => c.LotId == id, stop);
        try
        {
            return commitment?.OpenTagKey(sealer).TagOf(player).ToString();
        }
        catch (DrawMismatchException)
        {
            // The draw will stop over this; the page can still show the rest.
            return null;
        }
    }

    /// <summary>The newest entries, newest first.</summary>
    public async Task<IReadOnlyList<FeedLine>> FeedAsync(LotId id, int most, CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        await using var read = db.Sql(
            """
            select u.username, u.public_name, e.purchase_type, e.ticket_count, e.created_at, e.voided_at is not null
            from room_entries e join users u on u.id = e.user_id
            where e.room_id = $1 order by e.tickets_start desc limit $2
            """,
            id.Value,
            most
        );
        await using var rows = await read.ExecuteReaderAsync(stop);
        var lines = new List<FeedLine>();
        while (await rows.ReadAsync(stop))
            lines.Add(
                new FeedLine(
                    Shown(rows.GetString(0), rows.GetBoolean(1)),
                    EnumText.Parse<EntryKind>(rows.GetString(2)),
                    rows.GetInt32(3),
                    rows.GetFieldValue<DateTimeOffset>(4),
                    rows.GetBoolean(5)
                )
            );
        return lines;
    }

    /// <summary>Players by live tickets, most first.</summary>
    public async Task<IReadOnlyList<LeaderLine>> LeaderboardAsync(
        LotId id,
        PlayerId? viewer,
        int most,
        CancellationToken stop
    )
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        await using var read = db.Sql(
            """
            select u.username, u.public_name, t.tickets, u.id from (
                select user_id, sum(ticket_count)::int as tickets, min(tickets_start) as first from room_entries
                where room_id = $1 and voided_at is null group by user_id
            ) t join users u on u.id = t.user_id
            order by t.tickets desc, t.first limit $2
            """,
            id.Value,
            most
        );
        await using var rows = await read.ExecuteReaderAsync(stop);
        var lines = new List<LeaderLine>();
        while (await rows.ReadAsync(stop))
            lines.Add(
                new LeaderLine(
                    lines.Count + 1,
                    Shown(rows.GetString(0), rows.GetBoolean(1)),
                    rows.GetInt32(2),
                    viewer is { } me && rows.GetGuid(3) == me.Value
                )
            );
        return lines;
    }

    /// <summary>The whole leaderboard, a page at a time.</summary>
    public async Task<PageOf<LeaderLine>> LeadersAsync(
        LotId id,
        PlayerId? viewer,
        string? cursor,
        int limit,
        CancellationToken stop
    )
    {
        var after = LeaderCursor.Read(cursor);
        await using var db = await contexts.CreateDbContextAsync(stop);
        await using var read = db.Sql(
            """
            select u.username, u.public_name, t.tickets, u.id, t.first from (
                select user_id, sum(ticket_count)::int as tickets, min(tickets_start) as first from room_entries
                where room_id = $1 and voided_at is null group by user_id
            ) t join users u on u.id = t.user_id
            where (t.tickets, -t.first) < ($3, -$4)
            order by t.tickets desc, t.first limit $2
            """,
            id.Value,
            limit + 1,
            after.Tickets,
            after.First
        );
        await using var rows = await read.ExecuteReaderAsync(stop);
        var lines = new List<LeaderLine>();
        var last = after;
        while (await rows.ReadAsync(stop))
        {
            if (lines.Count == limit)
                return new PageOf<LeaderLine>(lines, last.Write());
            last = new LeaderCursor(after.Place + lines.Count + 1, rows.GetInt32(2), rows.GetInt32(4));
            lines.Add(
                new LeaderLine(
                    last.Place,
                    Shown(rows.GetString(0), rows.GetBoolean(1)),
                    last.Tickets,
                    viewer is { } me && rows.GetGuid(3) == me.Value
                )
            );
        }
        return new PageOf<LeaderLine>(lines, null);
    }

    /// <summary>The last line of a page: places may move while somebody reads, but nobody is shown twice who stayed.</summary>
    private readonly record struct LeaderCursor(int Place, int Tickets, int First)
    {
        private static readonly LeaderCursor Start = new(0, int.MaxValue, 0);

        public string Write() =>
            System.Buffers.Text.Base64Url.EncodeToString(
                System.Text.Encoding.ASCII.GetBytes(
                    string.Create(CultureInfo.InvariantCulture, $"{Place}.{Tickets}.{First}")
                )
            );

        public static LeaderCursor Read(string? text)
        {
            if (string.IsNullOrEmpty(text))
                return Start;
            try
            {
                var bytes = System.Buffers.Text.Base64Url.DecodeFromChars(text);
                var parts = System.Text.Encoding.ASCII.GetString(bytes).Split('.');
                int Part(int i) => int.Parse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture);
                return new LeaderCursor(Part(0), Part(1), Part(2));
            }
            catch (Exception e) when (e is FormatException or OverflowException or IndexOutOfRangeException)
            {
                throw Refusal.Invalid("cursor", "That cursor is not one of ours. Start from the first page.");
            }
        }
    }

    internal static string Shown(string name, bool isPublic) => isPublic ? name : MaskedName.Of(name);

    /// <summary>Floored: 99.9 never shows 100.</summary>
    internal static int Percent(Money funding, Money target) => (int)(funding.Cents * 100 / Math.Max(target.Cents, 1));
}
