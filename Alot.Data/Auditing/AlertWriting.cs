using Alot.Data.Transactions;

namespace Alot.Data.Auditing;

internal static class AlertWriting
{
    /// <summary>What the alert was about has been done.</summary>
    public static async Task ClearAlertsAsync(
        this AlotDb db,
        string kind,
        string subject,
        Domain.PlayerId by,
        DateTimeOffset now,
        CancellationToken stop
    )
    {
        await using var clear = db.Sql(
            "update alerts set cleared_at = $3, cleared_by = $4 where kind = $1 and subject = $2 and cleared_at is null",
            kind,
            subject,
            now,
            by.Value
        );
        await clear.ExecuteNonQueryAsync(stop);
        db.Announce(Live.Topic.Queues);
    }

    /// <summary>What the alert was about is over by itself. Pages are told only when there was one.</summary>
    public static async Task ClearAlertsAsync(
        this AlotDb db,
        string kind,
        string subject,
        DateTimeOffset now,
        CancellationToken stop
    )
    {
        await using var clear = db.Sql(
            "update alerts set cleared_at = $3 where kind = $1 and subject = $2 and cleared_at is null",
            kind,
            subject,
            now
        );
        if (await clear.ExecuteNonQueryAsync(stop) > 0)
            db.Announce(Live.Topic.Queues);
    }

    /// <summary>Puts something into the staff's queue; an open alert of the same kind and subject stays as it is.</summary>
    public static async Task RaiseAsync(
        this AlotDb db,
        string kind,
        string subject,
        string text,
        DateTimeOffset now,
        CancellationToken stop
    )
    {
        await using var raise = db.Sql(
            """
            insert into alerts (id, kind, subject, text, created_at) values ($1, $2, $3, $4, $5)
            on conflict (kind, subject) where cleared_at is null do nothing
            """,
            Guid.CreateVersion7(now),
            kind,
            subject,
            text,
            now
        );
        await raise.ExecuteNonQueryAsync(stop);
        db.Announce(Live.Topic.Queues);
    }
}
