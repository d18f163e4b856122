using System.Runtime.CompilerServices;

namespace Alot.Tests.Draws;

/// <summary>Files of the repository, found from where this source file stood when the tests were built.</summary>
internal static class RepoFiles
{
    public static string Root([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(here, "..", "..", ".."));

    public static string Of(params string[] parts) => Path.Combine([Root(), .. parts]);
}
