using System.Globalization;
using System.IO.Pipelines;
using System.Text.Json;
using Alot.Data.Draws;
using Alot.Domain;
using Alot.Domain.Draws;
using Alot.Domain.Lots;
using Alot.Web.Accounts;
using Alot.Web.Api;
using Alot.Web.Lots;

namespace Alot.Web.Draws;

/// <param name="Record">The record as JSON.</param>
/// <param name="Canonical">The same in RFC 8785 form: <c>hash</c> is SHA-256 of previous_hash, a line feed and this text.</param>
public sealed record FairnessRecordJson(
    long Sequence,
    string Kind,
    JsonElement Record,
    string Canonical,
    string PreviousHash,
    string Hash,
    DateTimeOffset CreatedAt
);

/// <param name="Sequence">Of the newest record, the first is 1; 0 while the log is empty.</param>
/// <param name="Hash">Its hash; 64 zeros while the log is empty.</param>
public sealed record LogHeadJson(long Sequence, string Hash);

/// <summary>The head as it was signed on one day.</summary>
/// <param name="Fields">Of the statement <c>head</c>: sequence, hash, date, time.</param>
/// <param name="Signed">The text that the signature is over: <c>alot:head:v1:</c> and the fields, joined by colons.</param>
/// <param name="Signature">ECDSA P-256 with SHA-256, P1363, 128 hex digits.</param>
public sealed record FairnessHeadJson(
    string Date,
    long Sequence,
    string Hash,
    string KeyId,
    IReadOnlyList<string> Fields,
    string Signed,
    string Signature,
    DateTimeOffset MadeAt
)
{
    public static FairnessHeadJson Of(FairnessHead head)
    {
        var statement = DrawStatements.Head(head.Sequence, head.Hash, head.Date, head.MadeAt);
        return new(
            statement.Fields[2],
            head.Sequence,
            head.Hash,
            head.KeyId,
            statement.Fields,
            statement.Text,
            head.Signature,
            head.MadeAt
        );
    }
}

/// <param name="Salt">Of a private lot, for its entrants: <c>record.concealed</c> is SHA-256 of this text and the statement.</param>
public sealed record LotRecordsJson(
    LotId LotId,
    Visibility Visibility,
    string? Salt,
    IReadOnlyList<LotRecordJson> Records
);

/// <param name="Kind">What it says; <c>private</c> to those who may not read it.</param>
/// <param name="Record">What the log shows and hashes.</param>
/// <param name="Canonical">The same in RFC 8785 form.</param>
/// <param name="Statement">The signed statement in RFC 8785 form; null to those who may not read it.</param>
public sealed record LotRecordJson(
    long Sequence,
    string Kind,
    JsonElement Record,
    string Canonical,
    string? Statement,
    string PreviousHash,
    string Hash,
    DateTimeOffset CreatedAt
);

/// <summary>The fairness log for programs: pages, the whole of it, its head, its signed heads, and a lot's own records.</summary>
public static class FairnessEndpoints
{
    public static void MapFairness(this IEndpointRouteBuilder app)
    {
        var fairness = app.MapGroup("").WithTags("Draws").RequireRateLimiting(Rates.Read);

        fairness
            .MapGet("/api/fairness/log", LogAsync)
            .WithSummary("The fairness log, oldest first")
            .WithDescription("after: a sequence, the first is 1; limit up to 500. next_cursor is the next after.")
            .Produces<ListJson<FairnessRecordJson>>()
            .Refuses(422);
        fairness
            .MapGet("/api/fairness/log.ndjson", WholeAsync)
            .WithSummary("The whole fairness log in order, one record a line")
            .WithDescription(
                "Each line: sequence, kind, record, previous_hash, hash, created_at. `record` is written in RFC 8785 form, byte for byte "
                    + "what was hashed: hash = SHA-256 of previous_hash, a line feed and those bytes."
            )
            .Produces(StatusCodes.Status200OK, contentType: Ndjson);
        fairness
            .MapGet("/api/fairness/head", HeadAsync)
            .WithSummary("The newest record's sequence and hash")
            .Produces<LogHeadJson>();
        fairness
            .MapGet("/api/fairness/heads", HeadsAsync)
            .WithSummary("The signed daily heads, newest first, to be kept elsewhere")
            .WithDescription("before: a day as 2026-11-27; limit up to 500. next_cursor is the next before.")
            .Produces<ListJson<FairnessHeadJson>>()
            .Refuses(422);
        fairness
            .MapGet("/api/lots/{id}/fairness", OfLotAsync)
            .WithSummary("A lot's records in the fairness log")
            .WithDescription(
                "Those of a private lot are concealed: only who ever entered it gets the salt and the statements. It needs its key as `?key=`, or "
                    + "an entry of one's own in it."
            )
            .Produces<LotRecordsJson>()
            .Refuses(404);
    }

