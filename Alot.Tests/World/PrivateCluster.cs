using System.Diagnostics;

namespace Alot.Tests.World;

/// <summary>
/// A PostgreSQL server of our own, by <c>script/test-cluster</c>, with the durable settings of a deployment. It is gone when
/// this process is, however it ends.
/// </summary>
public sealed class PrivateCluster : IAsyncDisposable
{
    private readonly Process script;

    private PrivateCluster(Process script, string administrator)
    {
        this.script = script;
        Administrator = administrator;
    }

    /// <summary>Connection string of a superuser.</summary>
    public string Administrator { get; }

    public static async Task<PrivateCluster> StartAsync()
    {
        var start = new ProcessStartInfo("bash", [Path.Combine(Checkout.Root, "script", "test-cluster")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var script = Process.Start(start)!;
        return await script.StandardOutput.ReadLineAsync() is { } administrator
            ? new(script, administrator)
            : throw new InvalidOperationException("PostgreSQL did not start; script/test-cluster says why above.");
    }

    /// <summary>SIGKILL to every process of the server, as a power cut.</summary>
    public Task KillAsync() => TellAsync("kill");

    /// <summary>Starts it again on the same port, after a kill.</summary>
    public Task RestartAsync() => TellAsync("start");

    public async ValueTask DisposeAsync()
    {
        script.StandardInput.Close();
        await script.WaitForExitAsync();
        script.Dispose();
    }

    private async Task TellAsync(string word)
    {
        await script.StandardInput.WriteLineAsync(word);
        await script.StandardInput.FlushAsync();
        if (await script.StandardOutput.ReadLineAsync() != "ok")
            throw new InvalidOperationException($"script/test-cluster could not {word} the server.");
    }
}
