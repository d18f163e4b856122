using System.Collections.Concurrent;
using Microsoft.AspNetCore.Routing.Template;

namespace Alot.Web.Api;

/// <summary>
/// Finds the methods an address does take, when a request found nothing under its own. Routing would know, but for the
/// fallback for edited static files that runs from build output have: it takes GET for every address.
/// </summary>
public sealed class OtherMethods(EndpointDataSource endpoints)
{
    private readonly ConcurrentDictionary<string, TemplateMatcher> matchers = new();

    /// <summary><c>POST, DELETE</c>; null when there is nothing at the address.</summary>
    public string? At(PathString path)
    {
        var methods =
            from endpoint in endpoints.Endpoints.OfType<RouteEndpoint>()
            where endpoint.Order == 0 && endpoint.RoutePattern.RawText is not null
            let allowed = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods
            where allowed is { Count: > 0 } && MatcherOf(endpoint.RoutePattern.RawText!).TryMatch(path, [])
            from method in allowed
            select method;
        var found = string.Join(", ", methods.Distinct().Order(StringComparer.Ordinal));
        return found.Length == 0 ? null : found;
    }

    private TemplateMatcher MatcherOf(string pattern) =>
        matchers.GetOrAdd(pattern, p => new TemplateMatcher(TemplateParser.Parse(p.TrimStart('/')), []));
}
