using Npgsql;

namespace Alot.Web.Live;

/// <summary>A live page's reloads: one at a time, and whoever asks meanwhile is served by one more round.</summary>
/// <param name="load">Reads and shows.</param>
/// <param name="later">The database is away: what is shown stays, and the page looks again after <see cref="RetryTime"/>.</param>
/// <param name="broken">Told of anything else that went wrong.</param>
/// <param name="gone">The page was left.</param>
internal sealed class Reloads(Func<Task> load, Action later, Func<Exception, Task> broken, CancellationToken gone)
{
    public static readonly TimeSpan RetryTime = TimeSpan.FromSeconds(2);

    private bool loading;
    private bool again;

    /// <summary>On the page's own context, so that nothing here runs twice at once.</summary>
    public async Task RunAsync()
    {
        again = true;
        if (loading)
            return;
        loading = true;
        try
        {
            while (again && !gone.IsCancellationRequested)
            {
                again = false;
                await load();
            }
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            // Nobody looks any more.
        }
        catch (ObjectDisposedException)
        {
            // The app is stopping, and what it reads with went before its pages.
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException or IOException)
        {
            later();
        }
        catch (Exception failure)
        {
            await broken(failure);
        }
        finally
        {
            loading = false;
        }
    }
}
