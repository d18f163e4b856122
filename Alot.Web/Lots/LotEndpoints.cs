using Alot.Data.Lots;
using Alot.Domain;
using Alot.Domain.Lots;
using Alot.Web.Accounts;
using Alot.Web.Api;

namespace Alot.Web.Lots;

/// <summary>Lots as anyone may read them (api.md, Lots), and the own entries.</summary>
public static class LotEndpoints
{
    private const string KeyNote = "A private lot needs its key as `?key=`, or an entry of one's own in it.";

    public static void MapLots(this IEndpointRouteBuilder app)
    {
        var lots = app.MapGroup("/api/lots").WithTags("Lots").RequireRateLimiting(Rates.Read);

        lots.MapGet("", ListAsync)
            .WithSummary("Public lots")
            .WithDescription(
                "status (open unless asked otherwise), tier and category (repeated or with commas), host, q (words in name, brand, category, number), min_value, max_value (retail, dollars), trivia=true|false, "
                    + "sort=ending_soon|nearly_funded|newest|value|lowest_entry, limit up to 100, cursor from the page before."
            )
            .Produces<ListJson<LotListedJson>>()
            .Refuses(422);
        lots.MapGet("/{id}", FindAsync)
            .WithSummary("One lot")
            .WithDescription(KeyNote)
            .Produces<LotJson>()
            .Refuses(404);
        lots.MapGet("/{id}/entries", LeadersAsync)
            .WithSummary("Players by live tickets, names masked unless public")
            .WithDescription(KeyNote)
            .Produces<ListJson<LeaderJson>>()
            .Refuses(404, 422);
        app.MapGet("/api/users/me/entries", MyEntriesAsync)
            .WithTags("Me")
            .WithSummary("The own entries, newest first")
            .RequireAuthorization()
            .RequireRateLimiting(Rates.Read)
            .Produces<ListJson<EntryView>>()
            .Refuses(401, 422);
    }

    private static async Task<IResult> ListAsync(HttpContext http, LotDiscovery discovery, CancellationToken stop)
    {
        var query = new QueryReader(http.Request.Query);
        var filter = new LotFilter(
            query.One<LotStatus>("status"),
            query.Many<Tier>("tier"),
            query.Many<Category>("category"),
            query.Id("host") is { } host ? new HostId(host) : null,
            query.Text("q"),
            query.Money("min_value"),
            query.Money("max_value"),
            query.YesNo("trivia"),
            query.One<LotSort>("sort") ?? LotSort.EndingSoon,
            query.Limit(24, LotDiscovery.MostPerPage),
            query.Text("cursor")
        );
        query.RefuseWrong();
        var page = await discovery.FindAsync(filter, stop);
        return Results.Ok(new ListJson<LotListedJson>([.. page.Items.Select(LotListedJson.Of)], page.NextCursor));
    }

    private static async Task<IResult> FindAsync(RouteId id, HttpContext http, LotReads lots, CancellationToken stop) =>
        await SeeAsync(new LotId(id.Value), http, lots, stop) is { } lot
            ? Results.Ok(lot)
            : throw Refusal.NotFound("lot");

    /// <summary>The lot as whoever asks sees it; null when it isn't there for them.</summary>
    internal static async Task<LotJson?> SeeAsync(LotId id, HttpContext http, LotReads lots, CancellationToken stop)
    {
        var viewer = http.User.ActorOf()?.Id;
        var managed = viewer is { } manager ? await lots.FindManagedAsync(id, manager, stop) : null;
        var lot = managed?.Lot ?? await lots.FindAsync(id, viewer, ShareKeyOf(http), stop);
        if (lot is null)
            return null;
        var mine = viewer is { } player ? await lots.MineAsync(id, player, stop) : null;
        return LotJson.Of(lot, mine, managed?.ShareKey);
    }

    private static async Task<IResult> LeadersAsync(RouteId id, HttpContext http, LotReads lots, CancellationToken stop)
    {
        var (lotId, viewer) = (new LotId(id.Value), http.User.ActorOf()?.Id);
        var query = new QueryReader(http.Request.Query);
        var (limit, cursor) = (query.Limit(50, 200), query.Text("cursor"));
        query.RefuseWrong();
        if (await lots.FindAsync(lotId, viewer, ShareKeyOf(http), stop) is null)
            throw Refusal.NotFound("lot");
        var page = await lots.LeadersAsync(lotId, viewer, cursor, limit, stop);
        return Results.Ok(
            new ListJson<LeaderJson>(
                [.. page.Items.Select(l => new LeaderJson(l.Place, l.Name, l.Tickets, l.IsMe))],
                page.NextCursor
            )
        );
    }

    private static async Task<IResult> MyEntriesAsync(HttpContext http, EntryReads entries, CancellationToken stop)
    {
        var query = new QueryReader(http.Request.Query);
        var (limit, cursor) = (query.Limit(50, 200), query.Text("cursor"));
        query.RefuseWrong();
        var page = await entries.OfPlayerAsync(http.User.RequireActor().Id, cursor, limit, stop);
        return Results.Ok(new ListJson<EntryView>(page.Items, page.NextCursor));
    }

    /// <summary>What opens a private lot, where the caller has it.</summary>
    internal static string? ShareKeyOf(HttpContext http) =>
        http.Request.Query["key"] is [{ Length: > 0 and <= 64 } key] ? key : null;
}
