using Alot.Tests.World;
using Shouldly;
using Xunit;

namespace Alot.Tests.Architecture;

/// <summary>What SQL in the sources may not say.</summary>
public sealed class SqlTests
{
    // PostgreSQL 15 makes only random ids; ours are UUIDv7 (schema.md), which its own function gives.
    [Fact]
    public void Ids_made_by_SQL_are_made_by_uuid_v7()
    {
        var own = Path.Combine("Alot.Data", "Migrations", "Sql", "uuid-v7.sql");
        string[] others = ["gen_random_uuid", "uuid_generate_v4", "uuidv4("];
        var (checkedFiles, uses, wrong) = (0, 0, new List<string>());
        foreach (var project in House.Projects)
        foreach (var file in House.SourceOf(project).Concat(SqlOf(project)))
        {
            var path = Path.GetRelativePath(Checkout.Root, file);
            if (path == own || Path.GetFileName(path) == $"{nameof(SqlTests)}.cs")
                continue;
            checkedFiles++;
            var text = File.ReadAllText(file);
            if (project == "Alot.Data" && text.Contains("uuid_v7(", StringComparison.Ordinal))
                uses++;
            if (others.Any(o => text.Contains(o, StringComparison.OrdinalIgnoreCase)))
                wrong.Add(path);
        }

        File.Exists(Path.Combine(Checkout.Root, own)).ShouldBeTrue();
        checkedFiles.ShouldBeGreaterThan(300);
        uses.ShouldBeGreaterThanOrEqualTo(3);
        wrong.ShouldBeEmpty();
    }

    private static IEnumerable<string> SqlOf(string project) =>
        Directory
            .EnumerateFiles(Path.Combine(Checkout.Root, project), "*.sql", SearchOption.AllDirectories)
            .Where(f => !f.Split('/').Any(part => part is "bin" or "obj"));
}
