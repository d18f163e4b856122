namespace Alot.Domain.Lots;

/// <summary>Whether the item is hidden until half funded.</summary>
public enum LotType
{
    Standard,
    Mystery,
}

/// <summary>Who can find a lot (lots.md, "Visibility").</summary>
public enum Visibility
{
    Public,
    Unlisted,
    Private,
}

/// <summary>How a host's lot is reviewed before it may open.</summary>
public enum ReviewStatus
{
    NotNeeded,
    Draft,
    Submitted,
    Approved,
    Rejected,
}

/// <summary>Who holds the item.</summary>
public enum Custody
{
    Platform,
    Host,
}

/// <summary>What an entry was bought with.</summary>
public enum EntryKind
{
    Cash,
    Credits,
    Trivia,
}
