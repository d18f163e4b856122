using System.Text.RegularExpressions;
using Alot.Tests.World;
using Shouldly;
using Xunit;

namespace Alot.Tests.Architecture;

public sealed partial class RoomTests
{
    // Rooms that one project has for itself: they hold no rule of the domain.
    private static readonly Dictionary<string, string[]> OwnRooms = new()
    {
        ["Alot.Data"] = ["Auditing", "Demo", "Live", "Mapping", "Migrations", "Setup", "Transactions"],
        ["Alot.Web"] = ["Api", "Art", "Auditing", "Kit", "Live", "Operations", "Shell", "Workers"],
        ["Alot.Tests"] =
        [
            "Api",
            "Architecture",
            "Art",
            "Auditing",
            "Demo",
            "Journeys",
            "Kit",
            "Live",
            "Load",
            "Operations",
            "Setup",
            "Shell",
            "Transactions",
            "Workers",
            "World",
        ],
    };

    // Names of places where things are put when nobody knows what they are.
    private static readonly string[] NoRooms = ["Common", "Helpers", "Utils", "Utilities", "Services", "Managers"];

    [Theory]
    [InlineData("Alot.Data")]
    [InlineData("Alot.Web")]
    [InlineData("Alot.Tests")]
    public void A_room_has_the_same_name_as_in_the_domain(string project)
    {
        var domain = House.RoomsOf("Alot.Domain").ToList();
        var rooms = House.RoomsOf(project).ToList();

        rooms.Intersect(domain).ShouldNotBeEmpty();
        rooms.Except(domain).Except(OwnRooms[project]).ShouldBeEmpty();
    }

    [Fact]
    public void No_folder_is_a_drawer_for_everything()
    {
        var folders = House
            .Projects.SelectMany(House.SourceOf)
            .SelectMany(file => Path.GetRelativePath(Checkout.Root, Path.GetDirectoryName(file)!).Split('/'))
            .Distinct()
            .ToList();

        folders.ShouldContain("Lots");
        folders.Intersect(NoRooms, StringComparer.OrdinalIgnoreCase).ShouldBeEmpty();
    }

    [Fact]
    public void Namespaces_follow_folders()
    {
        var files = House.Projects.SelectMany(House.SourceOf).Where(f => f.EndsWith(".cs", StringComparison.Ordinal));
        var checkedFiles = 0;
        var astray = new List<string>();
        foreach (var file in files)
        {
            var text = File.ReadAllText(file);
            // The context is one class; each room adds its part of it from its own folder.
            if (
                text.Contains("partial class AlotDb", StringComparison.Ordinal)
                || NamespaceLine().Match(text) is not { Success: true } line
            )
                continue;
            checkedFiles++;
            var path = Path.GetRelativePath(Checkout.Root, file);
            if (line.Groups[1].Value != Path.GetDirectoryName(path)!.Replace('/', '.'))
                astray.Add($"{path}: {line.Groups[1].Value}");
        }

        checkedFiles.ShouldBeGreaterThan(50);
        astray.ShouldBeEmpty();
    }

    [GeneratedRegex(@"^namespace ([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();
}