    private const string Ndjson = "application/x-ndjson";

    private static async Task<IResult> LogAsync(HttpContext http, FairnessReads fairness, CancellationToken stop)
    {
        var query = new QueryReader(http.Request.Query);
        var after = query.Whole("after", query.Whole("cursor", 0, 0, long.MaxValue), 0, long.MaxValue);
        var limit = query.Limit(100, 500);
        query.RefuseWrong();
        var records = await fairness.LogAsync(after, limit, stop);
        return Results.Ok(
            new ListJson<FairnessRecordJson>(
                [
                    .. records.Select(r => new FairnessRecordJson(
                        r.Sequence,
                        r.Kind,
                        JsonElement.Parse(r.Record),
                        r.Record,
                        r.PreviousHash,
                        r.Hash,
                        r.CreatedAt
                    )),
                ],
                records.Count == limit ? records[^1].Sequence.ToString(CultureInfo.InvariantCulture) : null
            )
        );
    }

    private static IResult WholeAsync(HttpContext http, FairnessReads fairness, CancellationToken stop)
    {
        http.Response.Headers.ContentDisposition = "attachment; filename=\"alot-fairness-log.ndjson\"";
        return Results.Stream(answer => WriteAsync(fairness.WholeAsync(stop), answer, stop), Ndjson);
    }

    // As a line of text each, because the record has to stay byte for byte what was hashed.
    private static async Task WriteAsync(
        IAsyncEnumerable<FairnessRecord> records,
        Stream answer,
        CancellationToken stop
    )
    {
        var writer = PipeWriter.Create(answer, new StreamPipeWriterOptions(leaveOpen: true));
        await using (var json = new Utf8JsonWriter(writer))
            await foreach (var record in records.WithCancellation(stop))
            {
                json.WriteStartObject();
                json.WriteNumber("sequence", record.Sequence);
                json.WriteString("kind", record.Kind);
                json.WritePropertyName("record");
                json.WriteRawValue(record.Record, skipInputValidation: true);
                json.WriteString("previous_hash", record.PreviousHash);
                json.WriteString("hash", record.Hash);
                json.WriteString("created_at", ApiJson.Utc(record.CreatedAt));
                json.WriteEndObject();
                await json.FlushAsync(stop);
                json.Reset();
                writer.GetSpan(1)[0] = (byte)'\n';
                writer.Advance(1);
                if (writer.UnflushedBytes > 64 * 1024)
                    await writer.FlushAsync(stop);
            }
        await writer.CompleteAsync();
    }

    private static async Task<IResult> HeadAsync(LogHeads heads, CancellationToken stop) =>
        Results.Ok(
            await heads.CurrentAsync(stop) is { } head
                ? new LogHeadJson(head.Sequence, head.Hash)
                : new LogHeadJson(0, FairnessChain.Genesis)
        );

    private static async Task<IResult> HeadsAsync(HttpContext http, FairnessReads fairness, CancellationToken stop)
    {
        var query = new QueryReader(http.Request.Query);
        var before = query.Day("before") ?? query.Day("cursor");
        var limit = query.Limit(100, 500);
        query.RefuseWrong();
        var heads = await fairness.HeadsAsync(before, limit, stop);
        return Results.Ok(
            new ListJson<FairnessHeadJson>(
                [.. heads.Select(FairnessHeadJson.Of)],
                heads.Count == limit ? heads[^1].Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : null
            )
        );
    }

    private static async Task<IResult> OfLotAsync(
        RouteId id,
        HttpContext http,
        FairnessReads fairness,
        CancellationToken stop
    )
    {
        var found =
            await fairness.OfLotAsync(new LotId(id.Value), http.User.ActorOf()?.Id, LotEndpoints.ShareKeyOf(http), stop)
            ?? throw Refusal.NotFound("lot");
        http.Response.Headers.CacheControl = "private, no-store";
        return Results.Ok(
            new LotRecordsJson(
                found.LotId,
                found.Visibility,
                found.Salt,
                [
                    .. found.Records.Select(r => new LotRecordJson(
                        r.Record.Sequence,
                        r.Kind,
                        JsonElement.Parse(r.Record.Record),
                        r.Record.Record,
                        r.Statement,
                        r.Record.PreviousHash,
                        r.Record.Hash,
                        r.Record.CreatedAt
                    )),
                ]
            )
        );
    }
}
