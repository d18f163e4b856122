using System.Security.Cryptography;
using System.Text;
using Microsoft.Net.Http.Headers;

namespace Alot.Web.Art;

/// <summary>A drawn picture as it is sent.</summary>
public sealed record ArtPicture(byte[] Bytes, EntityTagHeaderValue Tag);

/// <summary>
/// Keeps the pictures drawn last, by address. Bounded, because anyone may ask for any seed: when full, the picture
/// drawn longest ago goes. Drawing one again costs less than a millisecond.
/// </summary>
public sealed class ArtGallery(int capacity = 512)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, ArtPicture> pictures = new(StringComparer.Ordinal);
    private readonly Queue<string> drawn = new();

    /// <summary>How many pictures are kept now; never above the capacity.</summary>
    public int Count
    {
        get
        {
            lock (gate)
                return pictures.Count;
        }
    }

    public ArtPicture Get(string url, Func<string> draw)
    {
        lock (gate)
        {
            if (pictures.TryGetValue(url, out var kept))
                return kept;
        }
        // Drawn outside the lock: two requests may both draw, and both get the same picture.
        var bytes = Encoding.UTF8.GetBytes(draw());
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 12));
        var picture = new ArtPicture(bytes, new EntityTagHeaderValue($"\"{hash}\""));
        lock (gate)
        {
            if (pictures.TryAdd(url, picture))
                drawn.Enqueue(url);
            while (drawn.Count > capacity)
                pictures.Remove(drawn.Dequeue());
        }
        return picture;
    }
}
