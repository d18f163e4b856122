using Shouldly;
using Xunit;

namespace Alot.Tests.Architecture;

public sealed class ReferenceTests
{
    [Fact]
    public void The_domain_uses_the_base_class_library_only()
    {
        var library = Directory
            .EnumerateFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "*.dll")
            .Select(Path.GetFileNameWithoutExtension)
            .ToHashSet();
        var used = House.References(House.Domain).ToList();

        used.ShouldContain("System.Runtime");
        used.Where(name => !library.Contains(name)).ShouldBeEmpty();
    }

    [Fact]
    public void Data_knows_the_domain_and_not_the_web()
    {
        var used = House.References(House.Data).ToList();

        used.ShouldContain("Alot.Domain");
        used.ShouldNotContain("Alot.Web");
    }

    [Fact]
    public void The_web_stands_on_both_and_on_no_test()
    {
        var used = House.References(House.Web).ToList();

        used.ShouldContain("Alot.Data");
        used.ShouldContain("Alot.Domain");
        used.ShouldNotContain("Alot.Tests");
    }

    // A test world that reaches the processor, the mail server or the beacon for real is neither fast nor repeatable.
    [Fact]
    public void Interfaces_stand_only_at_the_five_seams()
    {
        string[] seams = ["IPaymentGateway", "IMailer", "IRandomnessBeacon", "IFileStore", "IEventApp"];
        var found = House
            .TypesOf(House.Domain, House.Data, House.Web)
            .Where(t => t.IsInterface)
            .Select(t => t.Name)
            .ToList();

        found.ShouldContain("IPaymentGateway");
        found.Except(seams).ShouldBeEmpty("an interface that only one class implements is a detour; see house.md");
        found.ShouldBeUnique();
    }
}
