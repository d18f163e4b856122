namespace Alot.Domain.Lots;

/// <summary>Where a lot is in its life; the moves between are in <see cref="LotLifecycle"/>.</summary>
public enum LotStatus
{
    /// <summary>An editable draft.</summary>
    Created,

    /// <summary>Sells while now &lt; deadline and there is capacity.</summary>
    Open,

    /// <summary>Live cash reached the target: all selling has stopped, the draw is due.</summary>
    Funded,

    /// <summary>The draw is made and public; settlement is under way.</summary>
    Drawing,

    /// <summary>Everyone has what the lot owed them.</summary>
    Settled,

    /// <summary>The deadline passed unfunded; buyers choose.</summary>
    Expired,

    /// <summary>The first choice or default was carried out.</summary>
    Refunding,

    /// <summary>All paid back.</summary>
    Closed,

    /// <summary>Called off: everything back at 100 %.</summary>
    Cancelled,
}
