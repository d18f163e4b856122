namespace Alot.Domain.Accounts;

/// <summary>How others see a player who has not chosen a public name: first letter, three dots, last letter (<c>a•••7</c>).</summary>
public static class MaskedName
{
    // Always three dots: the length of a name says something about it, too.
    public static string Of(string name) => name.Length == 0 ? "•••" : $"{name[0]}•••{name[^1]}";
}
