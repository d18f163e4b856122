using Alot.Domain.Lots;
using Alot.Web.Kit;

namespace Alot.Web.Payments.Pages;

/// <summary>Small words that several pages share.</summary>
internal static class Words
{
    /// <summary>What a winner gets, in two words.</summary>
    public static string TheItem(Category category) =>
        category switch
        {
            Category.Watch => "The watch",
            Category.Bag => "The bag",
            Category.Sneaker => "The sneakers",
            _ => "The piece",
        };

    /// <summary><c>14,551–14,575</c>.</summary>
    public static string Range(int first, int last) =>
        first == last ? Figures.Of(first) : $"{Figures.Of(first)}–{Figures.Of(last)}";

    /// <summary><c>1 in 583</c>, or a dash.</summary>
    public static string Of(Odds? odds) => odds is { } known ? "1 in " + Figures.Of(known.OneIn) : "—";
}
