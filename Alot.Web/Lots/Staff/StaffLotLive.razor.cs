using Alot.Data.Accounts;
using Alot.Data.Draws;
using Alot.Data.Live;
using Alot.Data.Lots;
using Alot.Domain;
using Alot.Domain.Accounts;
using Alot.Domain.Lots;
using Alot.Web.Kit;
using Microsoft.AspNetCore.Components;

namespace Alot.Web.Lots.Staff;

/// <summary>Any lot as staff see it, kept true while it is open, with what may be done in its state.</summary>
public sealed partial class StaffLotLive(
    StaffLotReads lots,
    CancelLot cancelLot,
    ExtendLot extendLot,
    RetryDraw retryDraw,
    ProposeVoid proposeVoid,
    ProposeDisqualification proposeDisqualification,
    DecideApproval decide,
    WithdrawApproval withdraw,
    ViewerZone viewer,
    Toaster toaster
)
{
    private enum Question
    {
        None,
        Cancel,
        Extend,
        Retry,
        Void,
        Disqualify,
    }

    private Question asked;

    [Parameter, EditorRequired]
    public LotId Id { get; set; }

    /// <summary>As the server wrote it; null when it could not be read.</summary>
    [Parameter]
    public StaffLotDetail? Lot { get; set; }

    private StaffLotRow Row => Lot!.Lot.Row;

    private ViewerZone Viewer => viewer;

    protected override IEnumerable<Topic> Shown => [Topic.Lot(Id), Topic.Queues, Topic.Clock];

    protected override async Task LoadAsync(CancellationToken stop)
    {
        Lot = await lots.DetailAsync(Id, stop);
        // A draft of someone who may write drafts has another page.
        if (Lot is null || (Row.Status == LotStatus.Created && Me.May(Permission.CreateLots)))
            Navigation.Refresh();
    }

    /// <summary>Whether the lot's state has it, the person may, and nobody has asked yet. The command decides.</summary>
    private bool MayAskFor(ApprovalKind kind) =>
        Me.May(Approval.NeededFor(kind))
        && Lot!.Asked.All(a => a.Kind != kind)
        && (
            kind == ApprovalKind.Void
                ? Row is { Frozen: true, Status: LotStatus.Funded or LotStatus.Drawing }
                : Row is { Frozen: false, Status: LotStatus.Settled } && Lot.Draw is { Unclaimed: true }
        );

    private void Ask(Question question)
    {
        Problem = null;
        asked = question;
    }

    private void Closed(bool open)
    {
        if (!open)
            asked = Question.None;
    }

    private async Task CancelAsync(string reason)
    {
        if (!await DoAsync((me, key) => cancelLot.RunAsync(new CancelLotCommand(me, key, Id, reason), Left)))
            return;
        asked = Question.None;
        toaster.Say($"Lot {Row.NumberText} is cancelled. Refunds go out by themselves.");
        await ReloadAsync();
    }

    private async Task ExtendAsync(DateTimeOffset deadline)
    {
        if (!await DoAsync((me, key) => extendLot.RunAsync(new ExtendLotCommand(me, key, Id, deadline), Left)))
            return;
        asked = Question.None;
        toaster.Say($"Lot {Row.NumberText} sells again.");
        await ReloadAsync();
    }

    private async Task RetryAsync()
    {
        if (await DoAsync((me, key) => retryDraw.RunAsync(new RetryDrawCommand(me, key, Id), Left)))
            toaster.Say("The job was woken. It works within seconds, or the lot stays late.", Tone.Info);
        asked = Question.None;
        await ReloadAsync();
    }

    private async Task ProposeAsync(string reason)
    {
        var voids = asked == Question.Void;
        if (
            !await DoAsync(
                (me, key) =>
                    voids
                        ? proposeVoid.RunAsync(new ProposeVoidCommand(me, key, Id, reason), Left)
                        : proposeDisqualification.RunAsync(
                            new ProposeDisqualificationCommand(me, key, Id, reason),
                            Left
                        )
            )
        )
            return;
        asked = Question.None;
        toaster.Say("Asked. Nothing happens until a second person approves it.", Tone.Info);
        await ReloadAsync();
    }

    private async Task DecideAsync(AskedOfLotView waiting, bool approve)
    {
        if (await DoAsync((me, key) => decide.RunAsync(new DecideApprovalCommand(me, key, waiting.Id, approve), Left)))
            toaster.Say(StaffLotAsked.Done(waiting, approve));
        await ReloadAsync();
    }

    private async Task WithdrawAsync(AskedOfLotView waiting)
    {
        if (await DoAsync((me, key) => withdraw.RunAsync(new WithdrawApprovalCommand(me, key, waiting.Id), Left)))
            toaster.Say("Withdrawn. Nothing was changed.");
        await ReloadAsync();
    }
}
