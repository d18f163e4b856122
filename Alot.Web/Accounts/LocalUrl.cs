namespace Alot.Web.Accounts;

/// <summary>Where to go after signing in: an address of this site, whatever the link asked for.</summary>
public static class LocalUrl
{
    public static string Of(string? asked) => IsLocal(asked) ? asked! : "/";

    /// <summary>The login page that leads back to where somebody is.</summary>
    public static string Login(string back) => "/account/login?returnUrl=" + Uri.EscapeDataString(back);

    // Browsers read a backslash as a slash, and // as another host.
    private static bool IsLocal(string? url) =>
        url is ['/', ..]
        && url is not ['/', '/' or '\\', ..]
        && !url.Any(char.IsControl)
        && !url.StartsWith("/account/log", StringComparison.OrdinalIgnoreCase);
}
