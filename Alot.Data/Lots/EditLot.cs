using Alot.Data.Accounts;
using Alot.Data.Live;
using Alot.Data.Transactions;
using Alot.Data.Trivia;
using Alot.Domain;
using Alot.Domain.Accounts;
using Alot.Domain.Lots;
using Alot.Domain.Trivia;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Lots;

/// <param name="Gate">A new question with answers; null keeps the one there is.</param>
/// <param name="ArtSeed">Another generated picture; null keeps the one there is.</param>
public sealed record EditLotCommand(
    PlayerId ActorId,
    string Key,
    LotId LotId,
    ProductFacts? Facts,
    LotPlan Plan,
    GateQuestion? Gate = null,
    int? ArtSeed = null
) : Command(ActorId, Key);

/// <summary>Staff change a draft. An open lot's promises can't be changed.</summary>
public sealed class EditLot(
    Transactions.Transactions transactions,
    StaffAccess staff,
    TriviaKey key,
    TimeProvider clock
)
{
    public Task<DraftedLot> RunAsync(EditLotCommand command, CancellationToken stop) =>
        transactions.RunAsync(
            command,
            async db =>
            {
                await staff.RequireAsync(db, new Actor(command.ActorId, true), Permission.CreateLots, stop);
                var lot = await db.LockLotAsync(command.LotId, stop);
                var product = await db.Products.SingleAsync(p => p.Id == lot.ProductId, stop);
                var now = clock.GetUtcNow();

                if (command.Facts is { } facts && lot.Status == LotStatus.Created)
                    product.Change(facts, now);
                lot.Edit(product, command.Plan);
                if (command.ArtSeed is { } seed)
                    product.Picture(seed, now);

                if (command.Gate is { } gate)
                {
                    await db
                        .TriviaQuestions.Where(q => q.LotId == lot.Id && q.Purpose == TriviaPurpose.Gate)
                        .ExecuteDeleteAsync(stop);
                    db.TriviaQuestions.Add(
                        TriviaQuestion.Ask(lot.Id, TriviaPurpose.Gate, gate.Question, gate.Answers, key.Value, now)
                    );
                }
                db.Audit(command.ActorId, "lot_edited", "lot", lot.Id.Value, new { lot.Number });
                db.Announce(Topic.Queues);
                return new DraftedLot(lot.Id, lot.Number);
            },
            stop
        );
}
