using System.Data;
using Alot.Domain;
using Npgsql;

namespace Alot.Data.Auditing;

/// <summary>A figure of the books: cents for money, credits for credits, else a count.</summary>
public sealed record AuditFigure(string Name, long Value, AuditUnit Unit);

public enum AuditUnit
{
    Count,
    Cents,
    Credits,
}

/// <summary>Something that must never be.</summary>
/// <param name="Invariant">Which rule, a stable name.</param>
/// <param name="LotId">The lot concerned; null when it concerns none or all.</param>
/// <param name="Text">What was found, with ids and amounts; no personal data.</param>
/// <param name="PlayerId">The account concerned; null when it concerns none or all.</param>
public sealed record AuditViolation(string Invariant, LotId? LotId, string Text, PlayerId? PlayerId = null);

/// <param name="Checked">The names of all rules looked at.</param>
public sealed record AuditReport(
    IReadOnlyList<AuditFigure> Figures,
    IReadOnlyList<string> Checked,
    IReadOnlyList<AuditViolation> Violations
);

/// <summary>
/// Checks every invariant of the books (money.md, "Journal") in one snapshot and changes nothing. The rules are SQL, each a
/// query for what must not be there.
/// </summary>
public sealed class Auditor(NpgsqlDataSource database)
{
    public async Task<AuditReport> RunAsync(CancellationToken stop)
    {
        await using var connection = await database.OpenConnectionAsync(stop);
        // One snapshot for all: books that are written to meanwhile would seem to contradict themselves.
        await using var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, stop);
        // Whole tables are compared: a loop over one for each row of another is never right, however small it once was.
        await using (
            var settings = new NpgsqlCommand(
                "set transaction read only; set local enable_nestloop = off; set local work_mem = '64MB'",
                connection,
                snapshot
            )
        )
            await settings.ExecuteNonQueryAsync(stop);
        return await AuditRules.CheckAsync(connection, stop);
    }
}
