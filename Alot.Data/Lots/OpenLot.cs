using Alot.Data.Accounts;
using Alot.Data.Draws;
using Alot.Data.Live;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Accounts;
using Alot.Domain.Compliance;
using Alot.Domain.Draws;
using Alot.Domain.Lots;
using Alot.Domain.Trivia;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Lots;

public sealed record OpenLotCommand(PlayerId ActorId, string Key, LotId LotId) : Command(ActorId, Key);

public sealed record MovedLot(LotId LotId, LotStatus Status, DateTimeOffset Deadline);

/// <summary>
/// Starts a lot's sale. Its seed and tag key are made now, kept sealed, and committed to in public before the first entry.
/// </summary>
public sealed class OpenLot(
    Transactions.Transactions transactions,
    StaffAccess staff,
    SigningKeys keys,
    Sealer sealer,
    DrawPolicy policy,
    TimeProvider clock
)
{
    /// <exception cref="Refusal">
    /// <c>beacon_required</c>, <c>beacon_not_configured</c>, and what <see cref="Lot.Open"/> refuses.
    /// </exception>
    public Task<MovedLot> RunAsync(OpenLotCommand command, CancellationToken stop) =>
        transactions.RunAsync(
            command,
            async db =>
            {
                await staff.RequireAsync(db, new Actor(command.ActorId, true), Permission.CreateLots, stop);
                var lot = await db.LockLotAsync(command.LotId, stop);
                LotLifecycle.Require(lot.Status, LotStatus.Open);
                var product = await db.Products.SingleAsync(p => p.Id == lot.ProductId, stop);
                var hasQuestion = await db.TriviaQuestions.AnyAsync(
                    q => q.LotId == lot.Id && q.Purpose == TriviaPurpose.Gate,
                    stop
                );
                var now = clock.GetUtcNow();
                var chain = policy.RequireOpenable(lot.DrawMode);
                var commitment = DrawCommitment.Make(
                    lot.Id,
                    lot.DrawMode,
                    ServerSeed.New(),
                    TagKey.New(),
                    sealer,
                    now,
                    chain
                );

                db.Record(lot.Open(product, hasQuestion, hasCommitment: true, command.ActorId, now));

                db.DrawCommitments.Add(commitment);
                db.Audit(command.ActorId, "lot_opened", "lot", lot.Id.Value, new { lot.Number, lot.Deadline });
                var statement = DrawStatements.Opening(
                    lot.Id,
                    lot.DrawMode,
                    commitment.Commitment,
                    commitment.TagCommitment,
                    now,
                    commitment.BeaconChain
                );
                var signed = await keys.SignAsync(db, statement, now, stop);
                await db.AppendAsync(signed, lot, commitment.LogSalt, now, stop);
                db.Announce(Topic.Queues);
                return new MovedLot(lot.Id, lot.Status, lot.Deadline);
            },
            stop
        );
}
