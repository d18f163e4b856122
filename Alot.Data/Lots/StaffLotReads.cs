using Alot.Data.Payments;
using Alot.Domain;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Alot.Domain.Payments;
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
    string? FrozenReason
)
{
    public string NumberText => Number.ToString("0000", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A draft as its form needs it.</summary>
public sealed record StaffLotDraft(StaffLotRow Row, ProductView Product, LotPlan Plan, string? Question);

public sealed record LotMoveView(LotStatus From, LotStatus To, string? By, string Why, DateTimeOffset At);

/// <summary>One kind of work that waits for a person.</summary>
/// <param name="Kind"><c>stuck_draws</c>, <c>quarantined</c>, <c>refunds_payable</c>, <c>frozen</c>, <c>expired_unextended</c>, <c>drafts</c>, <c>alerts</c>.</param>
/// <param name="Oldest">When the oldest of them began to wait; null when there is none.</param>
public sealed record StaffQueue(string Kind, string Title, int Count, DateTimeOffset? Oldest, TimeSpan Target);

public sealed record StaffQueueItem(string Title, string Text, DateTimeOffset Since, LotId? LotId, Guid? AlertId);

/// <summary>Lots and what waits, for people of staff. Doors check who reads.</summary>
public sealed class StaffLotReads(IDbContextFactory<AlotDb> contexts, TimeProvider clock)
{
    public static readonly TimeSpan DrawIsStuckAfter = TimeSpan.FromMinutes(2);

    public async Task<IReadOnlyList<StaffLotRow>> LotsAsync(
        LotStatus? status,
        string? text,
        int most,
        CancellationToken stop
    )
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        var rows =
            from l in db.Lots.AsNoTracking()
            join p in db.Products.AsNoTracking() on l.ProductId equals p.Id
            orderby l.Number descending
            select new { Lot = l, Item = p };
        if (status is { } only)
            rows = rows.Where(x => x.Lot.Status == only);
        if (int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number))
            rows = rows.Where(x => x.Lot.Number == number);
        else if (!string.IsNullOrWhiteSpace(text))
        {
            var like = $"%{text.Trim()}%";
            rows = rows.Where(x => EF.Functions.ILike(x.Item.Name, like) || EF.Functions.ILike(x.Item.Brand, like));
        }
        return [.. (await rows.Take(most).ToListAsync(stop)).Select(x => Row(x.Lot, x.Item))];
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
                new Dictionary<string, string>(),
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

    public async Task<IReadOnlyList<StaffQueue>> QueuesAsync(CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        var stuck = (await StuckAsync(db, stop)).Select(l => l.DrawDueAt!.Value).ToList();
        var frozen = db.Lots.Where(l => l.FrozenAt != null && l.Status != LotStatus.Cancelled);
        var quarantined = db.WebhookEvents.Where(e => e.Quarantined);
        var payable = db.Refunds.Where(r => r.Status == RefundStatus.Payable);
        var extendable = db.Lots.Where(l => l.Status == LotStatus.Expired && l.ExtendedAt == null);
        var drafts = db.Lots.Where(l => l.Status == LotStatus.Created);
        var alerts = db.Alerts.Where(a => a.ClearedAt == null);
        return
        [
            new("stuck_draws", "Stuck draws", stuck.Count, stuck.Count == 0 ? null : stuck.Min(), DrawIsStuckAfter),
            new(
                "frozen",
                "Frozen lots",
                await frozen.CountAsync(stop),
                await frozen.MinAsync(l => l.FrozenAt, stop),
                TimeSpan.FromMinutes(15)
            ),
            new(
                "quarantined",
                "Quarantined payments",
                await quarantined.CountAsync(stop),
                await quarantined.MinAsync(e => (DateTimeOffset?)e.ReceivedAt, stop),
                TimeSpan.FromHours(4)
            ),
            new(
                "refunds_payable",
                "Refunds payable",
                await payable.CountAsync(stop),
                await payable.MinAsync(r => r.FinishedAt, stop),
                TimeSpan.FromDays(3)
            ),
            new(
                "expired_unextended",
                "Expired, can be extended",
                await extendable.CountAsync(stop),
                await extendable.MinAsync(l => l.ExpiredAt, stop),
                TimeSpan.FromHours(Lot.ExtensionWindowHours)
            ),
            new(
                "drafts",
                "Drafts",
                await drafts.CountAsync(stop),
                await drafts.MinAsync(l => (DateTimeOffset?)l.CreatedAt, stop),
                TimeSpan.FromDays(7)
            ),
            new(
                "alerts",
                "Alerts",
                await alerts.CountAsync(stop),
                await alerts.MinAsync(a => (DateTimeOffset?)a.CreatedAt, stop),
                TimeSpan.FromMinutes(30)
            ),
        ];
    }

    /// <summary>The items of one queue, the longest waiting first.</summary>
    public async Task<IReadOnlyList<StaffQueueItem>> ItemsAsync(string kind, CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        switch (kind)
        {
            case "stuck_draws":
                return
                [
                    .. (await StuckAsync(db, stop)).Select(l => new StaffQueueItem(
                        $"Lot {l.NumberText} is not drawn",
                        $"Funded with {l.FundingTarget}. Nothing is paid; the draw was due.",
                        l.DrawDueAt!.Value,
                        l.Id,
                        null
                    )),
                ];
            case "frozen":
                return await LotItemsAsync(
                    db.Lots.Where(l => l.FrozenAt != null && l.Status != LotStatus.Cancelled),
                    l => ($"Lot {l.NumberText} is frozen", l.FrozenReason ?? "", l.FrozenAt!.Value),
                    stop
                );
            case "expired_unextended":
                return await LotItemsAsync(
                    db.Lots.Where(l => l.Status == LotStatus.Expired && l.ExtendedAt == null),
                    l =>
                        (
                            $"Lot {l.NumberText} expired at {LotReads.Percent(l.CurrentFunding, l.FundingTarget)} %",
                            $"{l.CurrentFunding} of {l.FundingTarget}. It can be extended once, before the first refund.",
                            l.ExpiredAt!.Value
                        ),
                    stop
                );
            case "drafts":
                return await LotItemsAsync(
                    db.Lots.Where(l => l.Status == LotStatus.Created),
                    l => ($"Lot {l.NumberText} is a draft", $"Target {l.FundingTarget}.", l.CreatedAt),
                    stop
                );
            case "quarantined":
                return
                [
                    .. (
                        await db
                            .WebhookEvents.AsNoTracking()
                            .Where(e => e.Quarantined)
                            .OrderBy(e => e.ReceivedAt)
                            .Take(100)
                            .ToListAsync(stop)
                    ).Select(e => new StaffQueueItem($"{e.Type}", e.Outcome ?? "", e.ReceivedAt, null, null)),
                ];
            case "refunds_payable":
                return
                [
                    .. (
                        await db
                            .Refunds.AsNoTracking()
                            .Where(r => r.Status == RefundStatus.Payable)
                            .OrderBy(r => r.FinishedAt)
                            .Take(100)
                            .ToListAsync(stop)
                    ).Select(r => new StaffQueueItem(
                        $"{r.Amount} to pay another way",
                        r.FailureReason ?? "",
                        r.FinishedAt!.Value,
                        r.LotId,
                        null
                    )),
                ];
            default:
                return await db
                    .Alerts.AsNoTracking()
                    .Where(a => a.ClearedAt == null)
                    .OrderBy(a => a.CreatedAt)
                    .Take(100)
                    .Select(a => new StaffQueueItem(a.Kind, a.Text, a.CreatedAt, null, a.Id))
                    .ToListAsync(stop);
        }
    }

    private static async Task<IReadOnlyList<StaffQueueItem>> LotItemsAsync(
        IQueryable<Lot> lots,
        Func<Lot, (string Title, string Text, DateTimeOffset Since)> describe,
        CancellationToken stop
    ) =>
        [
            .. (await lots.AsNoTracking().OrderBy(l => l.Number).Take(100).ToListAsync(stop))
                .Select(l => (l.Id, Item: describe(l)))
                .Select(x => new StaffQueueItem(x.Item.Title, x.Item.Text, x.Item.Since, x.Id, null)),
        ];

    private async Task<IReadOnlyList<Lot>> StuckAsync(AlotDb db, CancellationToken stop)
    {
        var funded = await db.Lots.AsNoTracking().Where(l => l.Status == LotStatus.Funded).ToListAsync(stop);
        return [.. funded.Where(l => clock.GetUtcNow() > l.DrawDueAt + DrawIsStuckAfter)];
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
            l.FrozenReason
        );
}
