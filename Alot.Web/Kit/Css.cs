namespace Alot.Web.Kit;

internal static class Css
{
    /// <summary>Class names with one space between them, the absent ones left out.</summary>
    public static string Join(params ReadOnlySpan<string?> names)
    {
        var joined = "";
        foreach (var name in names)
            if (!string.IsNullOrEmpty(name))
                joined += joined.Length == 0 ? name : " " + name;
        return joined;
    }
}
