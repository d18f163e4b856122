using Alot.Data;
using Alot.Data.Payments;
using Alot.Domain.Mail;
using Microsoft.EntityFrameworkCore;

namespace Alot.Web.Mail;

public static class MailSetup
{
    public static IServiceCollection AddMail(
        this IServiceCollection services,
        IConfiguration configuration,
        IHostEnvironment environment
    )
    {
        var server = SmtpSettings.Read(configuration) is { } settings ? new SmtpMailer(settings) : null;
        if (environment.IsDevelopment())
            services.AddSingleton<IMailer>(s => new KeptMailer(
                s.GetRequiredService<IDbContextFactory<AlotDb>>(),
                server
            ));
        else
            services.AddSingleton<IMailer>(server as IMailer ?? new NoMailer());
        services.AddSingleton<PublicUrl>();
        services.AddSingleton(s => new SiteAddress(() => s.GetRequiredService<PublicUrl>().Of("")));
        services.AddSingleton<AccountMails>();
        services.AddSingleton<LotMails>();
        services.AddSingleton<PotMails>();
        return services;
    }
}
