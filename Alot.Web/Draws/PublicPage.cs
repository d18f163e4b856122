using Alot.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace Alot.Web.Draws;

/// <summary>A page that anyone sees and that the server writes whole. What could not be read is told with a reference.</summary>
public abstract class PublicPage : ComponentBase
{
    [CascadingParameter]
    protected HttpContext? Http { get; set; }

    [Inject]
    private ILoggerFactory Logs { get; set; } = null!;

    [Inject]
    protected NavigationManager Navigation { get; set; } = null!;

    /// <summary>What to quote when it could not be read.</summary>
    protected string? Failure { get; private set; }

    /// <summary>This address again, for trying once more.</summary>
    protected string Here => "/" + Navigation.ToBaseRelativePath(Navigation.Uri);

    protected abstract Task LoadAsync(CancellationToken stop);

    protected override async Task OnInitializedAsync()
    {
        try
        {
            await LoadAsync(Http?.RequestAborted ?? CancellationToken.None);
        }
        catch (Exception failure) when (failure is not (Domain.Refusal or OperationCanceledException))
        {
            Failure = Http is null ? "ALT" : Reference.Of(Http);
            Logs.CreateLogger(GetType())
                .LogError(failure, "{Page} could not be read, reference {Reference}", GetType().Name, Failure);
            if (Http is { Response.HasStarted: false })
                Http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
    }
}
