using Alot.Data.Pots;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace Alot.Data.Setup;

/// <summary>
/// <c>dotnet Alot.Web.dll setup</c>: reads <c>ConnectionStrings:Alot</c> and <c>Logins:Owner</c>, <c>:App</c>,
/// <c>:Orchestrator</c>, <c>:Settlement</c>, prepares the database and prints three lines: the connection strings for
/// <c>ConnectionStrings:AlotApp</c>, <c>:AlotOrchestrator</c> and <c>:AlotSettlement</c>, which are all that the app needs.
/// </summary>
public static class SetupCommand
{
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(
        IConfiguration configuration,
        TextWriter output,
        TextWriter report,
        CancellationToken stop = default
    )
    {
        if (configuration.GetConnectionString("Alot") is not { Length: > 0 } administrator)
            return await RefuseAsync(
                report,
                "ConnectionStrings__Alot is missing: the administrator's connection string."
            );
        string[] names = ["Owner", "App", "Orchestrator", "Settlement"];
        var passwords = names.Select(n => configuration[$"Logins:{n}"] ?? "").ToArray();
        if (Array.IndexOf(passwords, "") is >= 0 and var missing)
            return await RefuseAsync(
                report,
                $"Logins__{names[missing]} is missing: the password that login is to have."
            );
        try
        {
            var logins = new Logins(passwords[0], passwords[1], passwords[2], passwords[3]);
            var prepared = await new DatabaseSetup(administrator, logins, report).RunAsync(stop);
            await output.WriteLineAsync(prepared.App);
            await output.WriteLineAsync(prepared.Pots.Orchestrator);
            await output.WriteLineAsync(prepared.Pots.Settlement);
            return 0;
        }
        catch (NpgsqlException e)
        {
            return await RefuseAsync(report, $"The database could not be set up: {e.Message}");
        }
    }

    /// <summary>What the app runs with: the login made by <c>setup</c>, or else a plain connection string as it is.</summary>
    /// <exception cref="InvalidOperationException">Neither is configured.</exception>
    public static string AppConnection(IConfiguration configuration) =>
        configuration.GetConnectionString("AlotApp") is { Length: > 0 } app ? app
        : configuration.GetConnectionString("Alot") is { Length: > 0 } plain ? plain
        : throw new InvalidOperationException(
            "ConnectionStrings__AlotApp is not configured. script/server does it; elsewhere run `dotnet Alot.Web.dll setup` once and give the app what it prints."
        );

    /// <summary>
    /// What the pot services run with. Null where they are not configured: then they share the app's login, which is right where
    /// setup could make only one, and refused by the database everywhere else.
    /// </summary>
    public static PotLogins? PotConnections(IConfiguration configuration) =>
        configuration.GetConnectionString("AlotOrchestrator") is { Length: > 0 } orchestrator
        && configuration.GetConnectionString("AlotSettlement") is { Length: > 0 } settlement
            ? new PotLogins(orchestrator, settlement)
            : null;

    private static async Task<int> RefuseAsync(TextWriter report, string sentence)
    {
        await report.WriteLineAsync(sentence);
        return 1;
    }
}
