using Alot.Domain;

namespace Alot.Data.Live;

/// <summary>What may have changed. Carries no data: whoever shows it goes and looks.</summary>
public readonly record struct Topic(string Name)
{
    /// <summary>The list of lots that anyone sees.</summary>
    public static readonly Topic Lots = new("lots");

    /// <summary>There is work in the outbox.</summary>
    public static readonly Topic Outbox = new("outbox");

    /// <summary>A webhook was stored.</summary>
    public static readonly Topic Webhooks = new("webhooks");

    /// <summary>A lot became due for a step of its own: roster, draw, settlement, expiry.</summary>
    public static readonly Topic DueLots = new("due");

    /// <summary>Development's clock moved.</summary>
    public static readonly Topic Clock = new("clock");

    /// <summary>What staff must look at.</summary>
    public static readonly Topic Queues = new("queues");

    /// <summary>The fairness log has a new record, or its head was signed.</summary>
    public static readonly Topic Fairness = new("fairness");

    /// <summary>The list of pots.</summary>
    public static readonly Topic Pots = new("pots");

    /// <summary>A pot became due for a step of its own.</summary>
    public static readonly Topic DuePots = new("due-pots");

    public static Topic Lot(LotId id) => new($"lot:{id}");

    public static Topic Pot(PotId id) => new($"pot:{id}");

    public static Topic Player(PlayerId id) => new($"player:{id}");

    public override string ToString() => Name;
}
