using Alot.Data.Accounts;
using Alot.Data.Draws;
using Alot.Data.Payments;
using Alot.Data.Transactions;
using Alot.Web.Auditing;
using Alot.Web.Live;
using Alot.Web.Mail;
using Alot.Web.Payments;
using Npgsql;
using Quartz;

namespace Alot.Web.Workers;

/// <summary>Workers, the job that wakes them, and the feed between nodes.</summary>
public static class WorkersSetup
{
    /// <summary>How soon after its time something is done when no commit announced it.</summary>
    private static readonly TimeSpan WakeEvery = TimeSpan.FromSeconds(1);

    public static IServiceCollection AddWorkers(this IServiceCollection services, string connection)
    {
        services.AddSingleton(s => new OutboxHandler(
            OutboxKinds.Refund,
            (message, stop) => s.GetRequiredService<SendRefund>().RunAsync(message.Read<RefundLetter>().RefundId, stop)
        ));
        services.AddSingleton(s => new OutboxHandler(
            AccountMail.Kind,
            (message, stop) => s.GetRequiredService<AccountMails>().SendAsync(message.Read<AccountMail>(), stop)
        ));
        foreach (var mail in (string[])[OutboxKinds.Mail, OutboxKinds.BulkMail])
            services.AddSingleton(s => new OutboxHandler(
                mail,
                (message, stop) =>
                    message.Read<MailLetter>() is { PotId: not null } ofPot
                        ? s.GetRequiredService<PotMails>().SendAsync(ofPot, stop)
                        : s.GetRequiredService<LotMails>().SendAsync(message.Read<MailLetter>(), stop)
            ));
        services.AddSingleton(s => new OutboxHandler(
            OutboxKinds.WitnessMail,
            (message, stop) => s.GetRequiredService<WitnessMails>().SendAsync(message.Read<WitnessLetter>(), stop)
        ));
        services.AddSingleton<AuditPace>();
        services.AddSingleton<ReconcilePace>();
        services.AddHostedService<NodeFeed>();
        services.AddHostedService<DueLotsWorker>();
        services.AddHostedService<BeaconWorker>();
        services.AddHostedService<SettlementWorker>();
        services.AddHostedService<HoldsWorker>();
        services.AddHostedService<WebhookWorker>();
        services.AddHostedService<OutboxWorker>();

        // A second node that declares its triggers again makes both fire: pass over what is stored already.
        services.Configure<QuartzOptions>(o => o.Scheduling.IgnoreDuplicates = true);
        services.AddQuartz(quartz =>
        {
            quartz.UsePersistentStore(store =>
            {
                store.UsePostgres(OwnSchema(connection));
                store.UseSystemTextJsonSerializer();
                store.UseClustering(cluster => cluster.CheckinInterval = TimeSpan.FromSeconds(5));
                store.ProvisionSchema();
            });
            quartz.ScheduleJob<WakeJob>(
                trigger => trigger.WithIdentity("wake").WithSimpleSchedule(WakeEvery),
                job => job.WithIdentity("wake")
            );
            quartz.ScheduleJob<ReconcileJob>(
                trigger => trigger.WithIdentity("reconcile").WithSimpleSchedule(ReconcileJob.Every),
                job => job.WithIdentity("reconcile")
            );
            quartz.ScheduleJob<AuditJob>(
                trigger => trigger.WithIdentity("audit").WithSimpleSchedule(AuditJob.Every),
                job => job.WithIdentity("audit")
            );
        });
        services.AddQuartzHostedService(o =>
        {
            o.WaitForJobsToComplete = true;
            o.AwaitApplicationStarted = true;
        });
        return services;
    }

    // Quartz makes its tables itself, in a schema where the app's login may do so; it needs few connections.
    private static string OwnSchema(string connection) =>
        new NpgsqlConnectionStringBuilder(connection) { SearchPath = "quartz", MaxPoolSize = 4 }.ConnectionString;
}
