using Alot.Data.Live;
using Alot.Data.Lots;
using Alot.Data.Trivia;
using Alot.Domain;
using Alot.Domain.Lots;
using Alot.Web.Accounts;
using Alot.Web.Draws;
using Alot.Web.Kit;
using Alot.Web.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace Alot.Web.Lots;

/// <summary>What a viewer has of a player: one lot's read model of theirs. A delegate so that pages need no database.</summary>
public delegate Task<MyLot> ReadMyLot(LotId id, PlayerId player, CancellationToken stop);

public sealed partial class LotLive(
    LotSnapshots snapshots,
    ReadMyLot readMine,
    AnswerTrivia answerTrivia,
    LeaveLot leaveLot,
    LiveFeed feed,
    AuthenticationStateProvider signedIn,
    NavigationManager navigation,
    ViewerZone zone,
    TimeProvider clock
)
{
    // How long the drawn ticket is looked at before the page goes on to what became of one's own.
    private static readonly TimeSpan ResultTime = TimeSpan.FromSeconds(4);

    private readonly CancellationTokenSource gone = new();
    private readonly List<IDisposable> subscriptions = [];
    private Reloads reloads = null!;
    private readonly LotNews news = new();
    private SharedLot shared = null!;
    private MyLot? mine;
    private EntryChoice choice = EntryChoice.None;
    private DateTimeOffset asOf;
    private string? said;
    private ITimer? next;
    private bool live;
    private bool mineIsOld;
    private bool watching;
    private bool premiere;
    private int plays;
    private DateTimeOffset? curtain;
    private string leaveKey = "";

    [Parameter, EditorRequired]
    public SharedLot Lot { get; set; } = null!;

    [Parameter]
    public MyLot? Mine { get; set; }

    [Parameter]
    public PlayerId? Viewer { get; set; }

    [Parameter]
    public string? ShareKey { get; set; }

    private LotView View => shared.View;

    /// <summary>Nothing can be bought here any more, and nobody waits for a deadline.</summary>
    private bool Over => Scene is LotScene.Funded or LotScene.Settled or LotScene.Ended or LotScene.Cancelled;

    private LotScene Scene => LotScenes.Of(View, asOf);

    private DateTimeOffset? PlayEnds => View.DrawnAt + DrawTheatre.Length;

    private bool Won => View.Winner is { } winner && mine?.Ranges.Any(r => r.Contains(winner.Ticket)) == true;

    private string SignInUrl =>
        "/account/login?returnUrl=" + Uri.EscapeDataString("/" + navigation.ToBaseRelativePath(navigation.Uri));

    private string? Blocked =>
        mine switch
        {
            _ when LotText.Most(View, mine, choice.With) < 1 => "All that is left is on hold",
            null => null,
            { MayPlay: false } => "You can’t enter this lot",
            { TriviaPassed: false, TriviaCooldownUntil: { } until } =>
                $"Next try at {zone.Say(until, MomentForm.Time, false, asOf)}",
            { TriviaPassed: false } => "Answer the question first",
            { Hold: not null } when choice.With == EntryKind.Cash => "Finish or release your payment first",
            _ => null,
        };

    protected override void OnInitialized()
    {
        (shared, mine, asOf) = (Lot, Mine, clock.GetUtcNow());
        leaveKey = NewKey();
        reloads = new Reloads(LoadAsync, LoadLater, DispatchExceptionAsync, gone.Token);
        Premiere();
        // Whoever comes in the middle of the play hears how it ended: to them the lot is still as it was before.
        news.Look(premiere ? View with { Status = LotStatus.Funded } : View, asOf);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        // Subscribed before loading: what changes from here on is either in what is loaded or announced.
        subscriptions.Add(snapshots.Watch(View.Id, () => Ask(false)));
        subscriptions.Add(feed.Subscribe(Topic.Clock, () => Ask(true)));
        if (Viewer is { } player)
            subscriptions.Add(feed.Subscribe(Topic.Player(player), () => Ask(true)));
        mineIsOld = true;
        await ReloadAsync();
    }

    private void Ask(bool forMine) =>
        _ = InvokeAsync(() =>
        {
            mineIsOld |= forMine;
            return ReloadAsync();
        });

    private Task ReloadAsync() => reloads.RunAsync();

    private void LoadLater()
    {
        mineIsOld = true;
        SetTimer(Reloads.RetryTime);
    }

    private async Task LoadAsync()
    {
        var lot = await snapshots.FindAsync(View.Id, Viewer, ShareKey, gone.Token);
        if (lot is null)
        {
            // The key no longer fits: the page that says so is the same as for a lot that isn't there.
            navigation.Refresh(forceReload: true);
            return;
        }
        var before = shared;
        shared = lot;
        asOf = clock.GetUtcNow();
        if (Viewer is { } player && (mineIsOld || before.View.Status != View.Status))
        {
            mineIsOld = false;
            mine = await readMine(View.Id, player, gone.Token);
        }
        live = true;
        choice = choice.Within(View, mine);
        if (before.Proof is null)
            Premiere();
        if (curtain <= asOf)
            Leave();
        else
            Tell();
        StateHasChanged();
    }

    private void Tell()
    {
        // The outcome is told when the play is over, and once.
        var playing = premiere && asOf < PlayEnds;
        if (!playing)
            said = news.Look(View, asOf, Won) ?? said;
        DateTimeOffset?[] moments = [LotScenes.Next(View, asOf), news.DueAt, playing ? PlayEnds : curtain];
        if (moments.Min() is { } moment)
            SetTimer(moment - asOf + TimeSpan.FromMilliseconds(50));
    }

    private void SetTimer(TimeSpan wait)
    {
        next?.Dispose();
        next = clock.CreateTimer(
            _ => Ask(false),
            null,
            TimeSpan.FromTicks(Math.Clamp(wait.Ticks, 0, TimeSpan.TicksPerDay)),
            Timeout.InfiniteTimeSpan
        );
    }

    private void Choose(EntryChoice chosen) => choice = chosen;

    // The first time is the same moment for everyone and gives way to the outcome by itself. Later than that there is the
    // result; who wants to see the draw again says when, and says when they have seen enough.
    private void Premiere()
    {
        if (shared.Proof is null || !(asOf < PlayEnds))
            return;
        Replay();
        (premiere, curtain) = (true, PlayEnds + ResultTime);
    }

    private void Replay()
    {
        (watching, premiere, curtain) = (true, false, null);
        plays++;
    }

    private void Leave()
    {
        (watching, premiere, curtain) = (false, false, null);
        Tell();
    }

    private async Task<AnsweredTrivia> AnswerAsync(string answer)
    {
        var actor = await ActorAsync();
        var answered = await answerTrivia.RunAsync(
            new AnswerTriviaCommand(actor, View.Id, answer, ShareKey),
            gone.Token
        );
        mineIsOld = true;
        await ReloadAsync();
        return answered;
    }

    private async Task<LeftLot> LeaveAsync(PurchaseId purchase)
    {
        var actor = await ActorAsync();
        var left = await leaveLot.RunAsync(new LeaveLotCommand(actor, leaveKey, purchase), gone.Token);
        // Only an answer ends a key: the same press sent twice has one effect.
        leaveKey = NewKey();
        mineIsOld = true;
        await ReloadAsync();
        return left;
    }

    // Asked at each command: the session may have ended since the page was opened.
    private async Task<PlayerId> ActorAsync() => (await signedIn.GetAuthenticationStateAsync()).User.RequireActor().Id;

    private string NewKey() => Guid.CreateVersion7(clock.GetUtcNow()).ToString("N");

    public void Dispose()
    {
        foreach (var subscription in subscriptions)
            subscription.Dispose();
        next?.Dispose();
        gone.Cancel();
        gone.Dispose();
    }
}
