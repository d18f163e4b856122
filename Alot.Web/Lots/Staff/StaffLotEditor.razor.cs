using Alot.Data.Live;
using Alot.Data.Lots;
using Alot.Domain.Accounts;
using Alot.Domain.Draws;
using Alot.Domain.Lots;
using Alot.Web.Kit;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Alot.Web.Lots.Staff;

/// <summary>Writes a draft, or changes one, until it opens. What is typed stays when a save is refused or the connection goes.</summary>
public sealed partial class StaffLotEditor(
    StaffLotReads lots,
    DraftLot draftLot,
    EditLot editLot,
    OpenLot openLot,
    CancelLot cancelLot,
    DrawPolicy policy,
    ViewerZone viewer,
    Toaster toaster
)
{
    private StaffLotForm saved = null!;
    private StaffLotForm? stale;
    private DateTimeOffset? savedAt;
    private bool opening;
    private bool dropping;

    /// <summary>The draft as it is kept; null for one that isn't yet.</summary>
    [Parameter]
    public StaffLotDraft? Draft { get; set; }

    /// <summary>The picture a new one begins with.</summary>
    [Parameter]
    public int Seed { get; set; }

    private StaffLotForm? Form { get; set; }

    private TimeZoneInfo Zone => viewer.Zone;

    private LotTerms Terms => Draft?.Plan.Terms ?? LotTerms.Default;

    private bool Dirty => Form != saved;

    private IReadOnlyList<StaffCheck> Checks => StaffCheck.Of(Form!, Zone, Draft?.Question, Clock.GetUtcNow());

    private string Left2Do =>
        Checks.Count(c => !c.Done) switch
        {
            0 => "it can open",
            1 => "1 thing left before it can open",
            var left => $"{left} things left before it can open",
        };

    private string State =>
        Draft is null ? "Nobody sees a draft."
        : Dirty ? "Not saved."
        : savedAt is { } at ? $"Saved {viewer.Say(at, MomentForm.Stamp, false, at)}."
        : "Saved.";

    protected override IEnumerable<Topic> Shown =>
        Draft is null ? [] : [Topic.Queues, Topic.Lot(Draft.Row.Id), Topic.Clock];

    protected override void OnParametersSet()
    {
        base.OnParametersSet();
        if (Form is not null)
            return;
        saved = Draft is null ? StaffLotForm.New(Seed, policy.Default) : StaffLotForm.Of(Draft, Zone);
        Form = saved with { };
    }

    // Another person may be at the same draft: theirs is shown at once only while nothing of one's own would be lost.
    protected override async Task LoadAsync(CancellationToken stop)
    {
        if (!Me.May(Permission.CreateLots))
        {
            Navigation.Refresh();
            return;
        }
        if (Draft is null)
            return;
        if (await lots.FindAsync(Draft.Row.Id, stop) is not { Row.Status: LotStatus.Created } found)
        {
            Navigation.Refresh();
            return;
        }
        var kept = StaffLotForm.Of(found, Zone);
        if (kept == saved)
            return;
        if (Dirty)
            stale = kept;
        else
            (Draft, saved, Form) = (found, kept, kept with { });
    }

    private void Look() => StateHasChanged();

    private void TakeTheirs()
    {
        saved = stale!;
        Form = saved with { };
        stale = null;
    }

    private async Task SaveAsync()
    {
        FieldProblems.Clear();
        if (Form!.Read(Zone, Terms, Draft?.Question, FieldProblems) is not { } input)
        {
            Problem =
                FieldProblems.Count == 1
                    ? "Not saved: one field needs you."
                    : $"Not saved: {FieldProblems.Count} fields need you.";
            await ToProblemAsync();
            return;
        }
        DraftedLot? done = null;
        var worked = await DoAsync(
            async (me, key) =>
                done = Draft is null
                    ? await draftLot.RunAsync(
                        new DraftLotCommand(me, key, input.Facts, null, input.Plan, input.Gate, input.Seed),
                        Left
                    )
                    : await editLot.RunAsync(
                        new EditLotCommand(me, key, Draft.Row.Id, input.Facts, input.Plan, input.Gate, input.Seed),
                        Left
                    )
        );
        if (!worked)
        {
            Problem = $"Not saved. {Problem}";
            await ToProblemAsync();
            return;
        }
        if (Draft is null)
        {
            toaster.Say($"Draft {Figures.LotNumber(done!.Number)} is saved.");
            Navigation.NavigateTo(StaffText.LotUrl(done.LotId));
            return;
        }
        savedAt = Clock.GetUtcNow();
        stale = null;
        saved = Form with { Answers = "" };
        Form = saved with { };
        Draft = await lots.FindAsync(Draft.Row.Id, Left) ?? Draft;
        saved = StaffLotForm.Of(Draft, Zone);
        Form = saved with { };
    }

    private async Task OpenAsync()
    {
        var id = Draft!.Row.Id;
        if (await DoAsync((me, key) => openLot.RunAsync(new OpenLotCommand(me, key, id), Left)))
        {
            opening = false;
            toaster.Say($"Lot {Draft.Row.NumberText} is open.");
            Navigation.Refresh();
        }
    }

    private async Task DropAsync(string reason)
    {
        var id = Draft!.Row.Id;
        if (await DoAsync((me, key) => cancelLot.RunAsync(new CancelLotCommand(me, key, id, reason), Left)))
        {
            dropping = false;
            toaster.Say($"Draft {Draft.Row.NumberText} is dropped.");
            Navigation.Refresh();
        }
    }

    private async Task ToProblemAsync()
    {
        try
        {
            var desk = await Script.InvokeAsync<IJSObjectReference>("import", Left, "./js/desk.mjs");
            await desk.InvokeVoidAsync("focusProblem", Left);
        }
        catch (Exception lost) when (lost is JSDisconnectedException or JSException or OperationCanceledException)
        {
            // The words next to the button say it too.
        }
    }
}
