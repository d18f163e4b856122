using Alot.Domain;
using Alot.Domain.Accounts;
using Alot.Domain.Lots;
using Alot.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Lots;

/// <summary>One kind of work that waits for a person.</summary>
/// <param name="Kind"><c>stuck_draws</c>, <c>quarantined</c>, <c>refunds_payable</c>, <c>disputes</c>, <c>approvals</c>, <c>frozen</c>, <c>expired_unextended</c>, <c>drafts</c>, <c>pots</c>, <c>alerts</c>.</param>
/// <param name="Oldest">When the oldest of them began to wait; null when there is none.</param>
/// <param name="Late">How many have waited longer than <paramref name="Target"/>.</param>
public sealed record StaffQueue(
    string Kind,
    string Title,
    int Count,
    DateTimeOffset? Oldest,
    TimeSpan Target,
    int Late = 0
);

/// <param name="Key">Names the item within its queue, for addresses.</param>
/// <param name="AlertKind">What the alert is about; decides who may clear it.</param>
public sealed record StaffQueueItem(
    string Key,
    string Title,
    string Text,
    DateTimeOffset Since,
    LotId? LotId = null,
    Guid? AlertId = null,
    string? AlertKind = null,
    PotId? PotId = null
);

public sealed partial class StaffLotReads
{
    public static readonly TimeSpan DrawIsStuckAfter = TimeSpan.FromMinutes(2);

    private const int MostItems = 100;

    public async Task<IReadOnlyList<StaffQueue>> QueuesAsync(CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        var now = clock.GetUtcNow();
        var stuck = (await StuckAsync(db, stop)).Select(DueSince).ToList();
        return
        [
            new(
                "stuck_draws",
                "Stuck draws",
                stuck.Count,
                stuck.Count == 0 ? null : stuck.Min(),
                DrawIsStuckAfter,
                stuck.Count
            ),
            await QueueAsync("frozen", "Frozen lots", Frozen(db).Select(l => l.FrozenAt!.Value), 0.25),
            await QueueAsync("quarantined", "Quarantined payments", Quarantined(db).Select(e => e.ReceivedAt), 4),
            await QueueAsync("refunds_payable", "Refunds payable", Payable(db).Select(r => r.FinishedAt!.Value), 72),
            await QueueAsync("disputes", "Disputes", Disputed(db).Select(d => d.CreatedAt), 5 * 24),
            await QueueAsync("approvals", "Waits for a second person", Undecided(db).Select(a => a.RequestedAt), 24),
            await QueueAsync(
                "expired_unextended",
                "Expired, can be extended",
                Extendable(db).Select(l => l.ExpiredAt!.Value),
                Lot.ExtensionWindowHours
            ),
            await QueueAsync("drafts", "Drafts", Drafts(db).Select(l => l.CreatedAt), 7 * 24),
            await Pots.StaffPotReads.QueueAsync(db, pots, now, stop),
            await QueueAsync("alerts", "Alerts", Open(db).Select(a => a.CreatedAt), 0.5),
        ];

        async Task<StaffQueue> QueueAsync(string kind, string title, IQueryable<DateTimeOffset> since, double hours)
        {
            var target = TimeSpan.FromHours(hours);
            var before = now - target;
            var found = await since
                .GroupBy(_ => 1)
                .Select(g => new
                {
                    Count = g.Count(),
                    Oldest = g.Min(),
                    Late = g.Count(at => at < before),
                })
                .SingleOrDefaultAsync(stop);
            return new StaffQueue(kind, title, found?.Count ?? 0, found?.Oldest, target, found?.Late ?? 0);
        }
    }

