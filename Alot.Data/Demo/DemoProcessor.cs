using Alot.Domain;
using Alot.Domain.Payments;
using Npgsql;

namespace Alot.Data.Demo;

/// <summary>A payment of the demo world as the processor must know it, so that its refund works and its books agree with ours.</summary>
public sealed record DemoPayment(
    PurchaseId PurchaseId,
    LotId LotId,
    string Title,
    int Dollars,
    string SessionId,
    string PaymentIntentId,
    string ChargeId,
    DateTimeOffset StartedAt,
    DateTimeOffset PaidAt
);

/// <summary>The sandbox's part in the demo world: what it would remember of a past that nobody lived through.</summary>
/// <param name="NewId">A processor's id with that prefix: <c>pi</c>, <c>ch</c>, <c>cs_test</c>.</param>
/// <param name="RecordPaidAsync">Keeps payments that were made, in the transaction of the connection.</param>
/// <param name="RefundAsync">Pays cash back at the clock's time.</param>
public sealed record DemoProcessor(
    Func<string, string> NewId,
    Func<NpgsqlConnection, IReadOnlyList<DemoPayment>, CancellationToken, Task> RecordPaidAsync,
    Func<NewRefund, TimeProvider, CancellationToken, Task<GatewayRefund>> RefundAsync
);
