namespace Alot.Domain.Draws;

/// <summary>
/// The way to a chain's rounds. Only fetches: which round a lot waits for, when it is due and whether a signature is true are
/// <see cref="DrandChain"/>'s to say, and every caller asks it before anything is drawn.
/// </summary>
public interface IRandomnessBeacon
{
    /// <summary>
    /// The round's signature, verified, as 96 lower-case hex digits; null while nobody reachable gives it: not yet published,
    /// or no relay answers, or all lie. Never another round's. Takes seconds at most, and is never called in a transaction.
    /// </summary>
    /// <param name="round">From 1.</param>
    Task<string?> SignatureAsync(DrandChain chain, long round, CancellationToken stop);
}
