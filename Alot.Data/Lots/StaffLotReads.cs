using System.Globalization;
using Alot.Data.Mapping;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Fulfilment;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Lots;

/// <summary>A lot as the back office lists it.</summary>
public sealed record StaffLotRow(
    LotId Id,
    int Number,
    LotStatus Status,
    string Name,
    string Brand,
    Category Category,
    Tier Tier,
    int ArtSeed,
    Money RetailValue,
    Money Target,
    Money Funding,
    int Percent,
    int HeldTickets,
    int LiveTickets,
    int Participants,
    DateTimeOffset Deadline,
    DateTimeOffset CreatedAt,
    DateTimeOffset? FundedAt,
    DateTimeOffset? ExpiredAt,
    DateTimeOffset? ExtendedAt,
    bool Frozen,
    string? FrozenReason,
    DateTimeOffset? DrawDueAt,
    DateTimeOffset? DrawnAt
)
{
    public string NumberText => Number.ToString("0000", CultureInfo.InvariantCulture);
}

/// <summary>Which lots the back office lists, newest first.</summary>
/// <param name="Text">A number, or a part of name or brand.</param>
/// <param name="Below">Only lots with a lower number: the next page.</param>
public sealed record StaffLotFilter(LotStatus? Status = null, string? Text = null, int? Below = null, int Limit = 50);

/// <summary>A draft as its form needs it.</summary>
public sealed record StaffLotDraft(StaffLotRow Row, ProductView Product, LotPlan Plan, string? Question);

public sealed record LotMoveView(LotStatus From, LotStatus To, string? By, string Why, DateTimeOffset At);

/// <summary>Everything about one lot that staff look at.</summary>
/// <param name="ShareKey">Opens a private lot.</param>
/// <param name="Asked">What waits for a second person.</param>
public sealed record StaffLotDetail(
    StaffLotDraft Lot,
    StaffLotSales Sales,
    StaffLotDraw? Draw,
    StaffTrivia? Trivia,
    IReadOnlyList<LotMoveView> Moves,
    string? ShareKey,
    string? CancelReason,
    DateTimeOffset? FrozenAt,
    IReadOnlyList<AskedOfLotView> Asked
);

/// <summary>What a lot sold, and what a cancellation now would send home at 100 %.</summary>
/// <param name="Paying">People on the pay page at this moment; a payment that succeeds after a cancellation comes back whole.</param>
/// <param name="Choosing">Purchases whose buyer may choose between cash and credits.</param>
/// <param name="Returned">Cash that went back, or is on its way.</param>
public sealed record StaffLotSales(
    IReadOnlyList<StaffEntryLine> Lines,
    int TotalTickets,
    int NonCashCapacity,
    int Paying,
    Money CashToReturn,
    int CashPlayers,
    int Choosing,
    Money Returned,
    Credits Converted,
    int Disputed
)
{
    public Credits CreditsToReturn => new(Lines.Sum(l => l.Credits.Amount));

    public int CreditPlayers => Lines.Where(l => l.Credits > Credits.Zero).Sum(l => l.Players);
}

/// <summary>The live entries of one kind; <paramref name="Voided"/> tickets stand beside them.</summary>
public sealed record StaffEntryLine(
    EntryKind Kind,
    int Entries,
    int Tickets,
    int Players,
    Money Paid,
    Credits Credits,
    int Voided
);

/// <summary>What a draw is made from, and what came of it. Never the seed.</summary>
/// <param name="Alternates">How many winners were disqualified.</param>
/// <param name="Unclaimed">Everyone was paid, the prize still lies here, and nobody was just disqualified.</param>
/// <param name="AwaitedRound">The winner was disqualified, and this drand round says who follows.</param>
public sealed record StaffLotDraw(
    string Commitment,
    string? RosterRoot,
    DateTimeOffset? PublishedAt,
    int? WinningTicket,
    string? Winner,
    int Alternates = 0,
    bool Unclaimed = false,
    long? BeaconRound = null,
    long? AwaitedRound = null
);

/// <summary>How players fare at the gate.</summary>
public sealed record StaffTrivia(int Players, int Passed, int Attempts);

/// <summary>Lots and what waits, for people of staff. Doors check who reads.</summary>
public sealed partial class StaffLotReads(IDbContextFactory<AlotDb> contexts, Domain.Pots.PotPolicy pots, TimeProvider clock)
{
    public const int MostPerPage = 100;

