using System.Reflection;
using Alot.Data.Live;
using Alot.Data.Transactions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Alot.Data;

public static class DataSetup
{
    /// <summary>
    /// The database, the clock, the live feed, and every use case and read. They keep nothing between calls, so there is one
    /// of each. Needs a <see cref="Domain.Compliance.Sealer"/> and logging in the container.
    /// </summary>
    /// <param name="pots">How the pot services sign in; null where they share the app's login.</param>
    /// <param name="clockFollows">Development: the clock's offset is read from the database.</param>
    public static IServiceCollection AddAlotData(
        this IServiceCollection services,
        string connection,
        bool clockFollows,
        Pots.PotLogins? pots = null
    )
    {
        services.AddSingleton(_ => new NpgsqlDataSourceBuilder(connection).Build());
        services.AddDbContextFactory<AlotDb>((s, o) => o.UseNpgsql(s.GetRequiredService<NpgsqlDataSource>()));
        services.AddSingleton(new AppClock(TimeProvider.System, clockFollows));
        services.AddSingleton<TimeProvider>(s => s.GetRequiredService<AppClock>());
        services.AddSingleton(new LiveFeed());
        services.AddSingleton<Transactions.Transactions>();
        services.AddSingleton<Outbox>();
        services.AddSingleton<Draws.SigningKeys>();
        // Nobody, unless the app says otherwise.
        services.AddSingleton(new Draws.Witnesses([]));
        services.AddSingleton(new Pots.WinHooks([]));
        // Until somebody says which beacon there is.
        services.AddSingleton(Domain.Draws.DrawPolicy.WithoutBeacon);
        services.AddSingleton(new Domain.Pots.PotPolicy());
        services.AddSingleton(pots ?? new Pots.PotLogins(connection, connection));
        services.AddSingleton<Pots.OrchestratorTransactions>();
        services.AddSingleton<Pots.SettlementTransactions>();
        services.AddSingleton<Pots.DuePots>();
        services.AddSingleton<Lots.LotDiscovery>();
        services.AddSingleton<Lots.DueWork>();
        services.AddSingleton<Lots.SaleRounds>();
        services.AddSingleton(_ => new PreparedConnections(connection));
        foreach (
            var type in typeof(AlotDb).Assembly.GetExportedTypes().Where(t => t is { IsClass: true, IsAbstract: false })
        )
            if (IsUseCase(type) || type.Name.EndsWith("Reads", StringComparison.Ordinal))
                services.AddSingleton(type);
        services.AddSingleton(s => new Lots.SellRound(
            ActivatorUtilities.CreateInstance<Transactions.Transactions>(
                s,
                s.GetRequiredService<PreparedConnections>()
            ),
            s.GetRequiredService<TimeProvider>()
        ));
        return services;
    }

    /// <summary>A class with the one public method <c>RunAsync</c>, in a room.</summary>
    public static bool IsUseCase(Type type) =>
        type.Namespace != typeof(Transactions.Transactions).Namespace
        && !type.IsAssignableTo(typeof(Pots.PotTransactions))
        && type.Namespace != typeof(Setup.DatabaseSetup).Namespace
        && type.GetMethod("RunAsync", BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            is not null;
}
