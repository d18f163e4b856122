using System.Net.Sockets;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Alot.Data.Transactions;

/// <summary>Tells what the database could not do from what it would not do.</summary>
public static class Outage
{
    /// <summary>
    /// True when the database can't be reached, broke off, is stopping or starting, or has no room left: nothing the caller
    /// did, and the same may succeed later.
    /// </summary>
    public static bool Is(Exception failure) =>
        failure switch
        {
            PostgresException refused => IsOutOfService(refused.SqlState),
            NpgsqlException { IsTransient: true } => true,
            NpgsqlException { InnerException: IOException or SocketException or TimeoutException } => true,
            _ => Wrapped(failure) is { } inner && Is(inner),
        };

    /// <summary>What EF Core wrapped, one layer of it: failures that it takes for passing ones come in two.</summary>
    internal static Exception? Wrapped(Exception failure) =>
        failure is DbUpdateException or InvalidOperationException ? failure.InnerException : null;

    // PostgreSQL's classes of errors: connection, insufficient resources (disk, memory, connections), operator intervention
    // without a cancelled statement, and system errors.
    private static bool IsOutOfService(string state) =>
        state != PostgresErrorCodes.QueryCanceled
        && (
            state.StartsWith("08", StringComparison.Ordinal)
            || state.StartsWith("53", StringComparison.Ordinal)
            || state.StartsWith("57", StringComparison.Ordinal)
            || state.StartsWith("58", StringComparison.Ordinal)
        );
}
