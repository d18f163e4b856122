using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Alot.Tests.World;

internal static class BunitCompat
{
    // bUnit 2 asks for AngleSharp.Diffing 1.1.1, which does not restore here; 0.17.0 has all that bUnit calls.
    [ModuleInitializer]
    internal static void HandOverDiffing() =>
        AssemblyLoadContext.Default.Resolving += (context, name) =>
            name.Name == "AngleSharp.Diffing"
                ? context.LoadFromAssemblyPath(
                    Path.Combine(AppContext.BaseDirectory, "compat", "AngleSharp.Diffing.dll")
                )
                : null;
}
