using Alot.Data.Accounts;
using Alot.Data.Draws;
using Alot.Data.Live;
using Alot.Data.Pots;
using Alot.Domain;
using Alot.Domain.Accounts;
using Alot.Domain.Compliance;
using Alot.Domain.Draws;
using Alot.Domain.Ledger;
using Alot.Domain.Pots;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Alot.Data.Demo;

/// <summary>
/// Pots of the last day, lived through by the two services themselves, and the templates' first pots with some tickets taken. Who
/// plays has credits from lots that came before.
/// </summary>
internal sealed class DemoPots(
    IDbContextFactory<AlotDb> contexts,
    Transactions.Transactions transactions,
    PotLogins logins,
    PotPolicy policy,
    StaffAccess staff,
    SigningKeys keys,
    Sealer sealer,
    DemoClock clock,
    ILoggerFactory logs
) : IAsyncDisposable
{
    private static readonly (int MinutesAgo, string Title, int Cost, int Tickets, int Cap, int Sold)[] Past =
    [
        (1_310, "Long table", 100, 50, 10, 50),
        (980, "Quick twenty", 100, 20, 5, 17),
        (760, "Small change", 25, 20, 5, 20),
        (515, "Pair up", 200, 10, 5, 1),
        (410, "Quick twenty", 100, 20, 5, 20),
        (260, "High five", 500, 25, 5, 21),
        (140, "Small change", 25, 20, 5, 20),
        (95, "Quick twenty", 100, 20, 5, 20),
        (38, "Long table", 100, 50, 10, 44),
    ];

    private static readonly TimeSpan Open = TimeSpan.FromMinutes(10);

    private readonly Random random = new(2381);

    // Its own templates would open with each lock, ahead of their time.
    private readonly PotPolicy quiet = policy with { Templates = [] };

    private readonly OrchestratorTransactions orchestrator = new(
        logins,
        new Transactions.AppClock(clock, follows: false),
        new LiveFeed(),
        logs.CreateLogger<Transactions.Transactions>()
    );

    private readonly SettlementTransactions settlement = new(
        logins,
        new Transactions.AppClock(clock, follows: false),
        new LiveFeed(),
        logs.CreateLogger<Transactions.Transactions>()
    );

    public void Plan(
        DemoAgenda agenda,
        PlayerId admin,
        IReadOnlyList<Buyer> players,
        DateTimeOffset now,
        CancellationToken stop
    )
    {
        foreach (var pot in Past)
        {
            var opened = now.AddMinutes(-pot.MinutesAgo);
            var id = default(PotId);
            agenda.At(
                opened,
                async () =>
                    id = (
                        await new OpenPot(orchestrator, staff, keys, sealer, DrawPolicy.WithoutBeacon, clock).RunAsync(
                            new(
                                admin,
                                $"demo-pot-{pot.MinutesAgo}",
                                new PotPlan(pot.Title, new Credits(pot.Cost), pot.Tickets, pot.Cap, Open)
                            ),
                            stop
                        )
                    ).PotId
            );
            var last = JoinUntil(agenda, () => id, players, opened, pot.Sold, pot.Cost, Math.Min(5, pot.Cap), stop);
            var locks = pot.Sold == pot.Tickets ? last : opened + Open;
            agenda.At(
                locks.AddMilliseconds(200),
                () =>
                    new CancelPot(
                        orchestrator,
                        quiet,
                        keys,
                        sealer,
                        DrawPolicy.WithoutBeacon,
                        clock,
                        logs.CreateLogger<CancelPot>()
                    ).RunAsync(id, stop)
            );
            agenda.At(
                locks.AddMilliseconds(300),
                () =>
                    new LockPot(
                        orchestrator,
                        quiet,
                        keys,
                        sealer,
                        DrawPolicy.WithoutBeacon,
                        clock,
                        logs.CreateLogger<LockPot>()
                    ).RunAsync(id, stop)
            );
            var reveals = locks + quiet.RevealDelay + TimeSpan.FromSeconds(1);
            agenda.At(reveals, () => new RevealPot(settlement, quiet, keys, sealer, clock).RunAsync(id, null, stop));
            agenda.At(
                reveals.AddMilliseconds(200),
                () => new PayPot(settlement, quiet, clock, logs.CreateLogger<PayPot>()).RunAsync(id, stop)
            );
        }
        for (var i = 0; i < policy.Templates.Count; i++)
        {
            var (template, opened, share) = (policy.Templates[i], now.AddSeconds(-90 - 10 * i), (13 - 3 * i) * .05);
            var id = default(PotId);
            agenda.At(
                opened,
                async () =>
                {
                    await orchestrator.RunAsync(
                        db =>
                            db.OpenNextAsync(template, DrawPolicy.WithoutBeacon, keys, sealer, clock.GetUtcNow(), stop),
                        stop
                    );
                    await using var db = await contexts.CreateDbContextAsync(stop);
                    id = (
                        await db
                            .Pots.AsNoTracking()
                            .SingleAsync(p => p.Template == template.Name && p.Status == PotStatus.Open, stop)
                    ).Id;
                }
            );
            JoinUntil(
                agenda,
                () => id,
                players,
                opened,
                (int)(template.Plan.MaxTickets * share),
                (int)template.Plan.EntryCost.Amount,
                Math.Min(4, template.Plan.MaxPerUser),
                stop
            );
        }
    }

    /// <returns>When the last ticket was taken.</returns>
    private DateTimeOffset JoinUntil(
        DemoAgenda agenda,
        Func<PotId> pot,
        IReadOnlyList<Buyer> players,
        DateTimeOffset from,
        int tickets,
        int cost,
        int most,
        CancellationToken stop
    )
    {
        var at = from;
        var seated = new HashSet<PlayerId>();
        for (var left = tickets; left > 0; )
        {
            var take = Math.Min(left, 1 + random.Next(most));
            left -= take;
            at = at.AddSeconds(2 + random.Next(60 / Math.Max(1, tickets / 8)) / 8.0);
            var (when, key) = (at, $"demo-join-{from.ToUnixTimeMilliseconds()}-{left}");
            agenda.At(when, () => JoinAsync(pot(), players, seated, take, cost, key, stop));
        }
        return at;
    }

    private async Task JoinAsync(
        PotId pot,
        IReadOnlyList<Buyer> players,
        HashSet<PlayerId> seated,
        int tickets,
        int cost,
        string key,
        CancellationToken stop
    )
    {
        PlayerId player;
        await using (var db = await contexts.CreateDbContextAsync(stop))
        {
            var price = new Credits(cost * (long)tickets);
            var able = (await db.Wallets.AsNoTracking().ToListAsync(stop))
                .Where(w => w.Balance >= price && !seated.Contains(w.PlayerId))
                .Select(w => w.PlayerId)
                .ToHashSet();
            var free = players.Where(p => able.Contains(p.Id)).ToList();
            if (free.Count == 0)
                return;
            player = free[random.Next(free.Count)].Id;
        }
        seated.Add(player);
        await new JoinPot(transactions, quiet, clock, logs.CreateLogger<JoinPot>()).RunAsync(
            new(player, key, pot, tickets, PlayedFrom.Unknown),
            stop
        );
    }

    public async ValueTask DisposeAsync()
    {
        await orchestrator.DisposeAsync();
        await settlement.DisposeAsync();
    }
}
