using Alot.Data.Live;
using Alot.Data.Pots;
using Alot.Domain;
using Alot.Domain.Ledger;
using Alot.Domain.Pots;
using Alot.Web.Live;
using Microsoft.AspNetCore.Components;

namespace Alot.Web.Pots;

public sealed partial class PotLobby(PotSnapshots snapshots, ReadOwnTickets readOwn, LiveFeed feed, TimeProvider clock)
{
    private readonly CancellationTokenSource gone = new();
    private readonly List<IDisposable> subscriptions = [];
    private Reloads reloads = null!;
    private readonly List<PotId?> places = [];
    private IReadOnlyList<PotRow>? pots;
    private List<PotRow> shown = [];
    private DateTimeOffset asOf;
    private ITimer? next;
    private bool live;

    [Parameter, EditorRequired]
    public PotQuery Query { get; set; } = new();

    /// <summary>What the page was written from; null when it could not be read.</summary>
    [Parameter]
    public IReadOnlyList<PotRow>? Board { get; set; }

    /// <summary>The viewer's tickets by pot.</summary>
    [Parameter]
    public Dictionary<Guid, int> Own { get; set; } = [];

    /// <summary>Completed pots, where they are asked for.</summary>
    [Parameter]
    public PotPage? History { get; set; }

    [Parameter]
    public PlayerId? Viewer { get; set; }

    /// <summary>What to quote when the lobby could not be read.</summary>
    [Parameter]
    public string? Failure { get; set; }

    private Credits InPlay => new((pots ?? []).Where(InGame).Sum(p => p.Committed.Amount));

    private string NothingTitle =>
        Query.IsFiltered ? "No pot matches that."
        : Query.Show == PotShow.Filling ? "No pot is half full right now."
        : "No pot is open right now.";

    private long? Count(PotShow show) =>
        show switch
        {
            _ when pots is null => null,
            PotShow.Active => pots.Count(p => InGame(p) && Query.Takes(p)),
            PotShow.Filling => pots.Count(p => PotScenes.IsFilling(p) && Query.Takes(p)),
            _ => null,
        };

    protected override void OnInitialized()
    {
        asOf = clock.GetUtcNow();
        reloads = new Reloads(LoadAsync, () => Wake(Reloads.RetryTime), DispatchExceptionAsync, gone.Token);
        if (Board is not null)
            Take(Board, Own.ToDictionary(o => new PotId(o.Key), o => o.Value));
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        // Subscribed before loading: what changes from here on is either in what is loaded or announced.
        subscriptions.Add(snapshots.WatchBoard(Ask));
        subscriptions.Add(feed.Subscribe(Topic.Clock, Ask));
        await ReloadAsync();
    }

    private void Ask() => _ = InvokeAsync(ReloadAsync);

    private Task ReloadAsync() => reloads.RunAsync();

    private async Task LoadAsync()
    {
        var board = await snapshots.BoardAsync(gone.Token);
        var own = Viewer is { } player
            ? await readOwn(player, [.. board.Select(p => p.Id)], gone.Token)
            : new Dictionary<PotId, int>();
        asOf = clock.GetUtcNow();
        Take(board, own);
        live = true;
        SetTimer();
        StateHasChanged();
    }

    private void Take(IReadOnlyList<PotRow> board, IReadOnlyDictionary<PotId, int> own)
    {
        pots = [.. board.Select(p => own.TryGetValue(p.Id, out var tickets) ? p with { OwnTickets = tickets } : p)];
        var asked = pots.Where(p =>
                Query.Takes(p) && (Query.Show == PotShow.Active || PotScenes.IsFilling(p) || places.Contains(p.Id))
            )
            .ToDictionary(p => p.Id);
        // Nothing moves under a finger: who stays keeps the place, who comes takes one that is free.
        for (var i = 0; i < places.Count; i++)
            if (places[i] is { } kept && !asked.ContainsKey(kept))
                places[i] = null;
        foreach (var newcomer in pots.Where(p => asked.ContainsKey(p.Id) && InGame(p) && !places.Contains(p.Id)))
            if (places.IndexOf(null) is >= 0 and var free)
                places[free] = newcomer.Id;
            else
                places.Add(newcomer.Id);
        places.RemoveAll(p => p is null);
        shown = [.. places.Select(id => asked[id!.Value])];
    }

    private static bool InGame(PotRow pot) => pot.Status is PotStatus.Open or PotStatus.Locked or PotStatus.Settling;

    // The next timer that ends changes what a card says.
    private void SetTimer()
    {
        var due = shown
            .SelectMany(p =>
                new[] { p.Paused ? null : (DateTimeOffset?)p.ClosesAt, p.RevealDueAt, p.SettledAt + LeftOut }
            )
            .Where(at => at > asOf)
            .Min();
        if (due is { } moment)
            Wake(moment - asOf + TimeSpan.FromMilliseconds(50));
    }

    // When a pot that ended is no longer in the read, which may be five seconds old.
    private static readonly TimeSpan LeftOut = PotScenes.ShownAfterEnd + TimeSpan.FromSeconds(6);

    private void Wake(TimeSpan wait)
    {
        next?.Dispose();
        next = clock.CreateTimer(
            _ => Ask(),
            null,
            TimeSpan.FromTicks(Math.Clamp(wait.Ticks, 0, TimeSpan.TicksPerDay)),
            Timeout.InfiniteTimeSpan
        );
    }

    public void Dispose()
    {
        foreach (var subscription in subscriptions)
            subscription.Dispose();
        next?.Dispose();
        gone.Cancel();
        gone.Dispose();
    }
}
