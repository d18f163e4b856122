using System.Text;
using System.Text.RegularExpressions;

namespace Alot.Web.Draws;

/// <summary>
/// Several small modules of ours as one script for a page that may fetch nothing. Each module becomes a function that is run when
/// it is first needed, so names don't meet. It knows the forms of import and export that our modules use, and refuses others.
/// </summary>
public static partial class ScriptBundle
{
    /// <param name="modules">File names, each after those it imports at once; the last one is started.</param>
    /// <exception cref="InvalidOperationException">A form it does not know, a module that is not in the list, or text that would end the script element.</exception>
    public static string Of(IReadOnlyList<string> modules, Func<string, string> read)
    {
        var text = new StringBuilder(
            """

            // The modules of the verify page, one after the other, none left out and none changed but for how they name each other.
            const parts = {};
            const part = (name, make) => {
              let made;
              parts[name] = () => (made ??= make());
            };

            """.ReplaceLineEndings("\n")
        );
        foreach (var module in modules)
            text.Append("\n// ---- ").Append(module).Append('\n').Append(Part(module, read(module), modules));
        text.Append("\nparts[\"").Append(modules[^1]).Append("\"]();\n");
        var script = text.ToString();
        return
            script.Contains("</script", StringComparison.OrdinalIgnoreCase)
            || script.Contains("<!--", StringComparison.Ordinal)
            ? throw new InvalidOperationException("A module holds text that would end the script it stands in.")
            : script;
    }

    private static string Part(string name, string source, IReadOnlyList<string> modules)
    {
        var given = new List<string>();
        string From(Match match) =>
            modules.Contains(match.Groups["from"].Value)
                ? $"parts[\"{match.Groups["from"].Value}\"]()"
                : throw new InvalidOperationException($"{name} needs {match.Groups["from"].Value}, which is left out.");

        var body = ReExport()
            .Replace(
                source,
                match =>
                {
                    given.AddRange(Names(match).Select(n => $"{n.As}: {From(match)}.{n.Name}"));
                    return "";
                }
            );
        body = Import().Replace(body, m => $"const {{ {string.Join(", ", Names(m).Select(Taken))} }} = {From(m)};");
        body = ImportAll().Replace(body, m => $"const {m.Groups["as"].Value} = {From(m)};");
        body = LaterImport().Replace(body, m => $"Promise.resolve().then(() => {From(m)})");
        body = ExportedThing()
            .Replace(
                body,
                match =>
                {
                    given.Add(match.Groups["name"].Value);
                    return match.Groups["thing"].Value;
                }
            );
        body = ExportedList()
            .Replace(
                body,
                match =>
                {
                    given.AddRange(Names(match).Select(n => n.As == n.Name ? n.As : $"{n.As}: {n.Name}"));
                    return "";
                }
            );
        if (Left().Match(body) is { Success: true } left)
            throw new InvalidOperationException(
                $"{name} has a form of import or export that is not known: {left.Value}"
            );
        return $"part(\"{name}\", () => {{\n{body.TrimEnd()}\nreturn {{ {string.Join(", ", given)} }};\n}});\n";
    }

    private static string Taken((string Name, string As) taken) =>
        taken.Name == taken.As ? taken.Name : $"{taken.Name}: {taken.As}";

    private static IEnumerable<(string Name, string As)> Names(Match match) =>
        from item in match
            .Groups["names"]
            .Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        let parts = item.Split(" as ", StringSplitOptions.TrimEntries)
        select (parts[0], parts[^1]);

    [GeneratedRegex("""^export \{(?<names>[^}]*)\} from "\./(?<from>[\w-]+\.mjs)";$""", RegexOptions.Multiline)]
    private static partial Regex ReExport();

    [GeneratedRegex("""^import \{(?<names>[^}]*)\} from "\./(?<from>[\w-]+\.mjs)";$""", RegexOptions.Multiline)]
    private static partial Regex Import();

    [GeneratedRegex("""^import \* as (?<as>\w+) from "\./(?<from>[\w-]+\.mjs)";$""", RegexOptions.Multiline)]
    private static partial Regex ImportAll();

    [GeneratedRegex("""\bimport\("\./(?<from>[\w-]+\.mjs)"\)""")]
    private static partial Regex LaterImport();

    [GeneratedRegex(@"^export (?<thing>(?:async )?(?:function\*?|const|class) (?<name>\w+))", RegexOptions.Multiline)]
    private static partial Regex ExportedThing();

    // A bundler writes it at the very end, on whatever line that is.
    [GeneratedRegex(@"\bexport ?\{(?<names>[^}]*)\};?\s*\z")]
    private static partial Regex ExportedList();

    [GeneratedRegex(@"^(?:import|export)\b.*|\bimport\(.*", RegexOptions.Multiline)]
    private static partial Regex Left();
}
