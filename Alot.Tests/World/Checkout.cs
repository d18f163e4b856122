using System.Reflection;

namespace Alot.Tests.World;

/// <summary>The folders of the repository these tests were built from.</summary>
public static class Checkout
{
    public static string Root { get; } = FindRoot();

    /// <summary>The app as it was built together with these tests.</summary>
    public static string AppAssembly =>
        Path.Combine(
            Root,
            "Alot.Web",
            Path.GetRelativePath(Path.Combine(Root, "Alot.Tests"), AppContext.BaseDirectory),
            "Alot.Web.dll"
        );

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Alot.sln")))
            folder = folder.Parent;
        return folder?.FullName
            ?? throw new InvalidOperationException(
                $"{Assembly.GetExecutingAssembly().GetName().Name} has to run below the folder of Alot.sln."
            );
    }
}
