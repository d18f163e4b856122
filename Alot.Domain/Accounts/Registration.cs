using System.Globalization;
using System.Net.Mail;
using System.Text.RegularExpressions;
using Alot.Domain.Compliance;

namespace Alot.Domain.Accounts;

/// <summary>What a person fills in to make an account, as it came in.</summary>
/// <param name="DateOfBirth"><c>yyyy-MM-dd</c>.</param>
/// <param name="Country">ISO 3166 alpha-2.</param>
/// <param name="Region">A state or province, where the country has them.</param>
public sealed partial record Registration(
    string Email,
    string Username,
    string Password,
    string DateOfBirth,
    string Country,
    string? Region = null
)
{
    public const int AdultAge = 18;

    /// <summary>The same, tidied: names in lower case, the country in upper case.</summary>
    /// <param name="today">Today's date in UTC.</param>
    /// <exception cref="Refusal"><c>validation</c>, with a sentence for each field that is wrong.</exception>
    public Registration Checked(DateOnly today)
    {
        var tidy = this with
        {
            Email = Email.Trim(),
            Username = Username.Trim().ToLowerInvariant(),
            DateOfBirth = DateOfBirth.Trim(),
            Country = Country.Trim().ToUpperInvariant(),
            Region = string.IsNullOrWhiteSpace(Region) ? null : Region.Trim(),
        };
        var errors = new Dictionary<string, string[]>();
        void Refuse(string field, string? why)
        {
            if (why is not null)
                errors[field] = [why];
        }
        Refuse("email", IsAddress(tidy.Email) ? null : "That is not an e-mail address.");
        Refuse(
            "username",
            NameForm().IsMatch(tidy.Username) ? null : "A user name has 3 to 20 of the characters a–z, 0–9 and _."
        );
        Refuse("password", PasswordRules.WhyNot(Password, tidy.Email, tidy.Username));
        Refuse("date_of_birth", WhyNotBorn(tidy.DateOfBirth, today));
        Refuse("country", Countries.Known(tidy.Country) ? null : "A country is given by its two letters, like US.");
        Refuse(
            "region",
            tidy.Region is null || RegionForm().IsMatch(tidy.Region)
                ? null
                : "A region has at most 40 letters, digits, spaces and hyphens."
        );
        return errors.Count == 0
            ? tidy
            : throw new Refusal(
                "validation",
                errors.Count == 1 ? errors.Values.Single()[0] : "Some fields need another look.",
                RefusalKind.Invalid,
                new Dictionary<string, object?> { ["errors"] = errors }
            );
    }

    /// <summary>Whether mail can be sent there: one address, no display name, a domain with a dot.</summary>
    public static bool IsAddress(string text) =>
        text.Length is > 3 and <= 254
        && AddressForm().IsMatch(text)
        && MailAddress.TryCreate(text, out var address)
        && address.Address == text;

    private static string? WhyNotBorn(string text, DateOnly today)
    {
        if (
            !DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var born)
            || born > today
            || born.Year < 1900
        )
            return "Write the date of birth as YYYY-MM-DD.";
        return born.AddYears(AdultAge) <= today ? null : $"You must be {AdultAge} or older.";
    }

    [GeneratedRegex("^[a-z0-9_]{3,20}$", RegexOptions.CultureInvariant)]
    private static partial Regex NameForm();

    [GeneratedRegex(@"^[\p{L}\p{N}][\p{L}\p{N} .'\-]{0,39}$", RegexOptions.CultureInvariant)]
    private static partial Regex RegionForm();

    // Printable ASCII without spaces, quotes or brackets: what mail servers everywhere take, and nothing that breaks a header.
    [GeneratedRegex(
        """^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~\-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.\-]*[A-Za-z0-9])?\.[A-Za-z]{2,24}$""",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex AddressForm();
}
