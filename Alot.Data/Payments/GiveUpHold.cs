using Alot.Domain;
using Alot.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Payments;

public sealed record GiveUpHoldCommand(PlayerId ActorId, PurchaseId PurchaseId);

/// <param name="Status">
/// <c>failed</c>: given up, the entries are free again. <c>succeeded</c> or <c>refunded</c>: the payment had arrived after all.
/// <c>pending</c>: the money is under way, the processor's next word decides.
/// </param>
public sealed record GivenUpHold(PurchaseId PurchaseId, PurchaseStatus Status);

/// <summary>
/// A buyer gives up a payment of theirs. The processor is asked to close it first, so that nobody can pay any more; if it had
/// been paid in the meantime that counts. Giving up twice, or too late, changes nothing and says what the purchase is.
/// </summary>
public sealed class GiveUpHold(IDbContextFactory<AlotDb> contexts, ResolveHold resolve)
{
    /// <exception cref="Refusal"><c>not_found</c>: unknown, or somebody else's.</exception>
    /// <exception cref="PaymentGatewayException">The processor can't be asked: the hold stays as it is.</exception>
    public async Task<GivenUpHold> RunAsync(GiveUpHoldCommand command, CancellationToken stop)
    {
        await using (var db = await contexts.CreateDbContextAsync(stop))
        {
            var owned = await db.Purchases.AnyAsync(
                p => p.Id == command.PurchaseId && p.PlayerId == command.ActorId,
                stop
            );
            if (!owned)
                throw Refusal.NotFound("purchase");
        }
        return new GivenUpHold(command.PurchaseId, await resolve.RunAsync(command.PurchaseId, "given_up", stop));
    }
}
