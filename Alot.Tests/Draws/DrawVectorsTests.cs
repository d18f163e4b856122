using System.Text.Json;
using Alot.Domain;
using Alot.Domain.Draws;
using Shouldly;
using Xunit;

namespace Alot.Tests.Draws;

public sealed class DrawVectorsTests
{
    /// <summary>
    /// After a change that is meant: <c>ALOT_WRITE_VECTORS=1 dotnet run --project Alot.Tests -- --filter-class '*DrawVectorsTests'</c>.
    /// </summary>
    [Fact]
    public async Task The_published_vectors_are_what_the_formula_gives()
    {
        var path = RepoFiles.Of("docs", "draw-vectors.json");
        var book = VectorBook.ToJson();
        if (Environment.GetEnvironmentVariable("ALOT_WRITE_VECTORS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, book);
        }

        (await File.ReadAllTextAsync(path)).ShouldBe(book);
    }

    [Fact]
    public void There_are_vectors_for_everything_the_specification_names()
    {
        var draws = VectorBook.Cases().Select(c => DrawFormula.Draw(c.Inputs)).ToList();

        draws.Count.ShouldBeGreaterThanOrEqualTo(20);
        VectorBook.Cases().Select(c => c.Name).ShouldBeUnique();
        foreach (var mode in Enum.GetValues<DrawMode>())
        {
            draws.ShouldContain(d => d.Mode == mode && d.TotalTickets == 1);
            draws.ShouldContain(d => d.Mode == mode && d.TotalTickets == int.MaxValue);
            draws.ShouldContain(d => d.Mode == mode && d.Skips.Any(s => s.Skipped == SkipReason.Void));
            var skipsForBias = draws.Any(d => d.Mode == mode && d.Skips.Any(s => s.Skipped == SkipReason.Bias));
            skipsForBias.ShouldBe(mode != DrawMode.Classic);
        }
        draws.ShouldContain(d => d.EscrowBalance == "2500.00");
        draws.ShouldContain(d => d.Skips.Any(s => s.Nonce == int.MaxValue) && d.Steps.Any(s => s.Nonce == 0));
        draws.ShouldContain(d => d.RosterRoot != null && d.TotalTickets == 1);
    }

    [Fact]
    public async Task Every_tag_in_a_vector_belongs_to_one_of_its_users()
    {
        var path = RepoFiles.Of("docs", "draw-vectors.json");
        using var book = JsonDocument.Parse(await File.ReadAllTextAsync(path));
        var checkedTags = 0;
        foreach (
            var vector in book
                .RootElement.GetProperty("vectors")
                .EnumerateArray()
                .Concat(book.RootElement.GetProperty("pots").EnumerateArray())
        )
        {
            if (!vector.TryGetProperty("tag_key", out var hex))
                continue;
            var key = TagKey.FromHex(hex.GetString()!);
            key.Commitment.ShouldBe(vector.GetProperty("tag_commitment").GetString());
            var tags = vector
                .GetProperty("users")
                .EnumerateArray()
                .Select(user => key.TagOf(new PlayerId(Guid.Parse(user.GetString()!))))
                .ToHashSet();
            foreach (var leaf in vector.GetProperty("leaves").EnumerateArray())
            {
                tags.ShouldContain(RosterLeaf.Parse(leaf.GetString()!).Tag);
                checkedTags++;
            }
        }
        checkedTags.ShouldBeGreaterThan(50);
    }
}
