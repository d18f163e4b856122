using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;

namespace Alot.Tests.Draws;

/// <summary>The two programs that recompute draws and pots beside ours: the browser's verifier under Node, and Perl.</summary>
internal static class OtherPrograms
{
    public static async Task<JsonNode> PerlAsync(JsonObject input) =>
        await RunAsync(
            "perl",
            [RepoFiles.Of("Alot.Tests", "Draws", "recompute.pl")],
            input,
            "Perl is missing: install the Debian package 'perl' (script/setup does)."
        );

    /// <summary>What Perl makes of the fairness log as <c>/api/fairness/log.ndjson</c> gives it.</summary>
    public static async Task<JsonNode> ChainAsync(string ndjson) =>
        await RunAsync(
            "perl",
            [RepoFiles.Of("Alot.Tests", "Draws", "chain.pl")],
            ndjson,
            "Perl is missing: install the Debian package 'perl' (script/setup does)."
        );

    public static async Task<JsonNode> VerifierAsync(JsonArray cases) =>
        await RunAsync(
            Node(),
            [
                RepoFiles.Of("Alot.Tests", "Draws", "run-verifier.mjs"),
                RepoFiles.Of("Alot.Web", "wwwroot", "draws", "verifier.mjs"),
            ],
            new JsonObject { ["cases"] = cases },
            "Node is missing: the package Microsoft.Playwright brings one under .playwright/node; build Alot.Tests again."
        );

    public static async Task<JsonNode> NodeAsync(string script, JsonObject input) =>
        await RunAsync(Node(), [script], input, "Node is missing: build Alot.Tests again.");

    // Playwright's own: its package is restored wherever the tests are, so nothing has to be installed.
    private static string Node() =>
        Directory
            .EnumerateFiles(
                Path.Combine(AppContext.BaseDirectory, ".playwright", "node"),
                "node*",
                SearchOption.AllDirectories
            )
            .FirstOrDefault(path => Path.GetFileName(path) is "node" or "node.exe")
        ?? "node";

    private static Task<JsonNode> RunAsync(string program, string[] arguments, JsonObject input, string whenMissing) =>
        RunAsync(program, arguments, input.ToJsonString(), whenMissing);

    private static async Task<JsonNode> RunAsync(string program, string[] arguments, string input, string whenMissing)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = Encoding.UTF8,
        };
        using var process = Start(start, whenMissing);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {await errors}");
        return JsonNode.Parse(await output)!;
    }

    private static Process Start(ProcessStartInfo start, string whenMissing)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException(whenMissing, e);
        }
    }
}
