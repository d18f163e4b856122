namespace Alot.Domain.Pots;

/// <summary>Where a pot is in its life (pots.md, "Life cycle"). A pause is a flag beside it.</summary>
public enum PotStatus
{
    /// <summary>Tickets are sold until the last is gone or the timer ends.</summary>
    Open,

    /// <summary>The list of tickets is closed and signed; the draw follows from it.</summary>
    Locked,

    /// <summary>The reveal was accepted; the payout follows.</summary>
    Settling,

    /// <summary>The winner has the whole pot.</summary>
    Settled,

    /// <summary>Everyone has their credits back.</summary>
    Cancelled,
}
