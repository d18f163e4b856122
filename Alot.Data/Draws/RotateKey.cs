using Alot.Data.Live;
using Alot.Data.Transactions;
using Alot.Domain.Draws;

namespace Alot.Data.Draws;

/// <param name="KeyId">The key that signs from now on.</param>
/// <param name="Ended">The one that no longer does; null when this is the first.</param>
/// <param name="At">When the one ended and the other began.</param>
public sealed record RotatedKey(string KeyId, string? Ended, DateTimeOffset At);

/// <summary>
/// Ends the signing key of one use and begins a new one, for all nodes at once: whoever signs reads the key in its own transaction.
/// What the old key signed still verifies, because its public half stays published with the time it was in use.
/// </summary>
public sealed class RotateKey(Transactions.Transactions transactions, SigningKeys keys, TimeProvider clock)
{
    public Task<RotatedKey> RunAsync(SigningUse use, CancellationToken stop) =>
        transactions.RunAsync(
            async db =>
            {
                await SigningKeys.OneAtATimeAsync(db, stop);
                // Waits for statements that are being signed with it.
                var old = await SigningKeys.InUseAsync(db, use, toEndIt: true, stop);
                var at = await AfterAllSignedAsync(db, clock.GetUtcNow(), stop);

                if (old is not null)
                    await db.RunSqlAsync("update signing_keys set valid_until = $2 where id = $1", stop, old.Id, at);
                var fresh = keys.Make(use, at);
                db.SigningKeys.Add(fresh);
                db.Announce(Topic.Fairness);
                return new RotatedKey(fresh.Id, old?.Id, at);
            },
            stop
        );

    // Nodes' clocks differ a little: a statement must not seem to be from after the end of its key.
    private static async Task<DateTimeOffset> AfterAllSignedAsync(AlotDb db, DateTimeOffset now, CancellationToken stop)
    {
        await using var last = db.Sql(
            """
            select greatest($1, coalesce(max(at), $1) + interval '1 microsecond') from (
                select max(created_at) as at from fairness_log union all select max(made_at) from fairness_heads
            ) signed
            """,
            now
        );
        return new DateTimeOffset((DateTime)(await last.ExecuteScalarAsync(stop))!, TimeSpan.Zero);
    }
}
