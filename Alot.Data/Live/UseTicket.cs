using Alot.Data.Transactions;
using Alot.Domain;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Live;

/// <param name="TicketId">Random, from inside the sealed ticket.</param>
/// <param name="Step">What it is used for: each step once.</param>
public sealed record UseTicketCommand(PlayerId ActorId, string TicketId, string Step);

/// <summary>
/// Uses a realtime ticket up. Its use is a row among the commands, so that a ticket is good once over all nodes and needs no
/// table of its own.
/// </summary>
public sealed class UseTicket(IDbContextFactory<AlotDb> contexts)
{
    /// <returns>False when it was used before.</returns>
    public async Task<bool> RunAsync(UseTicketCommand command, CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        return await db.RunSqlAsync(
                """
                insert into commands (actor_id, command, key, request_hash, created_at)
                values ($1, 'UseTicket', $2, ''::bytea, $3) on conflict do nothing
                """,
                stop,
                command.ActorId.Value,
                $"{command.TicketId}.{command.Step}",
                TimeProvider.System.GetUtcNow()
            ) == 1;
    }
}
