using Alot.Domain.Ledger;
using Alot.Domain.Lots;

namespace Alot.Data.Demo;

/// <summary>An invented item of an invented brand.</summary>
/// <param name="Value">Retail value in whole dollars.</param>
/// <param name="Art">Seed of its picture, chosen by looking at it: the words below describe what is drawn.</param>
internal sealed record DemoItem(
    string Brand,
    string Name,
    Category Category,
    int Value,
    int Art,
    string Condition,
    string Description,
    IReadOnlyList<Specification> Specifications
)
{
    public ProductFacts Facts =>
        new(Name, Brand, Category, Money.Dollars(Value), Description, Condition, Specifications);
}
