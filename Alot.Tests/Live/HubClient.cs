using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Alot.Tests.World;

namespace Alot.Tests.Live;

/// <summary>SignalR's JSON protocol over a bare WebSocket: what any client in any language does.</summary>
internal sealed class HubClient : IAsyncDisposable
{
    private const char End = '\u001e';

    private readonly ClientWebSocket socket = new();
    private readonly Channel<JsonObject> completions = Channel.CreateUnbounded<JsonObject>();
    private readonly Channel<(string Name, JsonObject State)> messages = Channel.CreateUnbounded<(
        string,
        JsonObject
    )>();
    private int calls;
    private Task reading = Task.CompletedTask;

    /// <exception cref="WebSocketException">The server didn't take the connection.</exception>
    public static async Task<HubClient> ConnectAsync(
        Uri app,
        string query,
        params (string Name, string Value)[] headers
    )
    {
        var client = new HubClient();
        foreach (var (name, value) in headers)
            client.socket.Options.SetRequestHeader(name, value);
        client.socket.Options.CollectHttpResponseDetails = true;
        var address = new UriBuilder(app)
        {
            Scheme = "ws",
            Path = "/hubs/live",
            Query = query,
        };
        try
        {
            await client.socket.ConnectAsync(address.Uri, default);
        }
        catch (WebSocketException e)
        {
            throw new RefusedConnectionException((int)client.socket.HttpStatusCode, e);
        }
        await client.SendAsync("""{"protocol":"json","version":1}""");
        client.reading = client.ReadAsync();
        return client;
    }

    /// <summary>What the method returned; an error of the hub throws with its sentence.</summary>
    public async Task<JsonNode?> CallAsync(string method, params JsonNode?[] arguments)
    {
        var id = (++calls).ToString(System.Globalization.CultureInfo.InvariantCulture);
        await SendAsync(
            new JsonObject
            {
                ["type"] = 1,
                ["invocationId"] = id,
                ["target"] = method,
                ["arguments"] = new JsonArray(arguments),
            }.ToJsonString()
        );
        using var soon = new CancellationTokenSource(Eventually.Patience);
        var answer = await completions.Reader.ReadAsync(soon.Token);
        return answer["error"] is { } error ? throw new InvalidOperationException(error.ToString()) : answer["result"];
    }

    /// <summary>The next message, or null when none comes in time.</summary>
    public async Task<(string Name, JsonObject State)?> NextAsync(TimeSpan within)
    {
        using var soon = new CancellationTokenSource(within);
        try
        {
            return await messages.Reader.ReadAsync(soon.Token);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>The next message, however long it takes.</summary>
    public async Task<(string Name, JsonObject State)> NextAsync() =>
        await NextAsync(Eventually.Patience) ?? throw new TimeoutException("No message came.");

    /// <summary>Reads on until this message comes.</summary>
    /// <returns>The names of all messages on the way, this one last, and its state.</returns>
    public async Task<(IReadOnlyList<string> Names, JsonObject State)> UntilAsync(string name)
    {
        var names = new List<string>();
        while (await NextAsync(Eventually.Patience) is { } message)
        {
            names.Add(message.Name);
            if (message.Name == name)
                return (names, message.State);
        }
        throw new TimeoutException($"No {name} came, only {string.Join(", ", names)}.");
    }

    private Task SendAsync(string json) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(json + End), WebSocketMessageType.Text, true, default);

    private async Task ReadAsync()
    {
        var text = new StringBuilder();
        var buffer = new byte[64 * 1024];
        try
        {
            while (true)
            {
                var part = await socket.ReceiveAsync(buffer, default);
                if (part.MessageType == WebSocketMessageType.Close)
                    return;
                text.Append(Encoding.UTF8.GetString(buffer, 0, part.Count));
                if (!part.EndOfMessage)
                    continue;
                foreach (var frame in text.ToString().Split(End, StringSplitOptions.RemoveEmptyEntries))
                    Take(JsonNode.Parse(frame)!.AsObject());
                text.Clear();
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            // One side went away; whoever waits is told by time.
        }
    }

    private void Take(JsonObject frame)
    {
        switch ((int?)frame["type"])
        {
            case 1:
                messages.Writer.TryWrite((frame["target"]!.ToString(), frame["arguments"]![0]!.AsObject()));
                break;
            case 3:
                completions.Writer.TryWrite(frame);
                break;
        }
    }

    public async ValueTask DisposeAsync()
    {
        socket.Abort();
        await reading;
        socket.Dispose();
    }
}

internal sealed class RefusedConnectionException(int status, Exception inner) : Exception($"{status}", inner)
{
    public int Status { get; } = status;
}
