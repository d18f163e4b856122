namespace Alot.Data.Setup;

/// <summary>
/// The database logins of schema.md with their passwords: the owner makes and migrates the tables, the app may use them
/// but not change what is append-only, orchestrator and settlement are for community pots.
/// </summary>
/// <param name="Prefix">Names are <c>prefix_owner</c>, <c>prefix_app</c> and so on; tests on a shared server use their own.</param>
public sealed record Logins(string Owner, string App, string Orchestrator, string Settlement, string Prefix = "alot")
{
    public string OwnerName => $"{Prefix}_owner";

    public string AppName => $"{Prefix}_app";

    public string OrchestratorName => $"{Prefix}_orchestrator";

    public string SettlementName => $"{Prefix}_settlement";

    internal IEnumerable<(string Name, string Password)> All =>
        [(OwnerName, Owner), (AppName, App), (OrchestratorName, Orchestrator), (SettlementName, Settlement)];

    // A record prints its members; these are secrets.
    public override string ToString() => $"logins {Prefix}_*";
}
