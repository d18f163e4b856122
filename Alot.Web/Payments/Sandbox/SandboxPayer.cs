using System.Text.Json.Nodes;

namespace Alot.Web.Payments.Sandbox;

/// <summary>What a person at the hosted page does, for the page and for tests alike.</summary>
internal sealed class SandboxPayer(SandboxStore store, SandboxDelivery delivery)
{
    /// <summary>Tries to pay with a card, then waits until the app has been told of what came of it.</summary>
    public async Task<SandboxTry> PayAsync(string sessionId, SandboxCard card, TimeSpan within, CancellationToken stop)
    {
        var (session, told) = await store.InTransactionAsync(
            tx => SandboxCheckouts.PayAsync(tx, sessionId, card),
            stop
        );
        // Without an event of its own it may still have expired on the way.
        if (told is null)
            delivery.Wake();
        var undelivered = told is null ? null : await delivery.DeliverNowAsync(told, within, stop);
        return new(session, told, undelivered);
    }
}

/// <summary>What came of a try to pay.</summary>
/// <param name="Session">As it is now.</param>
/// <param name="Event">The event the app was told; null when the session wasn't open and nothing happened.</param>
/// <param name="Undelivered">Why the app hasn't been told yet; null when it has.</param>
internal sealed record SandboxTry(JsonObject Session, string? Event, string? Undelivered);
