using Alot.Data.Live;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Fulfilment;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Fulfilment;

public sealed record TurnCardCommand(PlayerId ActorId, CardId CardId);

/// <summary>A player turns a card of theirs over.</summary>
public sealed class TurnCard(Transactions.Transactions transactions, TimeProvider clock)
{
    public Task<CardStatus> RunAsync(TurnCardCommand command, CancellationToken stop) =>
        transactions.RunAsync(
            async db =>
            {
                var card =
                    await db.Cards.SingleOrDefaultAsync(
                        c => c.Id == command.CardId && c.PlayerId == command.ActorId,
                        stop
                    ) ?? throw Refusal.NotFound("card");
                card.Turn(clock.GetUtcNow());
                db.Announce(Topic.Player(command.ActorId));
                return card.Status;
            },
            stop
        );
}
