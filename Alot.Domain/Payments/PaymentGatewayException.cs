namespace Alot.Domain.Payments;

/// <summary>
/// The processor refused, failed or couldn't be reached. The message is for logs and staff; it carries no key, no
/// request body and no card data.
/// </summary>
/// <param name="code">
/// The processor's own code (<c>resource_missing</c>, <c>charge_already_refunded</c>, <c>idempotency_error</c> …), or ours:
/// <c>unreachable</c>, <c>timeout</c>, <c>connection_lost</c>, <c>unreadable_answer</c>.
/// </param>
/// <param name="message">One sentence.</param>
/// <param name="httpStatus">The answer's status; null when there was none.</param>
/// <param name="retryable">The same call with the same idempotency key may succeed later.</param>
/// <param name="outcomeUnknown">
/// The processor may have done it all the same: keep the intent open, repeat with the same key within 24 h or look up.
/// </param>
/// <param name="inner">The cause, for the log.</param>
public sealed class PaymentGatewayException(
    string code,
    string message,
    int? httpStatus = null,
    bool retryable = false,
    bool outcomeUnknown = false,
    Exception? inner = null
) : Exception(message, inner)
{
    public string Code { get; } = code;

    public int? HttpStatus { get; } = httpStatus;

    public bool Retryable { get; } = retryable;

    public bool OutcomeUnknown { get; } = outcomeUnknown;
}
