namespace Alot.Web.Art;

/// <summary>
/// Numbers that follow from a word alone, in 32-bit integer arithmetic (FNV-1a into mulberry32), so that every process
/// draws the same picture. The order of the draws is part of the picture: keep it when changing a drawing.
/// </summary>
internal sealed class ArtRandom
{
    private uint state = 2166136261;

    public ArtRandom(string word)
    {
        foreach (var letter in word)
            state = unchecked((state ^ letter) * 16777619);
    }

    /// <summary>At least 0, below 1.</summary>
    public double Next()
    {
        unchecked
        {
            state += 0x6D2B79F5;
            var mixed = (state ^ (state >> 15)) * (state | 1);
            mixed ^= mixed + (mixed ^ (mixed >> 7)) * (mixed | 61);
            return (mixed ^ (mixed >> 14)) / 4294967296.0;
        }
    }

    /// <summary>A whole number from 0 up to, not including, <paramref name="count"/>.</summary>
    public int Below(int count) => (int)Math.Floor(Next() * count);

    public bool Chance(double share) => Next() < share;

    public T Pick<T>(IReadOnlyList<T> choices) => choices[Below(choices.Count)];
}
