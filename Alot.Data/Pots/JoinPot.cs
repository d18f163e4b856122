using Alot.Data.Accounts;
using Alot.Data.Live;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Ledger;
using Alot.Domain.Pots;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Alot.Data.Pots;

/// <param name="From">Where it is asked from; takes no part in whether the same key asks for the same.</param>
public sealed record JoinPotCommand(
    PlayerId ActorId,
    string Key,
    PotId PotId,
    int Tickets,
    [property: System.Text.Json.Serialization.JsonIgnore] PlayedFrom From
) : Command(ActorId, Key);

public sealed record JoinedPot(EntryId EntryId, int TicketCount, Credits CreditsSpent, Credits Balance);

/// <summary>Takes tickets in a pot for credits.</summary>
public sealed class JoinPot(
    Transactions.Transactions transactions,
    PotPolicy policy,
    TimeProvider clock,
    ILogger<JoinPot> log
)
{
    /// <exception cref="Refusal">Those of <see cref="Pot.Join"/>, and <c>too_many_joins</c>.</exception>
    public async Task<JoinedPot> RunAsync(JoinPotCommand command, CancellationToken stop)
    {
        var joined = await transactions.RunAsync(
            command,
            async db =>
            {
                var pot = await db.LockPotAsync(command.PotId, stop);
                // Behind the lock: a join that waited past the timer is late.
                var now = clock.GetUtcNow();
                var buyer = await db.LoadBuyerAsync(command.ActorId, stop);
                await RequirePaceAsync(db, command, now, stop);
                var own = await db
                    .PotEntries.Where(e => e.PotId == pot.Id && e.PlayerId == command.ActorId && e.CancelledAt == null)
                    .SumAsync(e => e.TicketCount, stop);
                var wallet = await db.LockWalletAsync(command.ActorId, now, stop);

                var join = pot.Join(command.Tickets, EntryId.New(now), buyer, own, wallet, command.From, policy, now);

                db.Add(join.Entry);
                db.Add(join.Spent);
                db.Post(join.Journal);
                db.Announce(Topic.Pot(pot.Id), Topic.Pots, Topic.Player(command.ActorId));
                if (pot.FilledAt is not null)
                    db.Announce(Topic.DuePots);
                return new JoinedPot(join.Entry.Id, command.Tickets, join.Entry.CreditsSpent, wallet.Balance);
            },
            stop
        );
        log.LogInformation(
            "Event {Event}: pot {PotId}, entry {EntryId}, {Tickets} tickets",
            "pot_joined",
            command.PotId,
            joined.EntryId,
            joined.TicketCount
        );
        return joined;
    }

    private async Task RequirePaceAsync(AlotDb db, JoinPotCommand command, DateTimeOffset now, CancellationToken stop)
    {
        await using var count = db.Sql(
            """
            select
                (select count(*) from pot_entries where user_id = $1 and created_at > $4),
                (select count(*) from pot_entries where device_hash = $2 and created_at > $4),
                (select count(*) from pot_entries where ip_hash = $3 and created_at > $4)
            """,
            command.ActorId.Value,
            command.From.DeviceHash ?? "",
            command.From.IpHash ?? "",
            now - PotPolicy.VelocityWindow
        );
        await using var row = await count.ExecuteReaderAsync(stop);
        await row.ReadAsync(stop);
        if (
            row.GetInt64(0) >= policy.JoinsPerPlayer
            || row.GetInt64(1) >= policy.JoinsPerDevice
            || row.GetInt64(2) >= policy.JoinsPerAddress
        )
            throw new Refusal(
                "too_many_joins",
                "That were many joins within a minute. Wait a little, then go on. Nothing was taken.",
                RefusalKind.TooMany
            );
    }
}
