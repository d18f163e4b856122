using System.Buffers.Text;
using System.Text;
using Microsoft.AspNetCore.Identity;

namespace Alot.Data.Accounts;

/// <summary>Names an account from outside: by address in the API, by id in the links of mails (addresses don't belong in URLs).</summary>
public readonly record struct AccountKey
{
    private readonly string? email;
    private readonly Guid id;

    private AccountKey(string? email, Guid id)
    {
        this.email = email;
        this.id = id;
    }

    public static AccountKey Email(string address) => new(address.Trim(), default);

    public static AccountKey Id(Guid id) => new(null, id);

    internal Task<AlotUser?> InAsync(UserManager<AlotUser> users) =>
        email is not null ? users.FindByEmailAsync(email) : users.FindByIdAsync(id.ToString());
}

/// <summary>Identity's tokens are base64; in links they are written without <c>+ / =</c>, so nothing on the way breaks them.</summary>
public static class MailToken
{
    public static string Write(string token) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(token));

    /// <summary>The token as Identity made it, or an empty text when it can't be one.</summary>
    public static string Read(string text)
    {
        var sent = text.Trim();
        if (sent.Length > 2000 || !Base64Url.IsValid(sent))
            return "";
        return Encoding.UTF8.GetString(Base64Url.DecodeFromChars(sent));
    }
}
