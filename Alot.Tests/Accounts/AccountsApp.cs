using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Alot.Data;
using Alot.Data.Accounts;
using Alot.Data.Transactions;
using Alot.Web.Mail;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;
using Xunit;

namespace Alot.Tests.Accounts;

/// <summary>The app on a real socket with a database of its own. To be replaced by the test world.</summary>
public sealed class AccountsApp : WebApplicationFactory<Program>, IAsyncLifetime
{
    private const string Cluster = "Host=127.0.0.1;Port=5170;Username=alot";
    private readonly string database = $"accounts_{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):N}";
    private readonly CancellationTokenSource stopping = new();
    private Task pump = Task.CompletedTask;
    private int people;

    public string Environment { get; init; } = "Development";
    public Uri Url { get; private set; } = null!;
    public string ConnectionString => $"{Cluster};Database={database};Maximum Pool Size=20";

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment(Environment);
        builder.UseSetting("ConnectionStrings:Alot", ConnectionString);
        builder.UseSetting("Alot:MasterKey", Convert.ToBase64String(new byte[32]));
    }

    public async ValueTask InitializeAsync()
    {
        await using (var admin = new NpgsqlConnection($"{Cluster};Database=postgres"))
        {
            await admin.OpenAsync();
            await using var make = new NpgsqlCommand($"create database {database}", admin);
            await make.ExecuteNonQueryAsync();
        }
        await using (var db = new AlotDb(new DbContextOptionsBuilder<AlotDb>().UseNpgsql(ConnectionString).Options))
            await db.Database.EnsureCreatedAsync();
        UseKestrel(0);
        StartServer();
        Url = ClientOptions.BaseAddress;
        pump = PumpAsync();
    }

    private async Task PumpAsync()
    {
        var outbox = Services.GetRequiredService<Outbox>();
        var mails = Services.GetRequiredService<AccountMails>();
        while (!stopping.IsCancellationRequested)
        {
            foreach (var message in await outbox.LeaseAsync(20, default))
            {
                await mails.SendAsync(message.Read<AccountMail>(), default);
                await outbox.DoneAsync(message, default);
            }
            await Task.Delay(20);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await pump;
        await base.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
        await using var admin = new NpgsqlConnection($"{Cluster};Database=postgres");
        await admin.OpenAsync();
        await using var drop = new NpgsqlCommand($"drop database if exists {database} with (force)", admin);
        await drop.ExecuteNonQueryAsync();
        GC.SuppressFinalize(this);
    }

    public HttpClient Http(string? accessToken = null, bool cookies = false)
    {
        var client = new HttpClient(new SocketsHttpHandler { UseCookies = cookies, AllowAutoRedirect = false })
        {
            BaseAddress = Url,
        };
        if (accessToken is not null)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        return client;
    }

    public async Task<T> DbAsync<T>(Func<AlotDb, Task<T>> work)
    {
        await using var db = await Services.GetRequiredService<IDbContextFactory<AlotDb>>().CreateDbContextAsync();
        return await work(db);
    }

    public string NewName() => $"player_{Interlocked.Increment(ref people)}";

    /// <summary>The newest mails to an address, once there are so many.</summary>
    public async Task<IReadOnlyList<JsonNode>> MailsAsync(string to, int atLeast = 1)
    {
        using var http = Http();
        for (var i = 0; ; i++)
        {
            var mails = await http.GetFromJsonAsync<JsonArray>($"/dev/mail?to={Uri.EscapeDataString(to)}");
            if (mails!.Count >= atLeast || i > 100)
            {
                mails.Count.ShouldBeGreaterThanOrEqualTo(atLeast, $"mails to {to}");
                return [.. mails.Select(m => m!)];
            }
            await Task.Delay(50);
        }
    }

    public static string TokenIn(JsonNode mail)
    {
        var link = mail["links"]!.AsArray()[0]!.GetValue<string>();
        return System.Web.HttpUtility.ParseQueryString(new Uri(link).Query)["token"].ShouldNotBeNull();
    }
}
