namespace Alot.Web.Api;

/// <summary>
/// An id in an address. Text that is no UUID is the id of nothing, so that it is looked for in vain like any unknown one: 404. A
/// constraint in the route (<c>{id:guid}</c>) would make the router answer 405 instead.
/// </summary>
public readonly record struct RouteId(Guid Value)
{
    public static bool TryParse(string? text, out RouteId id)
    {
        id = new RouteId(Guid.TryParseExact(text, "D", out var value) ? value : Guid.Empty);
        return true;
    }

    public override string ToString() => Value.ToString("D");
}
