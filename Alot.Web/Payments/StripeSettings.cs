namespace Alot.Web.Payments;

/// <summary>
/// Where the processor is and who we are to it: configuration <c>Stripe:ApiBase</c>, <c>Stripe:SecretKey</c>,
/// <c>Stripe:WebhookSecret</c>, <c>Stripe:PublishableKey</c>. In Development without any key the app is its own
/// processor (the sandbox); the code that uses these settings can't tell the difference.
/// </summary>
public sealed class StripeSettings
{
    /// <summary>The sandbox's keys. They open nothing but a developer's own machine, so they may be known.</summary>
    public const string SandboxSecretKey = "sk_test_sandbox";

    /// <summary>Documented in the README, so that a developer can sign webhooks by hand.</summary>
    public const string SandboxWebhookSecret = "whsec_alot_sandbox";

    /// <summary>Null: the sandbox inside this app, at whatever address the app listens on.</summary>
    public Uri? ApiBase { get; private init; }

    /// <summary>Empty when payments aren't configured: every call then fails with <c>not_configured</c>.</summary>
    public string SecretKey { get; private init; } = "";

    /// <summary>Empty when payments aren't configured: no webhook is then believed.</summary>
    public string WebhookSecret { get; private init; } = "";

    public string PublishableKey { get; private init; } = "";

    /// <summary>Whether this app serves the sandbox: Development, and no key configured.</summary>
    public bool Sandbox { get; private init; }

    /// <summary>Whether the secret key moves real money: <c>sk_live_…</c>, or a restricted <c>rk_live_…</c>.</summary>
    public bool Live =>
        SecretKey.StartsWith("sk_live_", StringComparison.Ordinal)
        || SecretKey.StartsWith("rk_live_", StringComparison.Ordinal);

    public static StripeSettings From(IConfiguration configuration, IHostEnvironment environment)
    {
        var apiBase = configuration["Stripe:ApiBase"];
        var secretKey = configuration["Stripe:SecretKey"] ?? "";
        var webhookSecret = configuration["Stripe:WebhookSecret"] ?? "";
        var publishableKey = configuration["Stripe:PublishableKey"] ?? "";
        var sandbox = environment.IsDevelopment() && secretKey == "" && webhookSecret == "" && publishableKey == "";
        return new()
        {
            ApiBase =
                !string.IsNullOrEmpty(apiBase) ? Checked(apiBase)
                : sandbox ? null
                : new Uri("https://api.stripe.com"),
            SecretKey = sandbox ? SandboxSecretKey : secretKey,
            WebhookSecret = sandbox ? SandboxWebhookSecret : webhookSecret,
            PublishableKey = publishableKey,
            Sandbox = sandbox,
        };
    }

    private static Uri Checked(string apiBase)
    {
        if (!Uri.TryCreate(apiBase, UriKind.Absolute, out var uri))
            throw new InvalidOperationException("Stripe:ApiBase is not an absolute address.");
        // The secret key travels in a header of every call.
        if (uri.Scheme != Uri.UriSchemeHttps && !(uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))
            throw new InvalidOperationException("Stripe:ApiBase must be https, except on this machine itself.");
        return uri;
    }
}
