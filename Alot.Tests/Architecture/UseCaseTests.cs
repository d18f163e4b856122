using System.Reflection;
using Shouldly;
using Xunit;

namespace Alot.Tests.Architecture;

public sealed class UseCaseTests
{
    // What runs a use case or makes the database is none.
    private static readonly string[] NotUseCases = ["Alot.Data.Transactions", "Alot.Data.Setup"];

    // They ask the processor between transactions and hand what it said to the use case it belongs to.
    private static readonly string[] ProcessorSteps =
    [
        "ApplyWebhook",
        "GiveUpHold",
        "OpenCheckout",
        "Reconcile",
        "RecordDispute",
        "ResolveHold",
        "SendRefund",
    ];

    private static readonly List<Type> UseCases =
    [
        .. House
            .TypesOf(House.Data)
            .Where(t => t.IsPublic && !t.IsAbstract && !NotUseCases.Contains(t.Namespace))
            .Where(t => MethodsOf(t).Any(m => m.Name == "RunAsync")),
    ];

    [Fact]
    public void A_use_case_has_one_public_method()
    {
        UseCases.ShouldNotBeEmpty();
        UseCases
            .Where(t => MethodsOf(t).Count() != 1)
            .Select(t => $"{t.Name}: {string.Join(", ", MethodsOf(t).Select(m => m.Name))}")
            .ShouldBeEmpty();
    }

    [Fact]
    public void A_use_case_is_sealed_and_can_be_stopped()
    {
        UseCases.ShouldNotBeEmpty();
        UseCases.Where(t => !t.IsSealed).ShouldBeEmpty();
        UseCases
            .Where(t =>
                MethodsOf(t).Any(m => m.GetParameters().LastOrDefault()?.ParameterType != typeof(CancellationToken))
            )
            .ShouldBeEmpty("the last parameter is the CancellationToken");
    }

    // A rule that two use cases need moves into the entity; a transaction inside a transaction is two.
    [Fact]
    public void Use_cases_are_called_by_doors_and_by_the_steps_that_talk_to_the_processor()
    {
        var made = UseCases.Where(t =>
            t.GetConstructors().SelectMany(c => c.GetParameters()).Any(p => UseCases.Contains(p.ParameterType))
        );

        made.Select(t => t.Name).ShouldBe(ProcessorSteps, ignoreOrder: true);
    }

    private static IEnumerable<MethodInfo> MethodsOf(Type type) =>
        type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Where(m => !m.IsSpecialName && m.GetBaseDefinition().DeclaringType == type);
}
