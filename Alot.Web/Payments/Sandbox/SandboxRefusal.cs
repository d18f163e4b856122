using System.Text.Json.Nodes;

namespace Alot.Web.Payments.Sandbox;

/// <summary>The sandbox says no, in Stripe's words and shape.</summary>
internal sealed class SandboxRefusal(int status, string type, string message, string? code = null, string? param = null)
    : Exception(message)
{
    public int Status { get; } = status;

    public static SandboxRefusal Invalid(string message, string? param = null, string? code = null) =>
        new(400, "invalid_request_error", message, code, param);

    public static SandboxRefusal Missing(string kind, string id) =>
        new(404, "invalid_request_error", $"No such {kind}: '{id}'", "resource_missing", "id");

    public JsonObject ToJson()
    {
        var error = new JsonObject { ["type"] = type, ["message"] = Message };
        if (code is not null)
            error["code"] = code;
        if (param is not null)
            error["param"] = param;
        return new JsonObject { ["error"] = error };
    }
}
