using Alot.Data.Accounts;
using Alot.Data.Mapping;
using Alot.Domain;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Transactions;

public static class OutboxKinds
{
    /// <summary>Ask the processor to send cash back: <see cref="RefundLetter"/>.</summary>
    public const string Refund = "refund";

    /// <summary>Write to a player about a lot: <see cref="MailLetter"/>.</summary>
    public const string Mail = "mail";

    /// <summary>The same to everybody in a lot at once: these must not keep a receipt or a refund waiting.</summary>
    public const string BulkMail = "bulk_mail";

    /// <summary>The day's signed head to somebody outside: <see cref="Draws.WitnessLetter"/>.</summary>
    public const string WitnessMail = "witness_mail";

    /// <summary>A large win of a pot, to web hooks and the winner: <see cref="Pots.LargeWinLetter"/>.</summary>
    public const string LargeWin = "large_win";

    /// <summary>A large win to one web hook: <see cref="Pots.WinHookLetter"/>.</summary>
    public const string WinHook = "win_hook";

    public static readonly IReadOnlyList<string> All =
    [
        Refund,
        AccountMail.Kind,
        Mail,
        BulkMail,
        WitnessMail,
        LargeWin,
        WinHook,
    ];
}

public sealed record RefundLetter(Guid RefundId);

/// <param name="Template">Which mail: <c>receipt</c>, <c>late_payment</c>, <c>lot_won</c>, <c>lot_lost</c>, <c>refund_choice</c>, <c>refund_reminder</c>, <c>refunded</c>, <c>lot_disqualified</c>, <c>lot_cancelled</c>, <c>lot_extended</c>, <c>pot_won</c>.</param>
/// <param name="PotId">What it is about instead of a lot. Letters from before there were pots don't have it.</param>
public sealed record MailLetter(
    string Template,
    PlayerId PlayerId,
    PurchaseId? PurchaseId,
    LotId? LotId,
    PotId? PotId = null
);

/// <summary>A message a worker holds a lease on.</summary>
public sealed record LeasedMessage(Guid Id, string Kind, string Payload, int Attempts, long Fence)
{
    public T Read<T>() => Json.Read<T>(Payload);
}

/// <summary>
/// The worker's side of the outbox. A lease ends by itself, so the messages of a node that was killed are done by another;
/// the fence keeps a worker that was asleep for too long from finishing what somebody else has taken.
/// </summary>
public sealed class Outbox(IDbContextFactory<AlotDb> contexts, AppClock clock)
{
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);
    public const int LastAttempt = 20;

    /// <summary>Somebody else's server that has failed so often is asked again only when staff say so.</summary>
    public const int LastHookAttempt = 10;

    /// <param name="most">Of each kind, so that many of one don't hold up the others.</param>
    public async Task<IReadOnlyList<LeasedMessage>> LeaseAsync(int most, CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        await clock.FollowAsync(db, stop);
        await using var lease = db.Sql(
            """
            update outbox set leased_until = now() + $3, fence = fence + 1, attempts = attempts + 1
            where id in (
                select due.id from unnest($4) k (kind) cross join lateral (
                    select id from outbox
                    where kind = k.kind and done_at is null and due_at <= $1 and (leased_until is null or leased_until < now())
                    order by due_at limit $2 for update skip locked
                ) due
            )
            returning id, kind, payload::text, attempts, fence
            """,
            clock.GetUtcNow(),
            most,
            Lease,
            OutboxKinds.All.ToArray()
        );
        await using var rows = await lease.ExecuteReaderAsync(stop);
        var leased = new List<LeasedMessage>();
        while (await rows.ReadAsync(stop))
            leased.Add(new(rows.GetGuid(0), rows.GetString(1), rows.GetString(2), rows.GetInt32(3), rows.GetInt64(4)));
        return leased;
    }

    public async Task DoneAsync(LeasedMessage message, CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        await using var done = db.Sql(
            "update outbox set done_at = $3, leased_until = null, last_error = null where id = $1 and fence = $2",
            message.Id,
            message.Fence,
            clock.GetUtcNow()
        );
        await done.ExecuteNonQueryAsync(stop);
    }

    /// <summary>
    /// Tries again later, at growing distance up to an hour. After 20 tries staff are told, and it goes on; a web hook is
    /// given up after 10 (<see cref="Pots.RetryHook"/>).
    /// </summary>
    public async Task FailedAsync(LeasedMessage message, string error, CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        var seconds = Math.Min(3600, Math.Pow(2, Math.Min(message.Attempts, 12)));
        var isDead = message.Kind == OutboxKinds.WinHook && message.Attempts >= LastHookAttempt;
        await using var failed = db.Sql(
            """
            update outbox set leased_until = null, due_at = case when $5 then 'infinity' else $3 end, last_error = $4
            where id = $1 and fence = $2
            """,
            message.Id,
            message.Fence,
            clock.GetUtcNow().AddSeconds(seconds),
            error.Length > 500 ? error[..500] : error,
            isDead
        );
        // Who has lost the lease has nothing to tell either.
        if (await failed.ExecuteNonQueryAsync(stop) == 0)
            return;
        if (isDead)
            await Auditing.AlertWriting.RaiseAsync(
                db,
                Pots.PotAlerts.DeadHook,
                message.Id.ToString(),
                $"A large win could not be told: {error} It was tried {message.Attempts} times and is not tried again by itself.",
                clock.GetUtcNow(),
                stop
            );
        else if (message.Attempts >= LastAttempt)
            await Auditing.AlertWriting.RaiseAsync(
                db,
                "outbox_stuck",
                message.Id.ToString(),
                $"{message.Kind} has failed {message.Attempts} times: {error}",
                clock.GetUtcNow(),
                stop
            );
    }
}
