using Alot.Web.Payments;

namespace Alot.Web.Mail;

/// <summary>
/// The address people reach the site at, for links in mails: <c>Alot:PublicUrl</c>, else the one this node listens on. Never
/// the request's Host header, which the sender chooses.
/// </summary>
public sealed class PublicUrl(IConfiguration configuration, OwnAddress own)
{
    /// <param name="path">With the leading slash.</param>
    public string Of(string path) => Base().TrimEnd('/') + path;

    private string Base() =>
        configuration["Alot:PublicUrl"] is { Length: > 0 } configured
            ? configured
            : (own.Current ?? throw new InvalidOperationException("The server doesn't listen yet.")).ToString();
}
