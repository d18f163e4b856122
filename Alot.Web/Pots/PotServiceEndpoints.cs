using Alot.Data.Pots;
using Alot.Domain;
using Alot.Domain.Pots;
using Alot.Web.Api;

namespace Alot.Web.Pots;

/// <summary>
/// The doors of the two pot services. The workers in this app use the same use cases; what one of them has done before is not
/// done again here.
/// </summary>
public static class PotServiceEndpoints
{
    // A worker may have the pot's row at this moment, and is done with it in milliseconds.
    private const int Looks = 10;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public static void MapPotServices(this IEndpointRouteBuilder app)
    {
        var pots = app.MapGroup("/api/pots/{id}").WithTags("Pot services");

        pots.MapPost("/lock", LockAsync)
            .WithSummary(
                "The orchestrator locks a pot that is due, or gives it back when it is called off or has too few players"
            )
            .WithDescription(
                "Answers the pot as it is afterwards, also when it was locked before. Refusals: not_due, pot_paused, pot_busy, service_key_needed (401)."
            )
            .OnlyFor(PotService.Orchestrator)
            .Produces<PotRoomJson>();
        pots.MapPost("/reveal", RevealAsync)
            .WithSummary("The settlement service hands in the reveal of a locked pot; the whole pot goes to its winner")
            .WithDescription(
                "The signature is over the pot_reveal statement, by a published settlement key. Refusals: not_due, pot_paused, pot_busy, pot_over {pot_status}, "
                    + "reveal_mismatch (422: staff are alerted, the pot stays locked), service_key_needed (401)."
            )
            .OnlyFor(PotService.Settlement)
            .Produces<PotRoomJson>()
            .Refuses(422);
    }

    private static async Task<IResult> LockAsync(
        RouteId id,
        CancelPot cancel,
        LockPot lockPot,
        PotReads pots,
        TimeProvider clock,
        CancellationToken stop
    )
    {
        var potId = new PotId(id.Value);
        for (var look = 1; ; look++)
        {
            var moved = await cancel.RunAsync(potId, stop) || await lockPot.RunAsync(potId, stop);
            var room = await pots.RoomAsync(potId, null, stop) ?? throw Refusal.NotFound("pot");
            var (pot, now) = (room.Pot, clock.GetUtcNow());
            if (moved || (pot.Status != PotStatus.Open && !pot.CalledOff) || IsOver(pot))
                return Results.Ok(PotRoomJson.Of(room, now, signedIn: false));
            if (!pot.CalledOff)
            {
                RefusePaused(pot);
                if (pot.FilledAt is null && now < pot.ClosesAt)
                    throw NotDue("Its tickets are not sold out and its timer runs on.", pot.ClosesAt);
            }
            await BusyAsync(look, stop);
        }
    }

    private static async Task<IResult> RevealAsync(
        RouteId id,
        RevealPotBody body,
        RevealPot reveal,
        PayPot pay,
        PotReads pots,
        TimeProvider clock,
        CancellationToken stop
    )
    {
        var potId = new PotId(id.Value);
        var handed = new HandedReveal(body.RevealSeed, body.SettlementSignature);
        for (var look = 1; ; look++)
        {
            var revealed = await reveal.RunAsync(potId, handed, stop);
            if (revealed)
                await PayAsync(potId, pay, pots, stop);
            var room = await pots.RoomAsync(potId, null, stop) ?? throw Refusal.NotFound("pot");
            var (pot, now) = (room.Pot, clock.GetUtcNow());
            if (revealed)
                return Results.Ok(PotRoomJson.Of(room, now, signedIn: false));
            if (pot.Status == PotStatus.Settling || IsOver(pot))
                throw new Refusal(
                    "pot_over",
                    "This pot takes no reveal any more. Nothing was changed.",
                    details: new Dictionary<string, object?> { ["pot_status"] = pot.Status }
                );
            if (pot.Status == PotStatus.Open || pot.CalledOff)
                throw NotDue("Only a locked pot is revealed.", null);
            RefusePaused(pot);
            if (pot.CommitHash is null || now < pot.RevealDueAt)
                throw NotDue("Its commitment is not out for long enough.", pot.RevealDueAt);
            await BusyAsync(look, stop);
        }
    }

    // Should this be cut off, or the pot be paused, the worker pays: nothing is lost between the two steps.
    private static async Task PayAsync(PotId id, PayPot pay, PotReads pots, CancellationToken stop)
    {
        for (var look = 1; !await pay.RunAsync(id, stop) && look < Looks; look++)
        {
            if (await pots.RoomAsync(id, null, stop) is not { Pot: { Status: PotStatus.Settling, Paused: false } })
                return;
            await Task.Delay(Pause, stop);
        }
    }

    private static bool IsOver(PotRow pot) => pot.Status is PotStatus.Settled or PotStatus.Cancelled;

    private static void RefusePaused(PotRow pot)
    {
        if (pot.Paused)
            throw new Refusal("pot_paused", $"This pot is paused: {pot.PauseReason} Nothing was changed.");
    }

    private static Refusal NotDue(string why, DateTimeOffset? dueAt) =>
        new("not_due", $"{why} Nothing was changed.", details: new Dictionary<string, object?> { ["due_at"] = dueAt });

    private static async Task BusyAsync(int look, CancellationToken stop)
    {
        if (look == Looks)
            throw new Refusal(
                "pot_busy",
                "It is due, but somebody else is at it, or it was refused and staff were told. Try again."
            );
        await Task.Delay(Pause, stop);
    }
}
