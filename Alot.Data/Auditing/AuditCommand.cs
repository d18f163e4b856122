using System.Globalization;
using Alot.Data.Setup;
using Alot.Domain.Ledger;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace Alot.Data.Auditing;

/// <summary><c>dotnet Alot.Web.dll audit</c>: prints the figures of the books and every violation. Changes nothing.</summary>
public static class AuditCommand
{
    /// <returns>The exit code: 0 when every invariant holds, 1 when one does not, 2 when the books can't be read.</returns>
    public static async Task<int> RunAsync(
        IConfiguration configuration,
        TextWriter output,
        TextWriter report,
        CancellationToken stop = default
    )
    {
        try
        {
            await using var database = NpgsqlDataSource.Create(SetupCommand.AppConnection(configuration));
            var found = await new Auditor(database).RunAsync(stop);
            foreach (var figure in found.Figures)
                await output.WriteLineAsync($"{figure.Name, -24} {Text(figure), 20}");
            foreach (var violation in found.Violations)
                await output.WriteLineAsync($"VIOLATION {violation.Invariant}: {violation.Text}");
            await output.WriteLineAsync(
                $"{found.Checked.Count} invariants checked, {found.Violations.Count} violations"
            );
            return found.Violations.Count == 0 ? 0 : 1;
        }
        catch (Exception failure) when (failure is NpgsqlException or InvalidOperationException)
        {
            await report.WriteLineAsync($"The books could not be read: {failure.Message}");
            return 2;
        }
    }

    private static string Text(AuditFigure figure) =>
        figure.Unit switch
        {
            AuditUnit.Cents => new Money(figure.Value).ToPlainString() + " USD",
            AuditUnit.Credits => new Credits(figure.Value).ToString(),
            _ => figure.Value.ToString("#,0", CultureInfo.InvariantCulture),
        };
}
