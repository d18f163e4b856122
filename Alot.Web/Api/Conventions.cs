namespace Alot.Web.Api;

/// <summary>What an endpoint says of itself, for the OpenAPI document.</summary>
public static class Conventions
{
    /// <summary>The refusals worth naming besides 400 and 429, which any endpoint may answer.</summary>
    public static TBuilder Refuses<TBuilder>(this TBuilder builder, params int[] statuses)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.Add(endpoint => endpoint.Metadata.Add(new RefusalStatuses(statuses)));
        return builder;
    }

    /// <summary>A command that moves money or credits: signed in, at its own rate, with an Idempotency-Key.</summary>
    public static TBuilder MovesMoney<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.RequireAuthorization().RequireRateLimiting(Rates.Money);
        builder.Add(endpoint => endpoint.Metadata.Add(NeedsIdempotencyKey.Here));
        return builder.Refuses(401, 404, 409, 422);
    }
}

/// <summary>Statuses an endpoint refuses with.</summary>
public sealed record RefusalStatuses(IReadOnlyList<int> Statuses);

/// <summary>Marks an endpoint that calls <see cref="IdempotencyKey.Require"/>.</summary>
public sealed class NeedsIdempotencyKey
{
    public static readonly NeedsIdempotencyKey Here = new();
}

/// <summary>Marks an endpoint for one of the platform's own services, which comes with <c>Authorization: Service &lt;key&gt;</c>.</summary>
public sealed class NeedsServiceKey
{
    public static readonly NeedsServiceKey Here = new();
}
