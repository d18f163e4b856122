using System.Collections.Frozen;

namespace Alot.Domain.Accounts;

/// <summary>Length, not riddles: 8 to 128 characters, not one of those everybody tries, not the own name or address.</summary>
public static class PasswordRules
{
    public const int Shortest = 8;
    public const int Longest = 128;

    private static readonly FrozenSet<string> TriedFirst = new[]
    {
        "password",
        "passwort",
        "12345678",
        "123456789",
        "1234567890",
        "11111111",
        "00000000",
        "qwertyui",
        "qwertyuiop",
        "iloveyou",
        "baseball",
        "football",
        "sunshine",
        "princess",
        "superman",
        "password1",
        "abcd1234",
        "1q2w3e4r",
        "letmein1",
        "trustno1",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>A sentence for the person, or null when the password will do.</summary>
    public static string? WhyNot(string password, string email, string username)
    {
        if (password.Length < Shortest)
            return $"A password has at least {Shortest} characters.";
        if (password.Length > Longest)
            return $"A password has at most {Longest} characters.";
        if (TriedFirst.Contains(password))
            return "Everybody tries that password first. Choose another.";
        if (Same(password, email) || Same(password, username))
            return "The password may not be your name or address.";
        return null;
    }

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
