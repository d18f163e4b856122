using Alot.Data.Setup;
using Alot.Domain.Compliance;
using Alot.Domain.Draws;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Alot.Data.Draws;

/// <summary>
/// <c>dotnet Alot.Web.dll rotate-key [platform|orchestrator|settlement]</c>: ends a signing key and begins a new one, while nodes run.
/// </summary>
public static class RotateKeyCommand
{
    /// <param name="use">Whose key; the platform's when it is null.</param>
    /// <param name="openSealer">Gives the master key; throws when there is none.</param>
    /// <param name="clockFollows">Development's clock may run ahead.</param>
    /// <returns>The exit code: 0 when a new key signs, 2 when nothing was changed.</returns>
    public static async Task<int> RunAsync(
        string? use,
        IConfiguration configuration,
        Func<Sealer> openSealer,
        bool clockFollows,
        TextWriter output,
        TextWriter report,
        CancellationToken stop = default
    )
    {
        if (!Enum.TryParse<SigningUse>(use ?? nameof(SigningUse.Platform), ignoreCase: true, out var whose))
        {
            await report.WriteLineAsync("usage: rotate-key [platform|orchestrator|settlement]");
            return 2;
        }
        try
        {
            var services = new ServiceCollection();
            services.AddLogging();
            services.AddAlotData(SetupCommand.AppConnection(configuration), clockFollows);
            services.AddSingleton(openSealer());
            await using var provider = services.BuildServiceProvider();
            var rotated = await provider.GetRequiredService<RotateKey>().RunAsync(whose, stop);
            var at = DrawFormula.FormatTime(rotated.At);
            await output.WriteLineAsync(
                rotated.Ended is { } ended
                    ? $"Key {ended} ended at {at}. Key {rotated.KeyId} signs from then on."
                    : $"Key {rotated.KeyId} signs from {at} on. It is the first."
            );
            await output.WriteLineAsync(
                "What was signed before still verifies: /.well-known/alot-keys.json has all keys."
            );
            return 0;
        }
        catch (Exception failure) when (failure is NpgsqlException or InvalidOperationException or FormatException)
        {
            await report.WriteLineAsync($"The key was not rotated: {failure.Message}");
            return 2;
        }
    }
}