    /// <summary>The items of one queue, the longest waiting first; none for a queue there isn't.</summary>
    public async Task<IReadOnlyList<StaffQueueItem>> ItemsAsync(string kind, CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        return kind switch
        {
            "stuck_draws" => Items(await StuckAsync(db, stop), Stuck),
            "frozen" => Items(
                await Frozen(db).OrderBy(l => l.FrozenAt).Take(MostItems).ToListAsync(stop),
                l => ($"Lot {l.NumberText} is frozen", WhyFrozen(l), l.FrozenAt!.Value)
            ),
            "expired_unextended" => Items(
                await Extendable(db).OrderBy(l => l.ExpiredAt).Take(MostItems).ToListAsync(stop),
                l =>
                    (
                        $"Lot {l.NumberText} expired at {LotReads.Percent(l.CurrentFunding, l.FundingTarget)} %",
                        $"{l.CurrentFunding} of {l.FundingTarget}. It can be extended once, before the first refund.",
                        l.ExpiredAt!.Value
                    )
            ),
            "drafts" => Items(
                await Drafts(db).OrderBy(l => l.CreatedAt).Take(MostItems).ToListAsync(stop),
                l => ($"Lot {l.NumberText} is a draft", $"Target {l.FundingTarget}. Nobody sees it yet.", l.CreatedAt)
            ),
            "quarantined" =>
            [
                .. (await Quarantined(db).OrderBy(e => e.ReceivedAt).Take(MostItems).ToListAsync(stop)).Select(
                    e => new StaffQueueItem(e.EventId, e.Type, e.Outcome ?? "", e.ReceivedAt)
                ),
            ],
            "refunds_payable" =>
            [
                .. (await Payable(db).OrderBy(r => r.FinishedAt).Take(MostItems).ToListAsync(stop)).Select(
                    r => new StaffQueueItem(
                        r.Id.ToString(),
                        $"{r.Amount} to pay another way",
                        r.FailureReason ?? "",
                        r.FinishedAt!.Value,
                        r.LotId
                    )
                ),
            ],
            "disputes" =>
            [
                .. (await Disputed(db).OrderBy(d => d.CreatedAt).Take(MostItems).ToListAsync(stop)).Select(
                    d => new StaffQueueItem(
                        d.Id.ToString(),
                        $"{d.Amount} {(d.Stage switch { DisputeStage.Inquiry => "asked about", DisputeStage.Lost => "lost", _ => "disputed" })}",
                        d.Reason ?? d.GatewayStatus,
                        d.CreatedAt,
                        d.LotId
                    )
                ),
            ],
            "approvals" =>
            [
                .. (await Undecided(db).OrderBy(a => a.RequestedAt).Take(MostItems).ToListAsync(stop)).Select(
                    a => new StaffQueueItem(
                        a.Id.ToString(),
                        a.Kind switch
                        {
                            ApprovalKind.Void => "Void a lot",
                            ApprovalKind.Disqualification => "Disqualify a winner",
                            ApprovalKind.PotCancellation => "Call off a locked pot",
                            _ => a.Credits > Domain.Ledger.Credits.Zero ? $"Grant {a.Credits}" : $"Deduct {-a.Credits}",
                        },
                        a.Reason,
                        a.RequestedAt,
                        a.LotId,
                        PotId: a.PotId
                    )
                ),
            ],
            "alerts" =>
            [
                .. (await Open(db).OrderBy(a => a.CreatedAt).Take(MostItems).ToListAsync(stop)).Select(
                    a => new StaffQueueItem(
                        a.Id.ToString(),
                        AlertTitle(a.Kind),
                        a.Text,
                        a.CreatedAt,
                        a.Kind == "lot_frozen" && Guid.TryParse(a.Subject, out var lot) ? new LotId(lot) : null,
                        a.Id,
                        a.Kind,
                        a.Kind is Pots.PotAlerts.Late or Pots.PotAlerts.Mismatch or Pots.PotAlerts.Address
                        && Guid.TryParse(a.Subject, out var pot)
                            ? new PotId(pot)
                            : null
                    )
                ),
            ],
            _ => [],
        };
    }

    private static List<StaffQueueItem> Items(
        IEnumerable<Lot> lots,
        Func<Lot, (string Title, string Text, DateTimeOffset Since)> describe
    ) =>
        [
            .. lots.Select(l => (Lot: l, Item: describe(l)))
                .OrderBy(x => x.Item.Since)
                .Select(x => new StaffQueueItem(
                    x.Lot.Id.ToString(),
                    x.Item.Title,
                    x.Item.Text,
                    x.Item.Since,
                    x.Lot.Id
                )),
        ];

