namespace Alot.Web.Kit;

internal static class Signs
{
    /// <summary>The icon that goes with a tone, so that colour is never alone.</summary>
    public static string Of(Tone tone) =>
        tone switch
        {
            Tone.Ok => "check-circle-fill",
            Tone.Warn => "warning",
            Tone.Bad => "x-circle-fill",
            _ => "info",
        };
}
