using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Alot.Tests.World;

/// <summary>The app as a process of its own, for what can't be done to one's own process: kill -9, two nodes, a slow stop.</summary>
public sealed class AppProcess : IAsyncDisposable
{
    // Seconds on a machine of its own; beside all the other tests it decides nothing but how long a failure takes.
    private static readonly TimeSpan StartTime = TimeSpan.FromMinutes(3);

    private readonly Process process;
    private readonly StringBuilder output;

    private AppProcess(Process process, StringBuilder output, Uri address)
    {
        this.process = process;
        this.output = output;
        Address = address;
    }

    public Uri Address { get; }

    public bool Running => !process.HasExited;

    /// <summary>The most memory it has held at once, in bytes, as the kernel counted.</summary>
    public long PeakMemory => process.PeakWorkingSet64;

    /// <summary>What it has written so far.</summary>
    public string Output
    {
        get
        {
            lock (output)
                return output.ToString();
        }
    }

    /// <summary>Starts it and waits until it is ready. A node that is started again can be given its old port.</summary>
    /// <param name="database">Whose connection strings it gets.</param>
    /// <param name="settings">Further configuration, <c>Section:Key</c>.</param>
    public static async Task<AppProcess> StartAsync(
        TestDatabase database,
        IReadOnlyDictionary<string, string>? settings = null,
        int? port = null
    )
    {
        var address = new Uri($"http://localhost:{port ?? FreePort()}");
        var start = new ProcessStartInfo("dotnet", [Checkout.AppAssembly])
        {
            WorkingDirectory = Path.Combine(Checkout.Root, "Alot.Web"),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["ASPNETCORE_URLS"] = address.GetLeftPart(UriPartial.Authority);
        start.Environment["ConnectionStrings__AlotApp"] = database.App;
        start.Environment["ConnectionStrings__AlotOrchestrator"] = database.Pots.Orchestrator;
        start.Environment["ConnectionStrings__AlotSettlement"] = database.Pots.Settlement;
        start.Environment["Demo__World"] = "false";
        start.Environment["Pots__Rotating"] = "false";
        foreach (var (key, value) in settings ?? new Dictionary<string, string>())
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;

        var process = new Process { StartInfo = start };
        var output = new StringBuilder();
        process.OutputDataReceived += (_, line) => Keep(output, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(output, line.Data);
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var app = new AppProcess(process, output, address);
        try
        {
            await app.WaitUntilReadyAsync();
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>SIGKILL: nothing gets a chance to finish.</summary>
    public async Task KillAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, as a deployment does, and waits for the end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> StopAsync()
    {
        await SignalAsync("TERM");
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    /// <summary>SIGSTOP: the node hangs without knowing, until <see cref="ThawAsync"/>.</summary>
    public Task FreezeAsync() => SignalAsync("STOP");

    public Task ThawAsync() => SignalAsync("CONT");

    public async ValueTask DisposeAsync()
    {
        if (Running)
            await KillAsync();
        process.Dispose();
    }

    public async Task WaitUntilReadyAsync()
    {
        using var http = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(15) };
        var waited = Stopwatch.StartNew();
        while (waited.Elapsed < StartTime)
        {
            if (!Running)
                throw new InvalidOperationException($"The app ended with exit code {process.ExitCode}.\n{Output}");
            try
            {
                using var answer = await http.GetAsync("/health/ready");
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                // It doesn't listen yet.
            }
            await Task.Delay(50);
        }
        throw new TimeoutException($"The app was not ready within {StartTime}.\n{Output}");
    }

    private async Task SignalAsync(string signal)
    {
        var pid = process.Id.ToString(CultureInfo.InvariantCulture);
        using var kill = Process.Start("bash", ["-c", $"kill -{signal} {pid}"]);
        await kill.WaitForExitAsync();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static void Keep(StringBuilder output, string? line)
    {
        if (line is not null)
            lock (output)
                output.AppendLine(line);
    }
}
