using Alot.Data.Mapping;
using Alot.Domain;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Transactions;

/// <summary>What became of a command whose answer its caller did not hear.</summary>
public sealed class CommandReads(IDbContextFactory<AlotDb> contexts)
{
    /// <summary>The first answer to the player's command with this key; null when it was not carried out (any more: keys are kept for a time).</summary>
    public async Task<TAnswer?> FindAnswerAsync<TCommand, TAnswer>(PlayerId actor, string key, CancellationToken stop)
        where TCommand : Command
        where TAnswer : class
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        var result = await db
            .Commands.AsNoTracking()
            .Where(c => c.ActorId == actor && c.Command == typeof(TCommand).Name && c.Key == key)
            .Select(c => c.Result)
            .SingleOrDefaultAsync(stop);
        return result is null ? null : Json.Read<TAnswer>(result);
    }
}
