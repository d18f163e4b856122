using Alot.Domain;

namespace Alot.Data.Lots;

/// <summary>
/// Sells many times in one transaction: locks and reads for all, the entity's rule for each in turn, one set-based write for
/// all that were sold. A refusal concerns its own sale only.
/// </summary>
public sealed class SellRound(Transactions.Transactions transactions, TimeProvider clock)
{
    /// <returns>One result for each sale, in their order.</returns>
    public Task<IReadOnlyList<SaleResult>> RunAsync(
        LotId lot,
        IReadOnlyList<SaleRequest> sales,
        CancellationToken stop
    ) =>
        transactions.RunRepeatableAsync<IReadOnlyList<SaleResult>>(
            async db =>
            {
                var round = await Round.LoadAsync(db, lot, sales, clock, stop);
                var results = sales.Select(round.Sell).ToList();
                round.WriteTo(db);
                return results;
            },
            stop
        );
}
