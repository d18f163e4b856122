namespace Alot.Domain.Hosts;

/// <summary>Whether a seller may list.</summary>
public enum HostStatus
{
    Pending,
    Approved,
    Suspended,
    Banned,
}
