using Alot.Data.Draws;
using Alot.Data.Live;
using Alot.Data.Mapping;
using Alot.Domain;
using Alot.Domain.Compliance;
using Alot.Domain.Draws;
using Alot.Domain.Pots;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Pots;

/// <summary>Opens pots: makes the seed and commits to it in public, in the transaction of whoever asked.</summary>
internal static class PotOpening
{
    /// <param name="plan">Checked.</param>
    public static async Task<Pot> OpenPotAsync(
        this AlotDb db,
        PotPlan plan,
        DrawPolicy draws,
        SigningKeys keys,
        Sealer sealer,
        PlayerId? by,
        DateTimeOffset now,
        CancellationToken stop
    )
    {
        var chain = draws.ForPots();
        var seed = ServerSeed.New();
        var pot = Pot.Open(PotId.New(now), plan, chain, seed.Commitment, TagKey.New(), sealer, now);
        var signed = await keys.SignAsync(db, SigningUse.Orchestrator, pot.Opening(), now, stop);
        pot.Publish(Json.Write(signed));
        db.Pots.Add(pot);
        db.PotSeals.Add(PotSeal.Of(pot.Id, seed, sealer));
        db.Note(pot.Id, "opened", now, by, metadata: new { plan.Template });
        await db.AppendAsync(signed, pot.Id, now, stop);
        db.Announce(Topic.Pots, Topic.Pot(pot.Id));
        return pot;
    }

    /// <summary>The next pot of a template, if none is open.</summary>
    public static async Task<bool> OpenNextAsync(
        this AlotDb db,
        PotTemplate template,
        DrawPolicy draws,
        SigningKeys keys,
        Sealer sealer,
        DateTimeOffset now,
        CancellationToken stop
    )
    {
        if (await db.Pots.AnyAsync(p => p.Template == template.Name && p.Status == PotStatus.Open, stop))
            return false;
        var plan = template.Plan with { Template = template.Name };
        await db.OpenPotAsync(plan.Checked(), draws, keys, sealer, null, now, stop);
        return true;
    }
}
