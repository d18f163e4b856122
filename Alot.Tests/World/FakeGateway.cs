using System.Collections.Concurrent;
using System.Globalization;
using Alot.Domain;
using Alot.Domain.Ledger;
using Alot.Domain.Payments;

namespace Alot.Tests.World;

/// <summary>What can go wrong with a call to the processor.</summary>
public enum Fault
{
    None,

    /// <summary>The call never arrives.</summary>
    Unreachable,

    /// <summary>It is done, and the answer is lost.</summary>
    AnswerLost,

    /// <summary>The processor refuses.</summary>
    Refused,
}

/// <summary>
/// A card processor in memory that keeps books of its own: sessions, payments, refunds, idempotency keys. Tests act as the
/// payer (<see cref="Pay"/>) and decide what goes wrong.
/// </summary>
public sealed class FakeGateway(TimeProvider clock) : IPaymentGateway
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, CheckoutSession> sessions = [];
    private readonly Dictionary<string, object> answers = [];
    private readonly List<GatewayRefund> refunds = [];
    private readonly List<GatewayDispute> disputes = [];
    private readonly ConcurrentQueue<Fault> faults = new();
    private int numbers;

    /// <summary>How often anything was asked.</summary>
    public int Calls { get; private set; }

    /// <summary>Asked of each call when no fault was queued.</summary>
    public Func<string, Fault> Weather { get; set; } = _ => Fault.None;

    /// <summary>How new refunds stand after the call that makes them.</summary>
    public GatewayRefundStatus RefundsBecome { get; set; } = GatewayRefundStatus.Succeeded;

    /// <summary>The next calls go wrong like this, one each.</summary>
    public void Next(params Fault[] next)
    {
        foreach (var fault in next)
            faults.Enqueue(fault);
    }

    /// <summary>The money taken and not sent back.</summary>
    public Money Holds
    {
        get
        {
            lock (gate)
                return new Money(
                    sessions.Values.Where(s => s.PaymentStatus == PaymentStatus.Paid).Sum(s => s.AmountTotal.Cents)
                        - refunds.Where(Counts).Sum(r => r.Amount.Cents)
                        - disputes
                            .Where(d =>
                                d.Status is not "won" && !d.Status.StartsWith("warning", StringComparison.Ordinal)
                            )
                            .Sum(d => d.Amount.Cents)
                );
        }
    }

    public IReadOnlyList<CheckoutSession> Sessions
    {
        get
        {
            lock (gate)
                return [.. sessions.Values];
        }
    }

    public IReadOnlyList<GatewayRefund> Refunds
    {
        get
        {
            lock (gate)
                return [.. refunds];
        }
    }

    /// <summary>The only session of a purchase.</summary>
    public CheckoutSession SessionOf(PurchaseId purchase)
    {
        lock (gate)
            return sessions.Values.Single(s => s.PurchaseId == purchase);
    }

    /// <summary>The payer pays. False when the session takes no money any more.</summary>
    public bool Pay(PurchaseId purchase)
    {
        lock (gate)
        {
            var session = Aged(SessionOf(purchase));
            if (session.Status != CheckoutStatus.Open)
                return false;
            sessions[session.Id] = session with
            {
                Status = CheckoutStatus.Complete,
                PaymentStatus = PaymentStatus.Paid,
                Url = null,
                PaymentIntentId = "pi_" + session.Id[3..],
                ChargeId = "ch_" + session.Id[3..],
            };
            return true;
        }
    }

    public Task<CheckoutSession> CreateCheckoutAsync(
        NewCheckout checkout,
        string idempotencyKey,
        CancellationToken stop
    ) =>
        CallAsync(
            "create",
            () =>
            {
                if (answers.TryGetValue(idempotencyKey, out var known))
                    return sessions[((CheckoutSession)known).Id];
                var least = clock.GetUtcNow().AddMinutes(30);
                var expires = checkout.ExpiresAt.AddTicks(TimeSpan.TicksPerSecond - 1);
                if (expires.ToUnixTimeSeconds() < least.ToUnixTimeSeconds())
                    throw new PaymentGatewayException("expires_at", "At least 30 minutes ahead.", 400);
                var session = new CheckoutSession(
                    Id("cs"),
                    "https://pay.example/" + checkout.PurchaseId,
                    CheckoutStatus.Open,
                    PaymentStatus.Unpaid,
                    null,
                    null,
                    checkout.Amount,
                    "usd",
                    checkout.ExpiresAt,
                    false,
                    checkout.PurchaseId
                );
                answers[idempotencyKey] = session;
                return sessions[session.Id] = session;
            },
            stop
        );

    public Task<CheckoutSession?> FindCheckoutAsync(string sessionId, CancellationToken stop) =>
        CallAsync("find", () => sessions.TryGetValue(sessionId, out var found) ? Aged(found) : null, stop);

    public Task<CheckoutSession> ExpireCheckoutAsync(string sessionId, CancellationToken stop) =>
        CallAsync(
            "expire",
            () =>
            {
                if (!sessions.TryGetValue(sessionId, out var session))
                    throw new PaymentGatewayException("resource_missing", "No such session.", 404);
                if (session.Status == CheckoutStatus.Open)
                    session = session with { Status = CheckoutStatus.Expired, Url = null };
                return sessions[sessionId] = session;
            },
            stop
        );

    public Task<GatewayRefund> RefundAsync(NewRefund refund, string idempotencyKey, CancellationToken stop) =>
        CallAsync(
            "refund",
            () =>
            {
                if (answers.TryGetValue(idempotencyKey, out var known))
                    return refunds.Single(r => r.Id == ((GatewayRefund)known).Id);
                var paid = sessions.Values.Single(s => s.PaymentIntentId == refund.PaymentIntentId).AmountTotal;
                var back = refunds.Where(r => r.PaymentIntentId == refund.PaymentIntentId && Counts(r));
                if (refund.Amount.Cents + back.Sum(r => r.Amount.Cents) > paid.Cents)
                    throw new PaymentGatewayException("charge_already_refunded", "More than is left.", 400);
                var made = new GatewayRefund(
                    Id("re"),
                    refund.PaymentIntentId,
                    RefundsBecome,
                    refund.Amount,
                    "usd",
                    RefundsBecome == GatewayRefundStatus.Failed ? "expired_or_canceled_card" : null,
                    refund.PurchaseId,
                    refund.Reason
                );
                answers[idempotencyKey] = made;
                refunds.Add(made);
                return made;
            },
            stop
        );

    /// <summary>The card network has decided about a refund.</summary>
    public GatewayRefund Becomes(string refundId, GatewayRefundStatus status)
    {
        lock (gate)
        {
            var index = refunds.FindIndex(r => r.Id == refundId);
            return refunds[index] = refunds[index] with { Status = status };
        }
    }

    /// <summary>As the processor does a day after.</summary>
    public void ForgetKeys()
    {
        lock (gate)
            answers.Clear();
    }

    public Task<GatewayRefund?> FindRefundAsync(string refundId, CancellationToken stop) =>
        CallAsync("find_refund", () => refunds.SingleOrDefault(r => r.Id == refundId), stop);

    public Task<IReadOnlyList<GatewayRefund>> FindRefundsOfAsync(string paymentIntentId, CancellationToken stop) =>
        CallAsync<IReadOnlyList<GatewayRefund>>(
            "find_refunds",
            () => [.. refunds.Where(r => r.PaymentIntentId == paymentIntentId).Reverse()],
            stop
        );

    /// <summary>The payer's bank takes a side, or begins to: what the processor then says of it.</summary>
    /// <param name="id">A dispute that is known; null opens one.</param>
    public GatewayDispute Dispute(PurchaseId purchase, string status, Money? amount = null, string? id = null)
    {
        lock (gate)
        {
            var session = SessionOf(purchase);
            var dispute = new GatewayDispute(
                id ?? Id("dp"),
                session.ChargeId!,
                session.PaymentIntentId,
                amount ?? session.AmountTotal,
                "usd",
                status,
                "fraudulent"
            );
            disputes.RemoveAll(d => d.Id == dispute.Id);
            disputes.Insert(0, dispute);
            return dispute;
        }
    }

    public IReadOnlyList<GatewayDispute> Disputes
    {
        get
        {
            lock (gate)
                return [.. disputes];
        }
    }

    public Task<CheckoutSession?> FindCheckoutOfAsync(string paymentIntentId, CancellationToken stop) =>
        CallAsync("find_of", () => sessions.Values.SingleOrDefault(s => s.PaymentIntentId == paymentIntentId), stop);

    public Task<IReadOnlyList<CheckoutSession>> CheckoutsSinceAsync(DateTimeOffset since, CancellationToken stop) =>
        CallAsync<IReadOnlyList<CheckoutSession>>("list_sessions", () => [.. sessions.Values], stop);

    public Task<IReadOnlyList<GatewayRefund>> RefundsSinceAsync(DateTimeOffset since, CancellationToken stop) =>
        CallAsync<IReadOnlyList<GatewayRefund>>("list_refunds", () => [.. refunds], stop);

    public Task<GatewayDispute?> FindDisputeAsync(string disputeId, CancellationToken stop) =>
        CallAsync("find_dispute", () => disputes.SingleOrDefault(d => d.Id == disputeId), stop);

    public Task<IReadOnlyList<GatewayDispute>> DisputesSinceAsync(DateTimeOffset since, CancellationToken stop) =>
        CallAsync<IReadOnlyList<GatewayDispute>>("list_disputes", () => [.. disputes], stop);

    private async Task<T> CallAsync<T>(string call, Func<T> work, CancellationToken stop)
    {
        // Another thread than the caller's, as with a real connection.
        await Task.Yield();
        stop.ThrowIfCancellationRequested();
        var fault = faults.TryDequeue(out var next) ? next : Weather(call);
        if (fault == Fault.Unreachable)
            throw new PaymentGatewayException("unreachable", "Nobody answers.", retryable: true);
        if (fault == Fault.Refused)
            throw new PaymentGatewayException("card_declined", "The processor says no.", 402);
        T answer;
        lock (gate)
        {
            Calls++;
            answer = work();
        }
        return fault == Fault.AnswerLost
            ? throw new PaymentGatewayException(
                "connection_lost",
                "The answer was lost.",
                retryable: true,
                outcomeUnknown: true
            )
            : answer;
    }

    private CheckoutSession Aged(CheckoutSession session) =>
        session.Status == CheckoutStatus.Open && clock.GetUtcNow() >= session.ExpiresAt
            ? sessions[session.Id] = session with { Status = CheckoutStatus.Expired, Url = null }
            : session;

    private static bool Counts(GatewayRefund refund) =>
        refund.Status is not (GatewayRefundStatus.Failed or GatewayRefundStatus.Canceled);

    private string Id(string kind) => $"{kind}_{(++numbers).ToString(CultureInfo.InvariantCulture)}";
}
