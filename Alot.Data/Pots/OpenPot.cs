using Alot.Data.Accounts;
using Alot.Data.Draws;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Accounts;
using Alot.Domain.Compliance;
using Alot.Domain.Draws;
using Alot.Domain.Pots;

namespace Alot.Data.Pots;

public sealed record OpenPotCommand(PlayerId ActorId, string Key, PotPlan Plan) : Command(ActorId, Key);

public sealed record OpenedPot(PotId PotId, int Number, string SeedHash, DateTimeOffset ClosesAt);

/// <summary>Staff open a pot. The orchestrator's hand does it: players' code can't make pots.</summary>
public sealed class OpenPot(
    OrchestratorTransactions transactions,
    StaffAccess staff,
    SigningKeys keys,
    Sealer sealer,
    DrawPolicy draws,
    TimeProvider clock
)
{
    /// <exception cref="Refusal"><c>validation</c>, <c>beacon_not_configured</c>.</exception>
    public Task<OpenedPot> RunAsync(OpenPotCommand command, CancellationToken stop) =>
        transactions.RunAsync(
            command,
            async db =>
            {
                await staff.RequireAsync(db, new Actor(command.ActorId, true), Permission.PausePots, stop);
                var plan = (command.Plan with { Template = null }).Checked();
                var pot = await db.OpenPotAsync(plan, draws, keys, sealer, command.ActorId, clock.GetUtcNow(), stop);
                db.Audit(command.ActorId, "pot_opened", "pot", pot.Id.Value, new { pot.Number, plan.Title });
                return new OpenedPot(pot.Id, pot.Number, pot.SeedHash, pot.ClosesAt);
            },
            stop
        );
}
