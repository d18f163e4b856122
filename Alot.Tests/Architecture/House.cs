using System.Reflection;
using System.Runtime.CompilerServices;
using Alot.Data;
using Alot.Domain;
using Alot.Tests.World;

namespace Alot.Tests.Architecture;

/// <summary>The house as the rules see it: assemblies, their types, the source folders.</summary>
internal static class House
{
    public static readonly Assembly Domain = typeof(LotId).Assembly;
    public static readonly Assembly Data = typeof(AlotDb).Assembly;
    public static readonly Assembly Web = typeof(Program).Assembly;
    public static readonly Assembly Tests = typeof(House).Assembly;

    public static readonly string[] Projects = ["Alot.Domain", "Alot.Data", "Alot.Web", "Alot.Tests"];

    private static readonly string[] NotOurs = ["bin", "obj", "wwwroot", "node_modules"];

    /// <summary>Types that somebody wrote: no closures, iterators or records' helpers.</summary>
    public static IEnumerable<Type> TypesOf(params Assembly[] assemblies) =>
        assemblies
            .SelectMany(a => a.GetTypes())
            .Where(t =>
                t.Namespace?.StartsWith("Alot.", StringComparison.Ordinal) == true
                && !t.IsDefined(typeof(CompilerGeneratedAttribute), inherit: true)
                && !t.Name.Contains('<', StringComparison.Ordinal)
            );

    public static IEnumerable<string> References(Assembly assembly) =>
        assembly.GetReferencedAssemblies().Select(a => a.Name!);

    /// <summary>The first-level folders of a project that hold source.</summary>
    public static IEnumerable<string> RoomsOf(string project) =>
        SourceOf(project)
            .Select(file => Path.GetRelativePath(Path.Combine(Checkout.Root, project), file).Split('/'))
            .Where(parts => parts.Length > 1)
            .Select(parts => parts[0])
            .Distinct();

    /// <summary>The C# and Razor files of a project, generated ones excepted.</summary>
    public static IEnumerable<string> SourceOf(string project)
    {
        var root = Path.Combine(Checkout.Root, project);
        return Directory
            .EnumerateFiles(root, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".cs" or ".razor")
            .Where(file => !Path.GetRelativePath(root, file).Split('/').Intersect(NotOurs).Any());
    }
}
