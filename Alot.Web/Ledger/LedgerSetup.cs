using System.Security.Claims;
using System.Text;
using Alot.Data.Ledger;
using Alot.Web.Accounts;

namespace Alot.Web.Ledger;

public static class LedgerSetup
{
    private const int PageSize = 200;

    /// <summary>The download of a player's own ledger.</summary>
    public static IEndpointRouteBuilder MapLedger(this IEndpointRouteBuilder app)
    {
        app.MapGet("/wallet/ledger.csv", WriteAsync).RequireAuthorization().ExcludeFromDescription();
        return app;
    }

    // Line by line from keyset pages: a long ledger is never in memory at once.
    private static async Task WriteAsync(HttpContext http, ClaimsPrincipal player, WalletReads reads)
    {
        var me = player.RequireActor().Id;
        var stop = http.RequestAborted;
        // Read before anything is sent, so that a failure is still an error and not a short file.
        var page = await reads.LedgerAsync(me, null, PageSize, stop);
        http.Response.ContentType = "text/csv; charset=utf-8";
        http.Response.Headers.ContentDisposition = "attachment; filename=\"alot-ledger.csv\"";
        http.Response.Headers.CacheControl = "no-store";
        await using var writer = new StreamWriter(http.Response.Body, new UTF8Encoding(true), leaveOpen: true);
        writer.NewLine = "\r\n";
        await writer.WriteLineAsync(LedgerCsv.Head.AsMemory(), stop);
        while (true)
        {
            foreach (var line in page.Items)
                await writer.WriteLineAsync(LedgerCsv.Line(line).AsMemory(), stop);
            if (page.NextCursor is not { } cursor)
                break;
            page = await reads.LedgerAsync(me, cursor, PageSize, stop);
        }
        await writer.FlushAsync(stop);
    }
}
