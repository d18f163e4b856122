using Alot.Domain.Lots;
using Alot.Domain.Pots;
using Alot.Tests.World;
using Shouldly;
using Xunit;

namespace Alot.Tests.Architecture;

public sealed class ArchitecturePageTests
{
    private static string Page => File.ReadAllText(Path.Combine(Checkout.Root, "ARCHITECTURE.md"));

    [Fact]
    public void The_diagram_of_a_lots_life_is_the_one_made_from_its_table()
    {
        var diagram = string.Join(
            '\n',
            LotLifecycle.Moves.Select(move => $"    {Name(move.From)} --> {Name(move.To)} : {move.When}")
        );
        var expected = $"```mermaid\nstateDiagram-v2\n    [*] --> created\n{diagram}\n```";

        Page.ShouldContain(expected, customMessage: $"Put this between the lifecycle comments:\n{expected}");
    }

    [Fact]
    public void The_diagram_of_a_pots_life_is_the_one_made_from_its_table()
    {
        var diagram = string.Join(
            '\n',
            PotLifecycle.Moves.Select(move =>
                $"    {move.From} --> {move.To} : {move.By} – ".ToLowerInvariant() + move.When
            )
        );
        var expected = $"```mermaid\nstateDiagram-v2\n    [*] --> open\n{diagram}\n```";

        Page.ShouldContain(expected, customMessage: $"Put this between the pots comments:\n{expected}");
    }

    [Fact]
    public void The_files_of_the_traced_click_exist_and_are_at_most_seven()
    {
        var trace = Page.Split("## One credit purchase")[1].Split("\n## ")[0];
        var files = trace
            .Split('\n')
            .Where(line => line.Length > 3 && char.IsAsciiDigit(line[0]) && line[1] == '.')
            .Select(line => line.Split('`')[1])
            .ToList();

        files.Count.ShouldBeInRange(3, 7);
        foreach (var file in files)
            File.Exists(Path.Combine(Checkout.Root, file)).ShouldBeTrue(file);
    }

    private static string Name(LotStatus status) => status.ToString().ToLowerInvariant();
}
