namespace Alot.Domain.Draws;

/// <summary>Who signs with a key. Each of them has one of its own in use at a time.</summary>
public enum SigningUse
{
    /// <summary>All that is said about lots, and the heads of the fairness log.</summary>
    Platform,

    /// <summary>Openings, locks and cancellations of pots.</summary>
    Orchestrator,

    /// <summary>Reveals of pots.</summary>
    Settlement,
}
