using System.Text.Json.Nodes;
using Alot.Web.Draws;
using Shouldly;
using Xunit;

namespace Alot.Tests.Draws;

public sealed class ScriptBundleTests
{
    private static readonly Dictionary<string, string> Modules = new()
    {
        ["a.mjs"] =
            "export const one = 1;\nconst hidden = 'a';\nexport function* two() { yield 2 }\nexport async function three() { return hidden }\n",
        ["late.mjs"] = "var four=4,x=5;export{four,x as five};",
        ["b.mjs"] =
            "import { one as first, three } from \"./a.mjs\";\nimport * as all from \"./a.mjs\";\nexport { one, two as zwei } from \"./a.mjs\";\n"
            + "const hidden = 'b';\nexport const sum = async () => [first, await three(), hidden, ...all.two(), (await import(\"./late.mjs\")).five];\n",
        ["main.mjs"] =
            "import {\n  sum,\n  one,\n  zwei,\n} from \"./b.mjs\";\nsum().then((s) => process.stdout.write(JSON.stringify([...s, one, ...zwei()])));\n",
    };

    [Fact]
    public async Task Modules_in_one_script_do_what_they_do_apart()
    {
        var script = ScriptBundle.Of([.. Modules.Keys], name => Modules[name]);
        var file = Path.GetTempFileName() + ".mjs";
        await File.WriteAllTextAsync(file, script);

        var said = await OtherPrograms.NodeAsync(file, []);

        File.Delete(file);
        said.ToJsonString().ShouldBe("""[1,"a","b",2,5,1,2]""");
    }

    [Theory]
    [InlineData("export default 1;\n")]
    [InlineData("import one from \"./a.mjs\";\n")]
    [InlineData("import \"./a.mjs\";\n")]
    [InlineData("import { x } from \"./unknown.mjs\";\n")]
    [InlineData("const x = () => import(name);\n")]
    [InlineData("const x = '</script>';\n")]
    [InlineData("const x = '<!-- ';\n")]
    public void A_form_it_does_not_know_is_refused(string source)
    {
        Should.Throw<InvalidOperationException>(() =>
            ScriptBundle.Of(["a.mjs", "b.mjs"], name => name == "a.mjs" ? "export const x = 1;\n" : source)
        );
    }

    [Fact]
    public void Every_module_that_the_verify_page_may_load_is_in_the_pocket_auditor()
    {
        var files = Directory
            .EnumerateFiles(RepoFiles.Of("Alot.Web", "wwwroot", "draws"), "*.mjs")
            .Select(path => Path.GetFileName(path)!);

        PocketAuditor.Modules.Intersect(files).Count().ShouldBe(PocketAuditor.Modules.Count);
        foreach (var module in PocketAuditor.Modules)
        foreach (
            System.Text.RegularExpressions.Match import in System.Text.RegularExpressions.Regex.Matches(
                File.ReadAllText(RepoFiles.Of("Alot.Web", "wwwroot", "draws", module)),
                "\"\\./([\\w-]+\\.mjs)\""
            )
        )
            PocketAuditor.Modules.ShouldContain(import.Groups[1].Value);
    }
}
