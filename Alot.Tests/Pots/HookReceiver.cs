using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Alot.Tests.Pots;

/// <summary>What somebody's server was sent.</summary>
public sealed record Received(string Path, string Body, string Signature, string? Type)
{
    public JsonNode Json => JsonNode.Parse(Body)!;
}

/// <summary>Somebody's server on this machine, which answers as it is told.</summary>
public sealed class HookReceiver : IAsyncDisposable
{
    private readonly WebApplication app;

    public HookReceiver()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.Run(TakeAsync);
    }

    public ConcurrentQueue<Received> All { get; } = [];

    /// <summary>The answer to a path's nth message, from 1.</summary>
    public Func<string, int, HttpContext, Task> Answer { get; set; } = (_, _, _) => Task.CompletedTask;

    public string Address =>
        app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    public Task StartAsync() => app.StartAsync();

    public IReadOnlyList<Received> At(string path) => [.. All.Where(r => r.Path == path)];

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private async Task TakeAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var path = http.Request.Path.Value!;
        All.Enqueue(
            new Received(
                path,
                await reader.ReadToEndAsync(),
                http.Request.Headers["Alot-Signature"].ToString(),
                http.Request.ContentType
            )
        );
        await Answer(path, At(path).Count, http);
    }
}
