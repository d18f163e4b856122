using System.Diagnostics.CodeAnalysis;
using Alot.Data.Transactions;
using Alot.Domain;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Alot.Data.Lots;

/// <summary>
/// Gathers concurrent sales of one lot, so that a hot lot pays for one COMMIT per round instead of one per sale. A round is
/// whatever waits when the round before is done: a lone sale waits for nobody, and nobody waits longer than the round under
/// way. Who sells is decided by the lot's row lock, not here: each node gathers for itself.
/// </summary>
[SuppressMessage(
    "Design",
    "CA1001",
    Justification = "A semaphore whose wait handle nobody asks for holds nothing, and a round may outlive the host's end."
)]
public sealed class SaleRounds(SellRound sell, ILogger<SaleRounds> log)
{
    /// <summary>A round larger than this would keep its first buyer waiting for the last.</summary>
    public const int LargestRound = 256;

    private readonly SemaphoreSlim running = new(PreparedConnections.PoolSize);
    private readonly Dictionary<LotId, LinkedList<Waiting>> queues = [];

    /// <summary>Sells in the lot's next round, in the order of asking.</summary>
    /// <param name="lot">Whose tickets.</param>
    /// <param name="request">What to sell.</param>
    /// <param name="stop">Heard while it waits; a round that has begun is waited for.</param>
    /// <exception cref="Refusal">The rule's, for this sale alone.</exception>
    public async Task<T> SellAsync<T>(LotId lot, SaleRequest request, CancellationToken stop)
    {
        var waiting = new Waiting(request, stop);
        bool first;
        lock (queues)
        {
            first = !queues.TryGetValue(lot, out var queue);
            if (first)
                queues[lot] = queue = [];
            queue!.AddLast(waiting);
        }
        if (first)
            // Not in the caller's context: a page that is slow or gone must not keep the others waiting.
            _ = Task.Run(() => RunRoundsAsync(lot), CancellationToken.None);
        return (T)await waiting.Answer.Task;
    }

    // One at a time per lot, until nobody waits.
    private async Task RunRoundsAsync(LotId lot)
    {
        while (Take(lot) is { } round)
        {
            await running.WaitAsync();
            try
            {
                await SellAsync(lot, round);
            }
            finally
            {
                running.Release();
            }
            // Who was just answered may ask again: let them be in the next round rather than the one after.
            if (round.Count > 1)
                await Task.Yield();
        }
    }

    /// <summary>The next round, in the order of asking; null when nobody waits and the lot's queue is gone.</summary>
    private List<Waiting>? Take(LotId lot)
    {
        lock (queues)
        {
            var queue = queues[lot];
            var round = new List<Waiting>();
            var taken = new HashSet<Guid>();
            for (var node = queue.First; node is not null && round.Count < LargestRound; )
            {
                var next = node.Next;
                if (node.Value.GivenUp())
                    queue.Remove(node);
                else if (taken.Add(node.Value.Request.OncePerRound))
                {
                    queue.Remove(node);
                    round.Add(node.Value);
                }
                node = next;
            }
            if (round.Count == 0)
                queues.Remove(lot);
            return round.Count == 0 ? null : round;
        }
    }

    private async Task SellAsync(LotId lot, List<Waiting> round)
    {
        try
        {
            var results = await sell.RunAsync(lot, [.. round.Select(w => w.Request)], CancellationToken.None);
            for (var i = 0; i < round.Count; i++)
                round[i].Tell(results[i]);
        }
        catch (Exception failure) when (round.Count > 1 && IsRefusal(failure))
        {
            // One of them is what the database refuses; the others shall not suffer for it.
            log.LogWarning(failure, "A round of {Sales} sales of lot {LotId} is sold one by one", round.Count, lot);
            foreach (var waiting in round)
                await SellAsync(lot, [waiting]);
        }
        catch (Exception failure)
        {
            // The database is gone: nobody needs to wait for it to be gone for each of them.
            foreach (var waiting in round)
                waiting.Tell(new SaleResult(null, failure));
        }
    }

    private static bool IsRefusal(Exception? failure) =>
        failure is Refusal or PostgresException || (failure is not null && IsRefusal(failure.InnerException));

    private sealed class Waiting(SaleRequest request, CancellationToken stop)
    {
        public SaleRequest Request => request;

        // Whoever waits goes on elsewhere: the round's thread has the next round to run.
        public TaskCompletionSource<object> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool GivenUp() => stop.IsCancellationRequested && Answer.TrySetCanceled(stop);

        public void Tell(SaleResult result)
        {
            if (result.Refused is { } refused)
                Answer.TrySetException(refused);
            else
                Answer.TrySetResult(result.Answer!);
        }
    }
}
