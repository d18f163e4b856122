using System.Text.Json.Nodes;
using Shouldly;

namespace Alot.Tests.Draws;

/// <summary>@noble/curves, which others wrote and audited, says what hashes, keys and signatures on BLS12-381 must be.</summary>
internal static class NobleOracle
{
    public static async Task<JsonArray> AskAsync(IEnumerable<JsonObject> cases)
    {
        Directory
            .Exists(RepoFiles.Of("Alot.Tests", "node_modules", "@noble", "curves"))
            .ShouldBeTrue(
                "The npm package @noble/curves is missing: script/setup and script/test install it (npm ci in Alot.Tests)."
            );
        var answer = await OtherPrograms.NodeAsync(
            RepoFiles.Of("Alot.Tests", "Draws", "noble-oracle.mjs"),
            new JsonObject { ["cases"] = new JsonArray([.. cases]) }
        );
        return answer["results"]!.AsArray();
    }

    public static JsonObject Hash(byte[] message, byte[] tag) =>
        new()
        {
            ["kind"] = "hash",
            ["message"] = Convert.ToHexStringLower(message),
            ["tag"] = Convert.ToHexStringLower(tag),
        };

    /// <param name="message">Hashed with the tag of drand's scheme.</param>
    public static JsonObject Sign(byte[] message, byte[] secret) =>
        new()
        {
            ["kind"] = "sign",
            ["message"] = Convert.ToHexStringLower(message),
            ["secret"] = Convert.ToHexStringLower(secret),
        };

    public static JsonObject Verify(byte[] message, string key, string signature) =>
        new()
        {
            ["kind"] = "verify",
            ["message"] = Convert.ToHexStringLower(message),
            ["key"] = key,
            ["signature"] = signature,
        };
}
