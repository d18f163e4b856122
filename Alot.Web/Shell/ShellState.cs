using System.Security.Claims;
using Alot.Data.Draws;
using Alot.Domain.Ledger;

namespace Alot.Web.Shell;

/// <summary>What the frame around a page shows of the person and of the platform. Nothing in it decides anything.</summary>
/// <param name="Balance">None when nobody is signed in.</param>
/// <param name="FairnessHead">The head of the fairness log, on every page; none before its first record.</param>
/// <param name="Name">Who is signed in.</param>
/// <param name="Roles">"moderator, refunds", under the name in the staff console.</param>
/// <param name="Counts">Open work by the address of its page (<c>/staff/lots</c>), in the console's rail.</param>
/// <param name="SeesUsers">Whether the console's pages about people are there for this person.</param>
/// <param name="SeesPots">The same of those about pots.</param>
public sealed record ShellFacts(
    Credits? Balance = null,
    LogHead? FairnessHead = null,
    string? Name = null,
    string? Roles = null,
    IReadOnlyDictionary<string, int>? Counts = null,
    bool SeesUsers = false,
    bool SeesPots = false
)
{
    public static readonly ShellFacts None = new();
}

/// <summary>Reads the facts once per page. Registered as a scoped delegate; without one the frame shows none.</summary>
public delegate Task<ShellFacts> ReadShell(ClaimsPrincipal viewer, CancellationToken stop);