    /// <summary>The cursor of the next page is the last number on this one.</summary>
    public async Task<PageOf<StaffLotRow>> PageAsync(StaffLotFilter filter, CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        var rows =
            from l in db.Lots.AsNoTracking()
            join p in db.Products.AsNoTracking() on l.ProductId equals p.Id
            orderby l.Number descending
            select new { Lot = l, Item = p };
        if (filter.Status is { } only)
            rows = rows.Where(x => x.Lot.Status == only);
        if (filter.Below is { } below)
            rows = rows.Where(x => x.Lot.Number < below);
        if (int.TryParse(filter.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            rows = rows.Where(x => x.Lot.Number == number);
        else if (!string.IsNullOrWhiteSpace(filter.Text))
        {
            var like = $"%{LotDiscovery.Escaped(filter.Text.Trim())}%";
            const string escape = "\\";
            rows = rows.Where(x =>
                EF.Functions.ILike(x.Item.Name, like, escape) || EF.Functions.ILike(x.Item.Brand, like, escape)
            );
        }
        var limit = Math.Clamp(filter.Limit, 1, MostPerPage);
        var found = (await rows.Take(limit + 1).ToListAsync(stop)).Select(x => Row(x.Lot, x.Item)).ToList();
        var more = found.Count > limit;
        if (more)
            found.RemoveAt(limit);
        return new PageOf<StaffLotRow>(found, more ? found[^1].Number.ToString(CultureInfo.InvariantCulture) : null);
    }

    /// <summary>How many lots there are in each state; states without any are left out.</summary>
    public async Task<IReadOnlyDictionary<LotStatus, int>> CountsAsync(CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        return await db
            .Lots.GroupBy(l => l.Status)
            .Select(g => new { g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => g.Key, g => g.Count, stop);
    }

    public async Task<StaffLotDraft?> FindAsync(LotId id, CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        var lot = await db.Lots.AsNoTracking().SingleOrDefaultAsync(l => l.Id == id, stop);
        if (lot is null)
            return null;
        var item = await db.Products.AsNoTracking().SingleAsync(p => p.Id == lot.ProductId, stop);
        var question = await db
            .TriviaQuestions.Where(q => q.LotId == id && q.Purpose == Domain.Trivia.TriviaPurpose.Gate)
            .Select(q => q.Question)
            .SingleOrDefaultAsync(stop);
        return new StaffLotDraft(
            Row(lot, item),
            new ProductView(
                item.Id,
                item.Name,
                item.Brand,
                item.Category,
                item.Tier,
                item.RetailValue,
                item.Description,
                item.Condition,
                item.Specifications,
                [],
                item.ArtSeed
            ),
            new LotPlan(
                lot.Deadline,
                lot.LotType,
                lot.Visibility,
                lot.DrawMode,
                lot.TriviaEnabled,
                lot.TriviaAttemptsAllowed,
                lot.TriviaCooldownMinutes,
                lot.AgreedCost
            )
            {
                Terms = lot.Terms,
            },
            question
        );
    }

    public async Task<StaffLotDetail?> DetailAsync(LotId id, CancellationToken stop)
    {
        if (await FindAsync(id, stop) is not { } draft)
            return null;
        await using var db = await contexts.CreateDbContextAsync(stop);
        var lot = await db.Lots.AsNoTracking().SingleAsync(l => l.Id == id, stop);
        return new StaffLotDetail(
            draft,
            await SalesAsync(db, lot, stop),
            await DrawAsync(db, id, stop),
            lot.TriviaEnabled ? await TriviaAsync(db, id, stop) : null,
            await MovesAsync(id, stop),
            lot.ShareableLink,
            lot.CancelReason,
            lot.FrozenAt,
            await AskedAsync(db, db.Approvals.Where(a => a.LotId == id), stop)
        );
    }

    public async Task<IReadOnlyList<LotMoveView>> MovesAsync(LotId id, CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        return await (
            from m in db.LotMoves.AsNoTracking()
            join u in db.Users.AsNoTracking() on (Guid?)(object?)m.MovedBy equals u.Id into people
            from u in people.DefaultIfEmpty()
            where m.LotId == id
            orderby m.Sequence
            select new LotMoveView(m.FromStatus, m.ToStatus, u == null ? null : u.UserName, m.Why, m.MovedAt)
        ).ToListAsync(stop);
    }

    private static async Task<StaffLotSales> SalesAsync(AlotDb db, Lot lot, CancellationToken stop)
    {
        var lines = new List<StaffEntryLine>();
        await using (
            var read = db.Sql(
                """
                select purchase_type, (count(*) filter (where voided_at is null))::int,
                    coalesce(sum(ticket_count) filter (where voided_at is null), 0)::int,
                    (count(distinct user_id) filter (where voided_at is null))::int,
                    coalesce(sum(amount_paid) filter (where voided_at is null), 0),
                    coalesce(sum(credits_spent) filter (where voided_at is null), 0)::bigint,
                    coalesce(sum(ticket_count) filter (where voided_at is not null), 0)::int
                from room_entries where room_id = $1 group by purchase_type order by purchase_type
                """,
                lot.Id.Value
            )
        )
        await using (var row = await read.ExecuteReaderAsync(stop))
            while (await row.ReadAsync(stop))
                lines.Add(
                    new StaffEntryLine(
                        EnumText.Parse<EntryKind>(row.GetString(0)),
                        row.GetInt32(1),
                        row.GetInt32(2),
                        row.GetInt32(3),
                        Money.FromDecimal(row.GetDecimal(4)),
                        new Credits(row.GetInt64(5)),
                        row.GetInt32(6)
                    )
                );
        // What CancelLot's workers would return: the same condition as DueWork.ToReturnAsync has.
        await using var sums = db.Sql(
            """
            select (count(*) filter (where status = 'pending'))::int,
                coalesce(sum(amount) filter (where status = 'succeeded' and not is_settled_with_buyer and not disputed), 0),
                (count(distinct user_id) filter (where status = 'succeeded' and not is_settled_with_buyer and not disputed))::int,
                (count(*) filter (where refund_eligible))::int, coalesce(sum(credits_converted), 0)::bigint,
                (count(*) filter (where disputed))::int,
                (select coalesce(sum(amount), 0) from refunds where room_id = $1)
            from room_entry_purchases where room_id = $1
            """,
            lot.Id.Value
        );
        await using var sum = await sums.ExecuteReaderAsync(stop);
        await sum.ReadAsync(stop);
        return new StaffLotSales(
            lines,
            lot.TotalTickets,
            lot.Terms.NonCashCapacity(lot.FundingTarget),
            sum.GetInt32(0),
            Money.FromDecimal(sum.GetDecimal(1)),
            sum.GetInt32(2),
            sum.GetInt32(3),
            Money.FromDecimal(sum.GetDecimal(6)),
            new Credits(sum.GetInt64(4)),
            sum.GetInt32(5)
        );
    }

    private static async Task<StaffLotDraw?> DrawAsync(AlotDb db, LotId id, CancellationToken stop)
    {
        var commitment = await db.DrawCommitments.AsNoTracking().SingleOrDefaultAsync(c => c.LotId == id, stop);
        if (commitment is null)
            return null;
        var drawn = await (
            from d in db.LotWinners
            join u in db.Users.AsNoTracking() on (Guid)(object)d.WinnerUserId equals u.Id
            join c in db.Cards.AsNoTracking()
                on new { d.LotId, PlayerId = d.WinnerUserId } equals new { c.LotId, c.PlayerId }
            where d.LotId == id
            select new
            {
                d.WinningTicket,
                u.UserName,
                d.Sequence,
                d.AwaitedRound,
                c.Status,
            }
        ).SingleOrDefaultAsync(stop);
        return new StaffLotDraw(
            commitment.Commitment,
            commitment.RosterRoot,
            commitment.PublishedAt,
            drawn?.WinningTicket,
            drawn?.UserName,
            drawn?.Sequence ?? 0,
            drawn is { Status: CardStatus.RevealedWon, AwaitedRound: null },
            commitment.BeaconRound,
            drawn?.AwaitedRound
        );
    }

    private static async Task<StaffTrivia> TriviaAsync(AlotDb db, LotId id, CancellationToken stop)
    {
        var tries = db.TriviaAttempts.Where(a => a.LotId == id);
        return new StaffTrivia(
            await tries.Select(a => a.PlayerId).Distinct().CountAsync(stop),
            await tries.Where(a => a.IsCorrect).Select(a => a.PlayerId).Distinct().CountAsync(stop),
            await tries.CountAsync(stop)
        );
    }

    private static StaffLotRow Row(Lot l, Product p) =>
        new(
            l.Id,
            l.Number,
            l.Status,
            p.Name,
            p.Brand,
            p.Category,
            p.Tier,
            p.ArtSeed,
            p.RetailValue,
            l.FundingTarget,
            l.CurrentFunding,
            LotReads.Percent(l.CurrentFunding, l.FundingTarget),
            l.HeldTickets,
            l.LiveTickets,
            l.TotalParticipants,
            l.Deadline,
            l.CreatedAt,
            l.FundedAt,
            l.ExpiredAt,
            l.ExtendedAt,
            l.FrozenAt is not null,
            l.FrozenReason,
            l.DrawDueAt,
            l.DrawnAt
        );
}
