using Alot.Domain.Ledger;

namespace Alot.Domain.Lots;

/// <summary>A catalogue item (table <c>product_classes</c>).</summary>
public sealed class Product
{
    private Product() { }

    public ProductId Id { get; private set; }
    public string Sku { get; private set; } = "";
    public string Name { get; private set; } = "";
    public string Brand { get; private set; } = "";
    public Category Category { get; private set; }
    public Tier Tier { get; private set; }
    public Money RetailValue { get; private set; }
    public Money? AppraisedValue { get; private set; }
    public string Description { get; private set; } = "";

    /// <summary>In the order to show.</summary>
    public IReadOnlyList<Specification> Specifications { get; private set; } = [];
    public string Condition { get; private set; } = "";

    /// <summary>JSON array of picture addresses; empty means generated artwork.</summary>
    public string Images { get; private set; } = "[]";
    public string Videos { get; private set; } = "[]";
    public string? AuthenticityCertificateUrl { get; private set; }
    public string? SerialNumber { get; private set; }

    /// <summary>Seed of the generated artwork.</summary>
    public int ArtSeed { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset UpdatedAt { get; private set; }

    public static Product Catalogue(ProductFacts facts, int artSeed, DateTimeOffset now)
    {
        var id = ProductId.New(now);
        var product = new Product
        {
            Id = id,
            Sku =
                $"{facts.Category.ToString()[..2].ToUpperInvariant()}-{id.Value.ToString("N")[^8..].ToUpperInvariant()}",
            ArtSeed = artSeed,
            CreatedAt = now,
        };
        product.Change(facts, now);
        return product;
    }

    /// <exception cref="Refusal"><c>validation</c>.</exception>
    public void Change(ProductFacts facts, DateTimeOffset now)
    {
        facts.Require();
        Name = facts.Name.Trim();
        Brand = facts.Brand.Trim();
        Category = facts.Category;
        RetailValue = facts.RetailValue;
        Tier = Tiers.Of(facts.RetailValue);
        Description = facts.Description.Trim();
        Condition = facts.Condition.Trim();
        if (facts.Specifications is { } stated)
            Specifications = [.. stated];
        UpdatedAt = now;
    }

    /// <summary>Another generated picture of the same item.</summary>
    public void Picture(int seed, DateTimeOffset now)
    {
        ArtSeed = seed;
        UpdatedAt = now;
    }

    /// <summary>What it says about itself, as staff or hosts would state it.</summary>
    public ProductFacts Facts => new(Name, Brand, Category, RetailValue, Description, Condition);

    public bool IsComplete =>
        Name != "" && Brand != "" && Description != "" && Condition != "" && RetailValue > Money.Zero;
}

/// <summary>One thing stated about an item: <c>Case</c>, <c>42 mm, rose gold</c>.</summary>
public sealed record Specification(string Label, string Text);

/// <summary>What staff or hosts state about an item.</summary>
/// <param name="Specifications">In the order to show; null leaves what is stated already as it is.</param>
public sealed record ProductFacts(
    string Name,
    string Brand,
    Category Category,
    Money RetailValue,
    string Description,
    string Condition,
    IReadOnlyList<Specification>? Specifications = null
)
{
    public const int MostSpecifications = 30;

    // $1 to $10,000,000: the target must stay below 2³¹−1 tickets with the non-cash share on top.
    public static readonly Money LowestValue = Money.Dollars(1);
    public static readonly Money HighestValue = Money.Dollars(10_000_000);

    public void Require()
    {
        Text(nameof(Name), Name, 120);
        Text(nameof(Brand), Brand, 80);
        Text(nameof(Description), Description, 4_000);
        Text(nameof(Condition), Condition, 200);
        if (Specifications?.Count > MostSpecifications)
            throw Refusal.Invalid("specifications", $"State at most {MostSpecifications} specifications.");
        var labels = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (label, text) in Specifications ?? [])
        {
            Text(nameof(Specifications), label, 60);
            Text(nameof(Specifications), text, 300);
            if (!labels.Add(label.Trim()))
                throw Refusal.Invalid("specifications", $"“{label.Trim()}” is stated twice.");
        }
        if (!Enum.IsDefined(Category))
            throw Refusal.Invalid("category", "Pick a category: watch, bag, sneaker or memorabilia.");
        if (RetailValue < LowestValue || RetailValue > HighestValue)
            throw Refusal.Invalid("retail_value", $"The retail value must be from {LowestValue} to {HighestValue}.");
    }

    private static void Text(string field, string? text, int most)
    {
        var name = field.ToLowerInvariant();
        if (string.IsNullOrWhiteSpace(text))
            throw Refusal.Invalid(name, $"{field} is missing.");
        if (text.Length > most)
            throw Refusal.Invalid(name, $"{field} is longer than {most} characters.");
    }
}
