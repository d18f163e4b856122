using Alot.Data.Accounts;
using Alot.Data.Live;
using Alot.Domain;
using Alot.Web.Accounts;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.JSInterop;

namespace Alot.Web.Lots.Staff;

/// <summary>
/// The interactive part of a staff page. Starts from what the server wrote, then follows: it reads again when something it
/// shows has changed, and every few seconds asks whether the person is still staff. Whoever no longer is sees nothing more.
/// </summary>
public abstract class StaffPart : ComponentBase, IDisposable
{
    /// <summary>A right that was taken stops an open page within 5 s (quality.md); commands ask by themselves.</summary>
    public static readonly TimeSpan Pulse = TimeSpan.FromSeconds(2.5);

    // Some things are late by nothing but time passing, so nobody announces them.
    private const int PulsesPerRead = 6;

    private readonly CancellationTokenSource gone = new();
    private readonly List<IDisposable> watched = [];
    private ITimer? pulse;
    private int pulses;
    private bool loading;
    private bool again;
    private string? key;

    /// <summary>Who looks, as known when the page was written.</summary>
    [Parameter, EditorRequired]
    public StaffView Desk { get; set; } = null!;

    /// <summary>What to quote when the server could not read it.</summary>
    [Parameter]
    public string? Failed { get; set; }

    [Inject]
    private StaffReads Staff { get; set; } = null!;

    [Inject]
    private LiveFeed Feed { get; set; } = null!;

    [Inject]
    private AuthenticationStateProvider SignedIn { get; set; } = null!;

    [Inject]
    private ILoggerFactory Logs { get; set; } = null!;

    [Inject]
    protected NavigationManager Navigation { get; set; } = null!;

    [Inject]
    protected TimeProvider Clock { get; set; } = null!;

    [Inject]
    protected IJSRuntime Script { get; set; } = null!;

    /// <summary>What the person may see and do now.</summary>
    protected StaffView Me { get; private set; } = null!;

    /// <summary>No longer staff: render nothing.</summary>
    protected bool Away { get; private set; }

    /// <summary>When what is shown was read.</summary>
    protected DateTimeOffset AsOf { get; private set; }

    protected string? LoadFailure { get; private set; }

    /// <summary>A command is under way.</summary>
    protected bool Busy { get; private set; }

    /// <summary>Why the last command did nothing.</summary>
    protected string? Problem { get; set; }

    /// <summary>The same by field, for forms.</summary>
    protected Dictionary<string, string> FieldProblems { get; } = [];

    protected CancellationToken Left => gone.Token;

    protected abstract IEnumerable<Topic> Shown { get; }

    protected abstract Task LoadAsync(CancellationToken stop);

    protected override void OnParametersSet()
    {
        Me = Desk;
        AsOf = Clock.GetUtcNow();
        LoadFailure = Failed;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        // Subscribed before reading: what changes from here on is either in what is read or announced.
        foreach (var topic in Shown)
            watched.Add(Feed.Subscribe(topic, () => _ = InvokeAsync(ReloadAsync)));
        pulse = Clock.CreateTimer(_ => _ = InvokeAsync(BeatAsync), null, Pulse, Pulse);
        await ReloadAsync();
        await KeysAsync();
    }

    /// <summary>Reads again; whoever asks while it reads is served by one more round.</summary>
    protected async Task ReloadAsync()
    {
        again = true;
        if (loading)
            return;
        loading = true;
        try
        {
            while (again && !gone.IsCancellationRequested && !Away)
            {
                again = false;
                await CheckAsync();
                if (Away)
                    return;
                await LoadAsync(Left);
                AsOf = Clock.GetUtcNow();
                LoadFailure = null;
                StateHasChanged();
            }
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            // The page was left.
        }
        catch (Exception failure) when (failure is not Refusal)
        {
            LoadFailure = Report(failure, "could not be read");
            StateHasChanged();
        }
        finally
        {
            loading = false;
        }
    }

    private async Task BeatAsync()
    {
        if (gone.IsCancellationRequested || Away)
            return;
        if (++pulses % PulsesPerRead == 0)
        {
            await ReloadAsync();
            return;
        }
        try
        {
            await CheckAsync();
            StateHasChanged();
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            // The page was left.
        }
        catch (Exception failure)
        {
            // Nothing new can be read or done either until the database is back.
            Report(failure, "could not ask who is staff");
        }
    }

    private async Task CheckAsync()
    {
        var actor = (await SignedIn.GetAuthenticationStateAsync()).User.ActorOf();
        if (actor is not null && await Staff.FindAsync(actor.Id, Left) is { } found)
        {
            Me = found;
            return;
        }
        Away = true;
        StateHasChanged();
        // The server then says what it says to anyone: nothing at this address.
        Navigation.NavigateTo(Navigation.Uri, forceLoad: true);
    }

    /// <summary>
    /// Carries out one command; a refusal and a failure are told on the page. The key goes with it and is renewed only by an
    /// answer, so that the same press sent twice has one effect.
    /// </summary>
    protected async Task<bool> DoAsync(Func<PlayerId, string, Task> command)
    {
        if (Busy || Away)
            return false;
        Busy = true;
        Problem = null;
        FieldProblems.Clear();
        try
        {
            var actor = (await SignedIn.GetAuthenticationStateAsync()).User.RequireActor();
            key ??= Guid.CreateVersion7(Clock.GetUtcNow()).ToString("N");
            await command(actor.Id, key);
            key = null;
            return true;
        }
        catch (Refusal no)
        {
            key = null;
            Problem = no.Message;
            if (no.Details.GetValueOrDefault("errors") is Dictionary<string, string[]> errors)
                foreach (var (field, words) in errors)
                    FieldProblems[field] = string.Join(" ", words);
            await CheckAsync();
            return false;
        }
        catch (Exception failure)
        {
            Problem =
                $"We don’t know whether that was done. Press again: it is done once. Reference {Report(failure, "could not carry out a command")}.";
            return false;
        }
        finally
        {
            Busy = false;
        }
    }

    private string Report(Exception failure, string what)
    {
        var sign = Guid.CreateVersion7(Clock.GetUtcNow()).ToString("N").ToUpperInvariant();
        var reference = $"ALT-{sign[^8..^4]}-{sign[^4..]}";
        Logs.CreateLogger(GetType())
            .LogError(failure, "{Part} {What}, reference {Reference}", GetType().Name, what, reference);
        return reference;
    }

    // J, K and the others hang on the document, so loading the module once is all there is to do.
    private async Task KeysAsync()
    {
        try
        {
            await Script.InvokeAsync<IJSObjectReference>("import", Left, "./js/desk.mjs");
        }
        catch (Exception lost) when (lost is JSDisconnectedException or JSException or OperationCanceledException)
        {
            // Keys are a convenience; everything has its link or button.
        }
    }

    public virtual void Dispose()
    {
        gone.Cancel();
        foreach (var watching in watched)
            watching.Dispose();
        pulse?.Dispose();
        GC.SuppressFinalize(this);
    }
}
