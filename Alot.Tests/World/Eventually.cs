namespace Alot.Tests.World;

/// <summary>
/// Waits for something that another part of the system does in its own time. It usually comes within milliseconds; the
/// patience is for a machine that runs all the other tests as well, so it decides nothing but how long a failure takes.
/// </summary>
internal static class Eventually
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static async Task<T> GetAsync<T>(Func<Task<T?>> look)
        where T : class
    {
        var until = TimeProvider.System.GetUtcNow() + Patience;
        for (var pause = 5; ; pause = Math.Min(2 * pause, 100))
        {
            if (await look() is { } found)
                return found;
            if (TimeProvider.System.GetUtcNow() > until)
                throw new TimeoutException($"It did not happen within {Patience}.");
            await Task.Delay(pause);
        }
    }

    public static Task TrueAsync(Func<Task<bool>> look) => GetAsync(async () => await look() ? "yes" : null);

    public static Task TrueAsync(Func<bool> look) => TrueAsync(() => Task.FromResult(look()));
}
