using System.Security.Cryptography;
using System.Text;
using Alot.Domain;
using Alot.Domain.Lots;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Lots;

internal static class LotVisibility
{
    /// <summary>
    /// A draft, or a private lot without its key, is not there: the same 404 as a lot that does not exist. Entrants keep access.
    /// </summary>
    public static async Task RequireVisibleAsync(
        this AlotDb db,
        Lot lot,
        PlayerId? viewer,
        string? shareKey,
        CancellationToken stop
    )
    {
        var entered =
            lot.Visibility == Visibility.Private
            && viewer is { } player
            && await db.LotMembers.AnyAsync(m => m.LotId == lot.Id && m.PlayerId == player, stop);
        lot.RequireVisible(entered, shareKey);
    }

    /// <param name="lot">The lot.</param>
    /// <param name="entered">The viewer ever entered it.</param>
    /// <param name="shareKey">What the viewer brings.</param>
    public static void RequireVisible(this Lot lot, bool entered, string? shareKey)
    {
        // Not only while it is a draft: one that was dropped was never for others to see.
        if (lot.OpenedAt is null)
            throw Refusal.NotFound("lot");
        if (lot.Visibility == Visibility.Private && !entered && !KeyFits(lot.ShareableLink, shareKey))
            throw Refusal.NotFound("lot");
    }

    public static bool KeyFits(string? right, string? given) =>
        right is not null
        && given is not null
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(right), Encoding.UTF8.GetBytes(given));
}
