using Alot.Data.Lots;
using Alot.Data.Pots;
using Alot.Web.Lots;

namespace Alot.Web.Live;

public static class LiveReadsSetup
{
    /// <summary>What many viewers share: a lot's snapshot, the front page. Needs <c>AddAlotData</c>.</summary>
    public static IServiceCollection AddLiveReads(this IServiceCollection services)
    {
        services.AddSingleton<ReadSharedLot>(s => s.GetRequiredService<SharedLotReads>().FindAsync);
        services.AddSingleton<MaySeeLot>(s =>
            async (id, viewer, key, stop) =>
                await s.GetRequiredService<LotReads>().FindAsync(id, viewer, key, stop) is not null
        );
        services.AddSingleton<ReadMyLot>(s => s.GetRequiredService<LotReads>().MineAsync);
        services.AddSingleton<ReadFrontPage>(s =>
            stop => LotFront.ReadAsync(s.GetRequiredService<LotDiscovery>(), s.GetRequiredService<PotReads>(), stop)
        );
        services.AddSingleton<ReadPulse>(s => s.GetRequiredService<SharedLotReads>().PulseAsync);
        services.AddSingleton<LotSnapshots>();
        services.AddSingleton<LotFront>();
        return services;
    }
}
