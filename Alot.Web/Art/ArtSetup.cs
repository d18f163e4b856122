using System.Collections.Frozen;
using Alot.Domain.Lots;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Alot.Web.Art;

/// <summary>The doors to the drawn pictures. Anything that is not the exact address of a picture is not found.</summary>
public static class ArtSetup
{
    private const string ForAYear = "public, max-age=31536000, immutable";

    private static readonly FrozenDictionary<string, Category> Categories = Named<Category>();
    private static readonly FrozenDictionary<string, Tier> Tiers = Named<Tier>();
    private static readonly FrozenDictionary<string, ArtView> Views = Named<ArtView>();

    public static IEndpointRouteBuilder MapArt(this IEndpointRouteBuilder routes)
    {
        var gallery = new ArtGallery();
        var art = routes.MapGroup("/art").AllowAnonymous().ExcludeFromDescription();
        string[] reading = [HttpMethods.Get, HttpMethods.Head];

        art.MapMethods(
            "/{category}/{seed}/{tier}/{view}.svg",
            reading,
            (string category, string seed, string tier, string view, HttpResponse response) =>
                Categories.TryGetValue(category, out var what)
                && Tiers.TryGetValue(tier, out var stock)
                && Views.TryGetValue(view, out var side)
                && ArtUrl.IsSeed(seed)
                    ? Send(
                        gallery.Get(
                            ArtUrl.Plate(what, seed, stock, side),
                            () => ArtGenerator.Plate(what, seed, stock, side)
                        ),
                        response
                    )
                    : TypedResults.NotFound()
        );
        art.MapMethods(
            "/back/{tier}.svg",
            reading,
            (string tier, HttpResponse response) =>
                Tiers.TryGetValue(tier, out var stock)
                    ? Send(gallery.Get(ArtUrl.Back(stock), () => ArtGenerator.Back(stock)), response)
                    : TypedResults.NotFound()
        );
        art.MapMethods(
            "/pot/{seed}.svg",
            reading,
            (string seed, HttpResponse response) =>
                PotArt.IsSeed(seed)
                    ? Send(gallery.Get($"/art/pot/{seed}.svg", () => PotArt.Draw(seed)), response)
                    : TypedResults.NotFound()
        );
        return routes;
    }

    // The result answers 304 by itself when the browser's tag still fits.
    private static Results<FileContentHttpResult, NotFound> Send(ArtPicture picture, HttpResponse response)
    {
        response.Headers[HeaderNames.CacheControl] = ForAYear;
        return TypedResults.Bytes(picture.Bytes, "image/svg+xml", entityTag: picture.Tag);
    }

    // Not Enum.Parse: it would also take numbers and any casing, and give one picture many addresses.
    private static FrozenDictionary<string, T> Named<T>()
        where T : struct, Enum => Enum.GetValues<T>().ToFrozenDictionary(ArtUrl.Name, StringComparer.Ordinal);
}
