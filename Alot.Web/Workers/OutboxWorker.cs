using Alot.Data.Live;
using Alot.Data.Payments;
using Alot.Data.Transactions;

namespace Alot.Web.Workers;

/// <summary>What to do with messages of one kind. Done at least once, so it must be safe to repeat.</summary>
public sealed record OutboxHandler(string Kind, Func<LeasedMessage, CancellationToken, Task> Handle);

/// <summary>Does the outbox: refunds, checkout pages to close, mails.</summary>
public sealed class OutboxWorker(
    Outbox outbox,
    IEnumerable<OutboxHandler> handlers,
    LiveFeed feed,
    ILogger<OutboxWorker> log
) : Worker(feed, Topic.Outbox, log)
{
    private const int AtOnce = 4;

    private readonly Dictionary<string, OutboxHandler> handlers = handlers.ToDictionary(h => h.Kind);

    protected override async Task RunDueAsync(CancellationToken stop)
    {
        while (await outbox.LeaseAsync(8, stop) is { Count: > 0 } leased)
            await Parallel.ForEachAsync(
                leased,
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stop },
                async (message, inner) => await DoAsync(message, inner)
            );
    }

    private async Task DoAsync(LeasedMessage message, CancellationToken stop)
    {
        try
        {
            if (!handlers.TryGetValue(message.Kind, out var handler))
                throw new InvalidOperationException($"Nobody handles messages of kind {message.Kind}.");
            await handler.Handle(message, stop);
            await outbox.DoneAsync(message, stop);
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            log.LogWarning(
                failure,
                "Outbox message {MessageId} ({Kind}) failed, try {Attempt}",
                message.Id,
                message.Kind,
                message.Attempts
            );
            await outbox.FailedAsync(message, failure.Message, stop);
        }
    }
}
