using Alot.Data.Live;
using Alot.Domain;
using Alot.Web.Accounts;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace Alot.Web.Live;

/// <summary>
/// A page of the player who is signed in. Loads once for the page the server writes, hands that on to its circuit, and there
/// loads again whenever something it shows has changed: one load at a time, and one more if it changed meanwhile.
/// </summary>
public abstract class PlayerPage : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource gone = new();
    private readonly Dictionary<Topic, IDisposable> watched = [];
    private bool catchUp;
    private int coming;
    private long lastLoad = long.MinValue;
    private bool loading;
    private bool again;

    [CascadingParameter]
    public Task<AuthenticationState> SignedIn { get; set; } = null!;

    [Inject]
    protected LiveFeed Feed { get; set; } = null!;

    [Inject]
    protected TimeProvider Clock { get; set; } = null!;

    [Inject]
    protected ILoggerFactory Logs { get; set; } = null!;

    /// <summary>Whose page it is. For reading; commands ask <see cref="ActorAsync"/>.</summary>
    protected PlayerId Me { get; private set; }

    /// <summary>When what is shown was read: what the strip says while the connection is away.</summary>
    protected DateTimeOffset AsOf { get; private set; }

    /// <summary>What to quote when the page could not be loaded; null when it was.</summary>
    protected string? LoadFailure { get; private set; }

    /// <summary>Ends when the page is left. Not for commands: what was asked for is carried out.</summary>
    protected CancellationToken Left => gone.Token;

    /// <summary>It has what it shows, loaded or handed on by the page the server wrote.</summary>
    protected abstract bool HasModel { get; }

    /// <summary>What it shows; asked again after each load.</summary>
    protected abstract IEnumerable<Topic> Shown { get; }

    protected abstract Task LoadAsync(CancellationToken stop);

    protected override async Task OnInitializedAsync()
    {
        Me = (await SignedIn).User.RequireActor().Id;
        AsOf = Clock.GetUtcNow();
        if (!HasModel)
            await ReloadAsync();
        else
        {
            Watch();
            catchUp = RendererInfo.IsInteractive;
        }
    }

    // Between the page's writing and its circuit something may have changed.
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!catchUp)
            return;
        catchUp = false;
        await ReloadAsync();
        StateHasChanged();
    }

    protected async Task ReloadAsync()
    {
        if (gone.IsCancellationRequested)
            return;
        if (loading)
        {
            again = true;
            return;
        }
        loading = true;
        try
        {
            do
            {
                again = false;
                Watch();
                AsOf = Clock.GetUtcNow();
                lastLoad = Clock.GetTimestamp();
                await LoadAsync(Left);
                LoadFailure = null;
            } while (again);
            Watch();
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested) { }
        catch (Exception failure)
        {
            LoadFailure = Report(failure, "could not be loaded");
        }
        finally
        {
            loading = false;
        }
    }

    /// <summary>The player, as the session says at this moment.</summary>
    /// <exception cref="Refusal"><c>sign_in_needed</c>: the session ended while the page was open.</exception>
    protected async Task<PlayerId> ActorAsync() => (await SignedIn).User.RequireActor().Id;

    /// <summary>Logs what went wrong and gives the reference to quote.</summary>
    protected string Report(Exception failure, string what)
    {
        var sign = Guid.CreateVersion7(Clock.GetUtcNow()).ToString("N").ToUpperInvariant();
        var reference = $"ALT-{sign[^8..^4]}-{sign[^4..]}";
        Logs.CreateLogger(GetType())
            .LogError(failure, "{Page} {What}, reference {Reference}", GetType().Name, what, reference);
        return reference;
    }

    // Subscribed before loading, so that nothing falls in between.
    private void Watch()
    {
        if (!RendererInfo.IsInteractive || gone.IsCancellationRequested)
            return;
        var shown = Shown.ToHashSet();
        foreach (var topic in watched.Keys.Where(t => !shown.Contains(t)).ToList())
        {
            watched[topic].Dispose();
            watched.Remove(topic);
        }
        foreach (var topic in shown.Where(t => !watched.ContainsKey(t)))
            watched[topic] = Feed.Subscribe(topic, Changed);
    }

    // The feed keeps its pace for each topic; a page that shows many keeps it for all of them together.
    private void Changed()
    {
        if (Interlocked.Exchange(ref coming, 1) == 0)
            _ = InvokeAsync(FollowAsync);
    }

    private async Task FollowAsync()
    {
        var since = lastLoad == long.MinValue ? LiveFeed.Pace : Clock.GetElapsedTime(lastLoad);
        if (since < LiveFeed.Pace)
            await Task.Delay(LiveFeed.Pace - since, Left)
                .ConfigureAwait(
                    ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext
                );
        Interlocked.Exchange(ref coming, 0);
        await ReloadAsync();
        if (!gone.IsCancellationRequested)
            StateHasChanged();
    }

    public void Dispose()
    {
        gone.Cancel();
        foreach (var watching in watched.Values)
            watching.Dispose();
        watched.Clear();
        GC.SuppressFinalize(this);
    }
}
