namespace Alot.Web.Kit;

/// <summary>What a toast is about; decides its edge and its icon.</summary>
public enum Tone
{
    Info,
    Ok,
    Warn,
    Bad,
}

/// <summary>One short message after something the person did, with at most one way back.</summary>
public sealed record ToastMessage(Tone Tone, string Text, string? Action = null, Func<Task>? OnAction = null);

/// <summary>
/// Carries messages from an interactive page to its <see cref="Toasts"/>, one per circuit. A toast never carries anything that
/// must not be missed: money and errors belong on the page.
/// </summary>
public sealed class Toaster
{
    /// <summary>More would cover the page; the oldest goes.</summary>
    public const int Most = 3;

    private readonly List<ToastMessage> messages = [];

    public event Action? Changed;

    public IReadOnlyList<ToastMessage> Messages => messages;

    public void Say(string text, Tone tone = Tone.Ok, string? action = null, Func<Task>? onAction = null)
    {
        messages.Add(new ToastMessage(tone, text, action, onAction));
        if (messages.Count > Most)
            messages.RemoveAt(0);
        Changed?.Invoke();
    }

    public void Dismiss(ToastMessage message)
    {
        if (messages.Remove(message))
            Changed?.Invoke();
    }
}
