using Alot.Data.Lots;
using Alot.Data.Payments;
using Alot.Web.Lots.Staff;

namespace Alot.Web.Payments.Staff;

/// <summary>What the page of payments that wait for a person shows; one record, because that is what a page can hand on.</summary>
/// <param name="Queues">The three of them, empty ones too.</param>
/// <param name="Items">Of the open queue.</param>
public sealed record StaffPaymentsModel(
    IReadOnlyList<StaffQueue> Queues,
    IReadOnlyList<StaffQueueItem> Items,
    AsideView? Aside = null,
    PayableView? Payable = null,
    DisputeView? Dispute = null
)
{
    public static readonly IReadOnlyList<string> Kinds = ["quarantined", "refunds_payable", "disputes"];

    public static readonly StaffPaymentsModel None = new([], []);

    public static async Task<StaffPaymentsModel> ReadAsync(
        StaffLotReads lots,
        StaffPaymentReads payments,
        string kind,
        string? item,
        CancellationToken stop
    )
    {
        var queues = (await lots.QueuesAsync(stop)).Where(q => Kinds.Contains(q.Kind)).ToList();
        var items = await lots.ItemsAsync(kind, stop);
        var model = new StaffPaymentsModel(queues, items);
        var key = item ?? StaffQueuesModel.Choose(items, null)?.Key;
        if (key is null)
            return model;
        if (kind == "quarantined")
            return model with { Aside = await payments.AsideAsync(key, stop) };
        if (!Guid.TryParse(key, out var id))
            return model;
        // A dispute that is over stays at its address.
        return kind == "disputes"
            ? model with
            {
                Dispute = await payments.DisputeAsync(id, stop),
            }
            : model with
            {
                Payable = await payments.PayableAsync(id, stop),
            };
    }
}
