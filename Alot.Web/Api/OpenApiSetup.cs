using System.Globalization;
using Alot.Domain;
using Alot.Domain.Ledger;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.OpenApi;

namespace Alot.Web.Api;

/// <summary>The OpenAPI document at <c>/openapi/v1.json</c>, and <c>/docs</c> for people.</summary>
public static class OpenApiSetup
{
    private const string Bearer = "bearer";

    /// <summary>The name of the scheme of the platform's own services.</summary>
    public const string Service = "service";

    public static IServiceCollection AddApiDocument(this IServiceCollection services) =>
        services.AddOpenApi(
            "v1",
            options =>
            {
                options.AddDocumentTransformer(
                    (document, _, _) =>
                    {
                        document.Info = new OpenApiInfo
                        {
                            Title = "ALOT!",
                            Version = "v1",
                            Description =
                                "JSON in snake_case, times in UTC, money as decimals with two digits, credits as integers, ids as UUIDs. "
                                + "Errors are application/problem+json with a stable code, a sentence and correlation_id. "
                                + "Commands that move money take an Idempotency-Key. Unknown and forbidden look the same: 404.",
                        };
                        // The host differs from place to place; paths don't.
                        document.Servers = [];
                        document.Components ??= new OpenApiComponents();
                        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
                        {
                            [Bearer] = new OpenApiSecurityScheme
                            {
                                Type = SecuritySchemeType.Http,
                                Scheme = Bearer,
                                Description = "The access_token of POST /api/auth/login. Browsers use their cookie.",
                            },
                            [Service] = new OpenApiSecurityScheme
                            {
                                Type = SecuritySchemeType.ApiKey,
                                In = ParameterLocation.Header,
                                Name = "Authorization",
                                Description = "Service <key>: the key of the pot service that this door is for.",
                            },
                        };
                        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
                        document.Components.Schemas["Problem"] = ProblemSchema();
                        return Task.CompletedTask;
                    }
                );
                options.AddSchemaTransformer(
                    (schema, context, _) =>
                    {
                        Describe(schema, context.JsonTypeInfo.Type);
                        return Task.CompletedTask;
                    }
                );
                options.AddOperationTransformer(
                    (operation, context, _) =>
                    {
                        Describe(operation, context);
                        return Task.CompletedTask;
                    }
                );
            }
        );

    // Our converters hide these types' shape from the generator.
    private static void Describe(OpenApiSchema schema, Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(Money))
            (schema.Type, schema.Format, schema.Description) = (
                JsonSchemaType.Number,
                "decimal",
                "US dollars, two decimals"
            );
        else if (type == typeof(Credits))
            (schema.Type, schema.Format, schema.Description) = (JsonSchemaType.Integer, "int64", "Stash Credits");
        else if (ApiJson.IsId(type))
            (schema.Type, schema.Format) = (JsonSchemaType.String, "uuid");
        else if (type == typeof(DateTimeOffset))
            (schema.Type, schema.Format) = (JsonSchemaType.String, "date-time");
        else if (type == typeof(string))
            schema.Type = JsonSchemaType.String;
        else
            return;
        schema.Properties = null;
        schema.Pattern = null;
    }

    private static void Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        operation.Responses ??= [];
        foreach (var status in metadata.OfType<RefusalStatuses>().SelectMany(r => r.Statuses).Union([400, 429]).Order())
            operation.Responses.TryAdd(
                status.ToString(CultureInfo.InvariantCulture),
                new OpenApiResponse { Description = ReasonPhrases.GetReasonPhrase(status) }
            );
        var problem = new OpenApiMediaType { Schema = new OpenApiSchemaReference("Problem", context.Document) };
        foreach (var (status, response) in operation.Responses)
            if (status[0] is '4' or '5' && response is OpenApiResponse refused)
                refused.Content = new Dictionary<string, OpenApiMediaType> { [Problem.ContentType] = problem };
        if (metadata.OfType<NeedsServiceKey>().Any())
            operation.Security = [Needs(Service)];
        else if (metadata.OfType<IAuthorizeData>().Any())
            operation.Security = [Needs(Bearer)];
        OpenApiSecurityRequirement Needs(string scheme) =>
            new() { [new OpenApiSecuritySchemeReference(scheme, context.Document)] = [] };
        if (metadata.OfType<NeedsIdempotencyKey>().Any())
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(
                new OpenApiParameter
                {
                    Name = IdempotencyKey.Header,
                    In = ParameterLocation.Header,
                    Required = true,
                    Description = "The caller's own id of this command; the same again gives the first answer.",
                    Schema = new OpenApiSchema
                    {
                        Type = JsonSchemaType.String,
                        MinLength = 1,
                        MaxLength = Data.Transactions.Command.LongestKey,
                    },
                }
            );
        }
    }

    private static OpenApiSchema ProblemSchema()
    {
        static OpenApiSchema Text(string description) =>
            new() { Type = JsonSchemaType.String, Description = description };
        return new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Description = "RFC 9457",
            Required = new HashSet<string> { "type", "title", "status", "code", "detail", "correlation_id" },
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["type"] = Text("about:blank"),
                ["title"] = Text("The name of the status"),
                ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer },
                ["code"] = Text("Stable: lot_not_open, limit_reached, validation, not_found …"),
                ["detail"] = Text("A sentence for the person"),
                ["correlation_id"] = Text("Quote it when asking for help"),
                ["errors"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Description = "With validation: sentences by field",
                    AdditionalProperties = new OpenApiSchema
                    {
                        Type = JsonSchemaType.Array,
                        Items = new OpenApiSchema { Type = JsonSchemaType.String },
                    },
                },
            },
        };
    }
}
