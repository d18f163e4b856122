using System.Globalization;
using System.Security.Cryptography;
using Xunit;

namespace Alot.Tests.World;

/// <summary>Randomness that can be repeated: every seed is printed, and <c>ALOT_SEED</c> brings a run back.</summary>
public static class Seeds
{
    public static Random Random()
    {
        var seed = int.TryParse(
            Environment.GetEnvironmentVariable("ALOT_SEED"),
            NumberStyles.Integer,
            CultureInfo.InvariantCulture,
            out var given
        )
            ? given
            : RandomNumberGenerator.GetInt32(int.MaxValue);
        TestContext.Current.TestOutputHelper?.WriteLine($"ALOT_SEED={seed} repeats this.");
        return new Random(seed);
    }
}
