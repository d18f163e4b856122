using System.Reflection;
using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Alot.Tests.Architecture;

/// <summary>One thing has one word (overview.md), in the code too.</summary>
public sealed partial class WordTests
{
    // Left column of the glossary's "Not"; "room" is the table's old name and also begins "event room", so it is not here.
    private static readonly string[] OtherWords =
    [
        "Campaign",
        "Raffle",
        "Auction",
        "Bet",
        "Bets",
        "Order",
        "Orders",
        "Package",
        "Packages",
        "Reservation",
        "Reservations",
        "Coin",
        "Coins",
        "Points",
        "Lottery",
        "Spin",
        "Vendor",
        "Creator",
        "Plugin",
        "Plugins",
    ];

    [Fact]
    public void Types_carry_the_words_of_the_glossary()
    {
        var types = House.TypesOf(House.Domain, House.Data, House.Web).Select(t => t.Name).ToList();

        types.ShouldContain("Lot");
        types.ShouldContain("Purchase");
        types.Where(name => WordsOf(name).Intersect(OtherWords).Any()).ShouldBeEmpty();
    }

    [Fact]
    public void The_names_of_tests_are_sentences()
    {
        var tests = House
            .TypesOf(House.Tests)
            .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Where(m => m.GetCustomAttributes<FactAttribute>(inherit: true).Any())
            .Select(m => $"{m.DeclaringType!.Name}.{m.Name}")
            .ToList();

        tests.ShouldNotBeEmpty();
        tests.Where(name => name.Count(c => c == '_') < 2).ShouldBeEmpty();
    }

    private static IEnumerable<string> WordsOf(string name) => Word().Matches(name).Select(m => m.Value);

    [GeneratedRegex("[A-Z][a-z0-9]*")]
    private static partial Regex Word();
}
