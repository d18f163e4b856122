using Alot.Data.Accounts;
using Alot.Domain;
using Alot.Web.Accounts;
using Alot.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace Alot.Web.Lots.Staff;

/// <summary>
/// A page of the back office as the server writes it: for staff it loads what its interactive part starts from, for everyone
/// else there is nothing at this address.
/// </summary>
public abstract class StaffPage : ComponentBase
{
    [CascadingParameter]
    private HttpContext? Http { get; set; }

    [Inject]
    private StaffReads Staff { get; set; } = null!;

    [Inject]
    private ILoggerFactory Logs { get; set; } = null!;

    [Inject]
    protected NavigationManager Navigation { get; set; } = null!;

    /// <summary>Who looks; null means that nothing is shown.</summary>
    protected StaffView? Desk { get; private set; }

    /// <summary>What to quote when it could not be read.</summary>
    protected string? Failure { get; private set; }

    /// <summary>Reads what the page shows. False when there is no such thing.</summary>
    protected abstract Task<bool> LoadAsync(StaffView desk, CancellationToken stop);

    protected override async Task OnInitializedAsync()
    {
        var stop = Http?.RequestAborted ?? CancellationToken.None;
        var desk = Http?.User.ActorOf() is { } actor ? await Staff.FindAsync(actor.Id, stop) : null;
        if (desk is null)
        {
            Navigation.NotFound();
            return;
        }
        try
        {
            if (await LoadAsync(desk, stop))
                Desk = desk;
            else
                Navigation.NotFound();
        }
        catch (Exception failure) when (failure is not (Refusal or OperationCanceledException))
        {
            // The part that follows shows it, and can try again.
            Failure = Reference.Of(Http!);
            Desk = desk;
            Logs.CreateLogger(GetType())
                .LogError(failure, "{Page} could not be read, reference {Reference}", GetType().Name, Failure);
            if (!Http!.Response.HasStarted)
                Http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
    }
}
