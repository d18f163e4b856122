using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Alot.Tests.World;

/// <summary>
/// A line to PostgreSQL that breaks at the worst moment: after the server has carried out a COMMIT, before its answer is
/// through. Listens on loopback; without TLS, so that it can read along.
/// </summary>
public sealed class LossyLine : IAsyncDisposable
{
    // CommandComplete of a COMMIT, however it was sent: alone, in a batch, prepared.
    private static readonly byte[] Committed = [(byte)'C', 0, 0, 0, 11, .. Encoding.ASCII.GetBytes("COMMIT"), 0];

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource over = new();
    private readonly IPEndPoint server;
    private readonly Task accepting;
    private int toLose;
    private int lost;

    public LossyLine(string host, int port)
    {
        server = new IPEndPoint(IPAddress.Parse(host), port);
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Answers to COMMIT that never arrived so far.</summary>
    public int Lost => Volatile.Read(ref lost);

    /// <summary>The answers to the next commits are lost.</summary>
    public void LoseNext(int count = 1) => Interlocked.Exchange(ref toLose, count);

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = CarryAsync(await listener.AcceptTcpClientAsync(over.Token));
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The line is taken down.
        }
    }

    private async Task CarryAsync(TcpClient client)
    {
        using (client)
        using (var upstream = new TcpClient { NoDelay = true })
        {
            client.NoDelay = true;
            await upstream.ConnectAsync(server, over.Token);
            await Task.WhenAny(
                PumpAsync(client.GetStream(), upstream.GetStream(), fromClient: true),
                PumpAsync(upstream.GetStream(), client.GetStream(), fromClient: false)
            );
        }
    }

    private async Task PumpAsync(NetworkStream from, NetworkStream to, bool fromClient)
    {
        var buffer = new byte[32 * 1024];
        try
        {
            while (await from.ReadAsync(buffer, over.Token) is > 0 and var read)
            {
                // The server says that it has committed: it is done, and its word ends here.
                if (!fromClient && buffer.AsSpan(0, read).IndexOf(Committed) >= 0 && TakeOne())
                {
                    Interlocked.Increment(ref lost);
                    return;
                }
                await to.WriteAsync(buffer.AsMemory(0, read), over.Token);
            }
        }
        catch (Exception end) when (end is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // One end has gone, the other follows.
        }
    }

    private bool TakeOne()
    {
        int left;
        while ((left = Volatile.Read(ref toLose)) > 0)
            if (Interlocked.CompareExchange(ref toLose, left - 1, left) == left)
                return true;
        return false;
    }

    public async ValueTask DisposeAsync()
    {
        await over.CancelAsync();
        listener.Stop();
        await accepting;
        over.Dispose();
    }
}