    private static (string, string, DateTimeOffset) Stuck(Lot lot) =>
        lot.Status == LotStatus.Funded
            ? (
                $"Lot {lot.NumberText} is not drawn",
                $"Funded with {lot.CurrentFunding}. The draw was due; nothing is paid.",
                DueSince(lot)
            )
            : (
                $"Lot {lot.NumberText} is not settled",
                "Drawn, and the winner is known. Nothing is paid yet.",
                DueSince(lot)
            );

    // What is due at all: a drawn lot settles at once.
    private static DateTimeOffset DueSince(Lot lot) =>
        lot.Status == LotStatus.Funded ? lot.DrawDueAt!.Value : lot.DrawnAt!.Value;

    private static string WhyFrozen(Lot lot) =>
        $"What was published does not match: {lot.FrozenReason}. Nothing is drawn or paid until it is mended, or voided by two.";

    private static string AlertTitle(string kind) =>
        kind switch
        {
            "lot_frozen" => "A lot was frozen",
            "beacon_late" => "A lot waits for drand",
            "refund_payable" => "A refund was refused",
            "webhook_quarantined" => "A payment was set aside",
            "dispute" => "A payment is disputed",
            Pots.PotAlerts.Late => "A locked pot is not settled",
            Pots.PotAlerts.Mismatch => "A pot does not match what was published",
            Pots.PotAlerts.Address => "Many entries of a pot from one address",
            "outbox_stuck" => "A message can’t be delivered",
            "hook_dead" => "A web hook was given up",
            _ => kind.Replace('_', ' '),
        };

    /// <summary>Funded and due, or drawn and unpaid, for two minutes. A frozen lot waits for something else.</summary>
    private async Task<IReadOnlyList<Lot>> StuckAsync(AlotDb db, CancellationToken stop)
    {
        var before = clock.GetUtcNow() - DrawIsStuckAfter;
        var moving = await db
            .Lots.AsNoTracking()
            .Where(l => (l.Status == LotStatus.Funded || l.Status == LotStatus.Drawing) && l.FrozenAt == null)
            .ToListAsync(stop);
        return [.. moving.Where(l => DueSince(l) < before)];
    }

    private static IQueryable<Lot> Frozen(AlotDb db) =>
        db.Lots.AsNoTracking().Where(l => l.FrozenAt != null && l.Status != LotStatus.Cancelled);

    private static IQueryable<Lot> Extendable(AlotDb db) =>
        db.Lots.AsNoTracking().Where(l => l.Status == LotStatus.Expired && l.ExtendedAt == null);

    private static IQueryable<Lot> Drafts(AlotDb db) =>
        db.Lots.AsNoTracking().Where(l => l.Status == LotStatus.Created);

    private static IQueryable<Payments.WebhookEvent> Quarantined(AlotDb db) =>
        db.WebhookEvents.AsNoTracking().Where(e => e.Quarantined);

    private static IQueryable<Refund> Payable(AlotDb db) =>
        db.Refunds.AsNoTracking().Where(r => r.Status == RefundStatus.Payable);

    // Over only when nothing is owed for it any more.
    private static IQueryable<Dispute> Disputed(AlotDb db) =>
        db
            .Disputes.AsNoTracking()
            .Where(d =>
                d.Stage == DisputeStage.Inquiry
                || d.Stage == DisputeStage.Open
                || (d.Stage == DisputeStage.Lost && d.CreditsReceivable != Domain.Ledger.Credits.Zero)
            );

    private static IQueryable<Domain.Accounts.Approval> Undecided(AlotDb db) =>
        db.Approvals.AsNoTracking().Where(a => a.Outcome == null);

    private static IQueryable<Auditing.Alert> Open(AlotDb db) =>
        db.Alerts.AsNoTracking().Where(a => a.ClearedAt == null);
}
