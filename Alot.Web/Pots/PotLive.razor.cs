using System.Globalization;
using System.Text.Json;
using Alot.Data.Live;
using Alot.Data.Pots;
using Alot.Domain;
using Alot.Domain.Pots;
using Alot.Web.Accounts;
using Alot.Web.Kit;
using Alot.Web.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace Alot.Web.Pots;

public sealed partial class PotLive(
    PotSnapshots snapshots,
    ReadMyPot readMine,
    JoinPot join,
    LeavePot leave,
    CheerPot cheer,
    Played played,
    LiveFeed feed,
    AuthenticationStateProvider signedIn,
    NavigationManager navigation,
    TimeProvider clock,
    ILogger<PotLive> log
)
{
    // How long the winning ticket is looked at before the page goes on to what became of one's own.
    private static readonly TimeSpan ResultTime = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource gone = new();
    private readonly List<IDisposable> subscriptions = [];
    private Reloads reloads = null!;
    private readonly PotNews news = new();
    private PotRoom room = null!;
    private MyPot? mine;
    private DateTimeOffset asOf;
    private string? said;
    private string? took;
    private string? unknown;
    private string? cheerNote;
    private Refusal? no;
    private string joinKey = "";
    private string leaveKey = "";
    private int? pending;
    private int before;
    private bool busy;
    private bool live;
    private bool mineIsOld;
    private bool watching;
    private bool premiere;
    private bool? winnerShown = false;
    private DateTimeOffset from;
    private DateTimeOffset? curtain;
    private int plays;
    private ITimer? next;

    [Parameter, EditorRequired]
    public PotRoom Room { get; set; } = null!;

    [Parameter]
    public MyPot? Mine { get; set; }

    [Parameter]
    public PlayerId? Viewer { get; set; }

    private PotRoom View => room.For(mine);

    private PotScene Scene => PotScenes.Of(room.Pot, asOf);

    // What was asked for shows at once, and gives way to the entry itself as soon as that is there.
    private int Pending => pending is { } tickets && View.Pot.OwnTickets == before ? tickets : 0;

    // Another scene begins with a fresh stage: what the script did to the last one goes with it.
    private string HeroKey => watching ? $"reveal-{plays}" : Scene.ToString();

    private bool Cheering => Scene != PotScene.Cancelled && !(room.Pot.SettledAt + PotCheers.Afterwards < asOf);

    private string SignInUrl =>
        "/account/login?returnUrl=" + Uri.EscapeDataString("/" + navigation.ToBaseRelativePath(navigation.Uri));

    /// <summary>What the browser draws from: everything published, and nothing of the result but what it is compared with.</summary>
    private string? DrawJson =>
        room is { Winner: { } won, Pot.LockedAt: { } locked, Fairness.RosterRoot: { } root }
            ? JsonSerializer.Serialize(
                new
                {
                    pot_id = room.Pot.Id.ToString(),
                    mode = room.Fairness.BeaconRandomness is null ? "roster" : "beacon",
                    seed_hash = room.Fairness.SeedHash,
                    reveal_seed = won.RevealSeed,
                    roster_root = root,
                    locked_at = PotFormula.FormatLockedAt(locked),
                    beacon = room.Fairness.BeaconRandomness is { } random ? new { randomness = random } : null,
                    total_tickets = room.Pot.TicketsSold,
                    commit_hash = room.Fairness.CommitHash,
                    winning_ticket = won.Ticket,
                }
            )
            : null;

    protected override void OnInitialized()
    {
        (room, mine, asOf) = (Room, Mine, clock.GetUtcNow());
        (joinKey, leaveKey) = (NewKey(), NewKey());
        reloads = new Reloads(LoadAsync, LoadLater, DispatchExceptionAsync, gone.Token);
        Premiere();
        // Whoever comes in the middle of the reveal hears how it ended.
        if (!premiere)
            news.Look(View, asOf);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        // Subscribed before loading: what changes from here on is either in what is loaded or announced.
        subscriptions.Add(snapshots.WatchRoom(room.Pot.Id, () => Ask(true)));
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
        Wake(Reloads.RetryTime);
    }

    private async Task LoadAsync()
    {
        var wasSettled = room.Winner is not null;
        var found = await snapshots.RoomAsync(room.Pot.Id, gone.Token);
        if (found is null)
            return;
        if (Viewer is { } player && mineIsOld)
        {
            mineIsOld = false;
            mine = await readMine(room.Pot.Id, player, gone.Token);
        }
        (room, asOf, live) = (found, clock.GetUtcNow(), true);
        if (Scene != PotScene.Open)
            took = null;
        if (!wasSettled)
            Premiere();
        if (curtain <= asOf)
            Leave();
        else
            Tell();
        StateHasChanged();
    }

    private void Tell()
    {
        // The outcome is told when the reveal is over, and once.
        if (!(premiere && watching))
            said = news.Look(View, asOf) ?? said;
        DateTimeOffset?[] moments =
        [
            room.Pot is { Status: PotStatus.Open, Paused: false } ? room.Pot.ClosesAt : null,
            room.Pot is { Status: PotStatus.Open, Paused: false } ? room.Pot.ClosesAt.AddMinutes(-1) : null,
            room.Pot.SettledAt + PotCheers.Afterwards,
            watching ? curtain : null,
        ];
        if (moments.Where(m => m > asOf).Min() is { } moment)
            Wake(moment - asOf + TimeSpan.FromMilliseconds(50));
    }

    private void Wake(TimeSpan wait)
    {
        next?.Dispose();
        next = clock.CreateTimer(
            _ => Ask(false),
            null,
            TimeSpan.FromTicks(Math.Clamp(wait.Ticks, 0, TimeSpan.TicksPerDay)),
            Timeout.InfiniteTimeSpan
        );
    }

    // The first time is the same moment for everyone and gives way to the outcome by itself.
    private void Premiere()
    {
        if (room is not { Winner: not null, Pot.SettledAt: { } settled } || asOf >= settled + PotDrawLines.Length)
            return;
        (watching, premiere, from, curtain) = (true, true, settled, settled + PotDrawLines.Length + ResultTime);
        plays++;
    }

    private void Replay()
    {
        (watching, premiere, from, curtain) = (true, false, clock.GetUtcNow(), null);
        (asOf, curtain) = (from, from + PotDrawLines.Length + ResultTime);
        plays++;
        Tell();
    }

    private void Leave()
    {
        var first = premiere;
        (watching, premiere, curtain) = (false, false, null);
        if (first && View.Winner is { You: true })
            winnerShown = true;
        // The frame around the page shows the balance, and only the server writes the frame.
        if (first && mine?.Entries.Count > 0)
            navigation.Refresh();
        Tell();
    }

    private async Task TakeAsync(int tickets)
    {
        if (pending is not null)
            return;
        (no, took, unknown) = (null, null, null);
        (pending, before) = (tickets, View.Pot.OwnTickets);
        StateHasChanged();
        try
        {
            // Not stopped when the page is left: it happens whole, and the roster shows it.
            var joined = await join.RunAsync(
                new(await ActorAsync(), joinKey, room.Pot.Id, tickets, played.From),
                CancellationToken.None
            );
            // Only an answer ends a key: the same press sent twice has one effect.
            joinKey = NewKey();
            took =
                $"You took {Figures.Tickets(joined.TicketCount)} for {Figures.Of(joined.CreditsSpent)}. You have {Figures.Of(joined.Balance)}.";
            await LookAsync();
            navigation.Refresh();
        }
        catch (Refusal refused)
        {
            no = refused;
            await LookAsync();
        }
        catch (Exception failure)
        {
            unknown = Report(failure, "heard no answer to a join");
            return;
        }
        pending = null;
    }

    private Task AskAgainAsync()
    {
        var tickets = pending ?? 0;
        pending = null;
        return TakeAsync(tickets);
    }

    private async Task LeaveAsync(EntryId entry)
    {
        if (busy)
            return;
        (busy, no, took) = (true, null, null);
        try
        {
            var left = await leave.RunAsync(
                new(await ActorAsync(), leaveKey, room.Pot.Id, entry),
                CancellationToken.None
            );
            leaveKey = NewKey();
            took = $"Taken out: {Figures.Of(left.Returned)} are back. You have {Figures.Of(left.Balance)}.";
            await LookAsync();
            navigation.Refresh();
        }
        catch (Refusal refused)
        {
            (no, leaveKey) = (refused, NewKey());
            await LookAsync();
        }
        catch (Exception failure)
        {
            no = new Refusal(
                "unknown",
                $"We did not hear back. The list shows whether your tickets are still in. Reference {Report(failure, "heard no answer to a leave")}."
            );
        }
        busy = false;
    }

    private async Task CheerAsync(string key)
    {
        try
        {
            var viewer = (await signedIn.GetAuthenticationStateAsync()).User.ActorOf()?.Id;
            await cheer.RunAsync(new(room.Pot.Id, played.Who(viewer), key), gone.Token);
            cheerNote = null;
        }
        catch (Refusal refused)
        {
            cheerNote = refused.Message;
        }
    }

    private Task LookAsync()
    {
        mineIsOld = true;
        return ReloadAsync();
    }

    // Asked at each command: the session may have ended since the page was opened.
    private async Task<PlayerId> ActorAsync() => (await signedIn.GetAuthenticationStateAsync()).User.RequireActor().Id;

    private string Report(Exception failure, string what)
    {
        var sign = NewKey().ToUpperInvariant();
        var reference = $"ALT-{sign[^8..^4]}-{sign[^4..]}";
        log.LogError(failure, "A pot's room {What}, reference {Reference}", what, reference);
        return reference;
    }

    private string NewKey() => Guid.CreateVersion7(clock.GetUtcNow()).ToString("N");

    private static string Milliseconds(DateTimeOffset at) =>
        at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    private static string Milliseconds(TimeSpan span) =>
        ((long)span.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);

    public void Dispose()
    {
        foreach (var subscription in subscriptions)
            subscription.Dispose();
        next?.Dispose();
        gone.Cancel();
        gone.Dispose();
    }
}
