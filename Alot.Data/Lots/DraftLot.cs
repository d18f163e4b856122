using System.Security.Cryptography;
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

/// <summary>The gate question of a draft with its accepted answers in plain; only their hashes are kept.</summary>
public sealed record GateQuestion(string Question, IReadOnlyList<string> Answers);

/// <param name="Existing">An item of the catalogue, or null when <paramref name="Facts"/> describe a new one.</param>
/// <param name="ArtSeed">Of the generated artwork of a new item; 0 makes one.</param>
public sealed record DraftLotCommand(
    PlayerId ActorId,
    string Key,
    ProductFacts? Facts,
    ProductId? Existing,
    LotPlan Plan,
    GateQuestion? Gate = null,
    int ArtSeed = 0
) : Command(ActorId, Key);

public sealed record DraftedLot(LotId LotId, int Number);

/// <summary>Staff write a draft.</summary>
public sealed class DraftLot(
    Transactions.Transactions transactions,
    StaffAccess staff,
    TriviaKey key,
    DrawPolicy policy,
    TimeProvider clock
)
{
    public Task<DraftedLot> RunAsync(DraftLotCommand command, CancellationToken stop) =>
        transactions.RunAsync(
            command,
            async db =>
            {
                await staff.RequireAsync(db, new Actor(command.ActorId, true), Permission.CreateLots, stop);
                policy.RequireDraftable(command.Plan.DrawMode);
                var now = clock.GetUtcNow();
                var product = await ItemAsync(db, command, now, stop);
                await using var next = db.Sql("select nextval('room_number')");
                var number = (int)(long)(await next.ExecuteScalarAsync(stop))!;

                var lot = Lot.Draft(LotId.New(now), number, product, command.Plan, null, now);

                db.Lots.Add(lot);
                if (command.Gate is { } gate)
                    db.TriviaQuestions.Add(
                        TriviaQuestion.Ask(lot.Id, TriviaPurpose.Gate, gate.Question, gate.Answers, key.Value, now)
                    );
                db.Audit(command.ActorId, "lot_drafted", "lot", lot.Id.Value, new { number, item = product.Name });
                db.Announce(Topic.Queues);
                return new DraftedLot(lot.Id, number);
            },
            stop
        );

    private static async Task<Product> ItemAsync(
        AlotDb db,
        DraftLotCommand command,
        DateTimeOffset now,
        CancellationToken stop
    )
    {
        if (command.Existing is { } existing)
            return await db.Products.SingleOrDefaultAsync(p => p.Id == existing, stop)
                ?? throw Refusal.NotFound("item");
        var facts =
            command.Facts ?? throw Refusal.Invalid("product", "Describe the item, or name one of the catalogue.");
        var seed = command.ArtSeed == 0 ? RandomNumberGenerator.GetInt32(1, int.MaxValue) : command.ArtSeed;
        var product = Product.Catalogue(facts, seed, now);
        db.Products.Add(product);
        return product;
    }
}
