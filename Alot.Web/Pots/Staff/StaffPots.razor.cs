using Alot.Data.Accounts;
using Alot.Data.Live;
using Alot.Data.Pots;
using Alot.Domain;
using Alot.Web.Kit;
using Microsoft.AspNetCore.Components;

namespace Alot.Web.Pots.Staff;

/// <summary>Pots as staff look after them, kept true while the page is open.</summary>
public sealed partial class StaffPots(
    StaffPotReads pots,
    PausePot pause,
    ResumePot resume,
    CallOffPot callOff,
    RemovePotEntry remove,
    ClearPotFlag clear,
    DecideApproval decide,
    WithdrawApproval withdraw,
    Toaster toaster
)
{
    private StaffPotQuestion? question;

    [Parameter, EditorRequired]
    public StaffPotsModel Model { get; set; } = null!;

    /// <summary>The pot that is open, by its id; the first of the queue at a desk.</summary>
    [Parameter]
    public string? Item { get; set; }

    /// <summary>The page of this pot, without the queue.</summary>
    [Parameter]
    public bool Alone { get; set; }

    protected override IEnumerable<Topic> Shown =>
        Guid.TryParse(Item, out var id) || Guid.TryParse(Model.Pot?.Id.ToString(), out id)
            ? [Topic.Pot(new PotId(id)), Topic.Queues, Topic.Clock]
            : [Topic.Queues, Topic.Clock];

    protected override async Task LoadAsync(CancellationToken stop)
    {
        if (!StaffPotText.MayLook(Me))
            Navigation.NavigateTo(Navigation.Uri, forceLoad: true);
        else if (Alone && Guid.TryParse(Item, out var id))
            Model = await StaffPotsModel.ReadOneAsync(pots, new PotId(id), stop);
        else
            Model = await StaffPotsModel.ReadQueueAsync(pots, Item, stop);
    }

    private void Ask(StaffPotQuestion asked)
    {
        Problem = null;
        question = asked;
    }

    private async Task ConfirmAsync(StaffPotAnswer answer)
    {
        if (question is not { } asked || Model.Pot is not { } pot)
            return;
        var said = "";
        if (await DoAsync(async (me, key) => said = await DoAsync(pot, asked, answer, me, key)))
        {
            question = null;
            toaster.Say(said);
        }
        await ReloadAsync();
    }

    /// <returns>What to say when it was done.</returns>
    private async Task<string> DoAsync(
        StaffPot pot,
        StaffPotQuestion asked,
        StaffPotAnswer answer,
        PlayerId me,
        string key
    )
    {
        switch (asked.Act)
        {
            case StaffPotAct.Pause:
                await pause.RunAsync(new(me, key, pot.Id, answer.Reason), Left);
                return $"Pot {pot.NumberText} stands still.";
            case StaffPotAct.Resume:
                await resume.RunAsync(new(me, key, pot.Id, answer.Reason), Left);
                return $"Pot {pot.NumberText} goes on.";
            case StaffPotAct.TakeOut:
                var left = await remove.RunAsync(new(me, key, pot.Id, asked.Entry!.Id, answer.Reason), Left);
                return $"Taken out. {asked.Entry.PlayerName} has {left.Returned} back.";
            case StaffPotAct.ClearFlag:
                var cleared = await clear.RunAsync(
                    new(me, key, asked.Flag!.Id, answer.Reason, answer.Remember),
                    Left
                );
                return cleared.Remembered == 0 ? "Flag cleared." : "Flag cleared. These reasons do not count again.";
            default:
                var off = await callOff.RunAsync(new(me, key, pot.Id, answer.Reason), Left);
                return off.ApprovalId is null
                    ? $"Pot {pot.NumberText} is called off. The credits go back within seconds."
                    : "Asked. Nothing happens until a second person approves it.";
        }
    }

    private async Task DecideAsync(bool approve)
    {
        if (Model.Pot?.Asked is not { } waiting)
            return;
        if (await DoAsync((me, key) => decide.RunAsync(new(me, key, waiting.Id, approve), Left)))
            toaster.Say(StaffPotAsked.Done(waiting, approve));
        await ReloadAsync();
    }

    private async Task WithdrawAsync()
    {
        if (Model.Pot?.Asked is not { } waiting)
            return;
        if (await DoAsync((me, key) => withdraw.RunAsync(new(me, key, waiting.Id), Left)))
            toaster.Say("Withdrawn. Nothing was changed.");
        await ReloadAsync();
    }
}
