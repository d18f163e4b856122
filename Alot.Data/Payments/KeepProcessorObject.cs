using Alot.Data.Transactions;
using Alot.Domain.Payments;
using Npgsql;
using NpgsqlTypes;

namespace Alot.Data.Payments;

/// <summary>Keeps the newest word about a connected account, transfer or payout; an older one that comes late changes nothing.</summary>
public sealed class KeepProcessorObject(Transactions.Transactions transactions)
{
    /// <returns>False when something newer was known.</returns>
    public Task<bool> RunAsync(ObjectChanged happened, CancellationToken stop) =>
        transactions.RunAsync(
            async db =>
            {
                // Two events of one second are told apart by their ids: any order, the same for everyone.
                await using var keep = db.Sql(
                    """
                    insert into processor_objects as o (id, kind, event_type, event_id, event_created_at, state)
                    values ($1, $2, $3, $4, $5, $6)
                    on conflict (id) do update set event_type = excluded.event_type, event_id = excluded.event_id,
                        event_created_at = excluded.event_created_at, state = excluded.state
                    where (o.event_created_at, o.event_id) < (excluded.event_created_at, excluded.event_id)
                    """,
                    happened.ObjectId,
                    happened.Kind,
                    happened.Head.Type,
                    happened.Head.Id,
                    happened.Head.CreatedAt,
                    new NpgsqlParameter { Value = happened.State, NpgsqlDbType = NpgsqlDbType.Jsonb }
                );
                return await keep.ExecuteNonQueryAsync(stop) == 1;
            },
            stop
        );
}
