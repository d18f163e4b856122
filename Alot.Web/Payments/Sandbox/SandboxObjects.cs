using System.Text.Json.Nodes;

namespace Alot.Web.Payments.Sandbox;

/// <summary>Small things about the JSON objects.</summary>
internal static class SandboxObjects
{
    /// <summary>Under this name an object keeps what only the sandbox needs.</summary>
    public const string Private = "_sandbox";

    /// <summary>As the outside sees it.</summary>
    public static JsonObject Shown(JsonObject body)
    {
        var shown = body.DeepClone().AsObject();
        shown.Remove(Private);
        return shown;
    }

    public static string Text(this JsonObject body, string name) =>
        (string?)body[name] ?? throw new InvalidOperationException($"The sandbox's object has no {name}.");

    public static long Whole(this JsonObject body, string name) =>
        (long?)body[name] ?? throw new InvalidOperationException($"The sandbox's object has no {name}.");
}
