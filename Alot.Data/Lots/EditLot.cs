using Alot.Data.Accounts;
using Alot.Data.Live;
using Alot.Data.Transactions;
using Alot.Data.Trivia;
using Alot.Domain;
using Alot.Domain.Accounts;
using Alot.Domain.Draws;
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
    DrawPolicy policy,
    TimeProvider clock
)
{
    public Task<DraftedLot> RunAsync(EditLotCommand command, CancellationToken stop) =>
        transactions.RunAsync(
            command,
            async db =>
            {
                await staff.RequireAsync(db, new Actor(command.ActorId, true), Permission.CreateLots, stop);
                policy.RequireDraftable(command.Plan.DrawMode);
                var lot = await db.LockLotAsync(command.LotId, stop);
                var product = await db.Products.SingleAsync(p => p.Id == lot.ProductId, stop);
                var now = clock.GetUtcNow();

                if (lot.Status == LotStatus.Created)
                    product = await ChangedAsync(db, lot, product, command, now, stop);
                lot.Edit(product, command.Plan);

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

    /// <summary>The item as the draft now states it. One that other lots offer stays as it is: theirs may have promised it.</summary>
    private static async Task<Product> ChangedAsync(
        AlotDb db,
        Lot lot,
        Product product,
        EditLotCommand command,
        DateTimeOffset now,
        CancellationToken stop
    )
    {
        var (facts, picture) = (command.Facts ?? product.Facts, command.ArtSeed ?? product.ArtSeed);
        if (facts == product.Facts && picture == product.ArtSeed)
            return product;
        if (await db.Lots.AnyAsync(l => l.ProductId == product.Id && l.Id != lot.Id, stop))
        {
            var stated = facts.Specifications ?? product.Specifications;
            var other = Product.Catalogue(facts with { Specifications = stated }, picture, now);
            db.Products.Add(other);
            return other;
        }
        product.Change(facts, now);
        if (picture != product.ArtSeed)
            product.Picture(picture, now);
        return product;
    }
}
