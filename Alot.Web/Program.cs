using Alot.Data;
using Alot.Data.Accounts;
using Alot.Data.Live;
using Alot.Data.Transactions;
using Alot.Web.Accounts;
using Alot.Web.Api;
using Alot.Web.Art;
using Alot.Web.Mail;
using Alot.Web.Operations;
using Alot.Web.Shell;
using Microsoft.EntityFrameworkCore;
using Npgsql;

var builder = WebApplication.CreateBuilder(args);
builder.AddOperations();
var (services, configuration, environment) = (builder.Services, builder.Configuration, builder.Environment);

services.AddSingleton(
    NpgsqlDataSource.Create(
        configuration.GetConnectionString("Alot")
            ?? throw new InvalidOperationException("ConnectionStrings:Alot is not configured.")
    )
);
services.AddDbContextFactory<AlotDb>((s, o) => o.UseNpgsql(s.GetRequiredService<NpgsqlDataSource>()));
services.AddSingleton(new AppClock(TimeProvider.System, environment.IsDevelopment()));
services.AddSingleton<TimeProvider>(s => s.GetRequiredService<AppClock>());
services.AddSingleton(new LiveFeed());
services.AddSingleton<Transactions>();
services.AddSingleton<Outbox>();
services.AddApi(configuration, environment);
services.AddAccounts(configuration, environment);
services.AddMail(configuration, environment);
services.AddSingleton<Alot.Web.Payments.OwnAddress>();
services.AddRazorComponents().AddInteractiveServerComponents().AddShell();

var app = builder.Build();
app.UseOperations();
app.UseAccounts();
app.UseShell();
app.UseAntiforgery();

app.MapHealth();
app.MapStaticAssets();
app.MapOpenApi();
app.MapAccounts();
app.MapArt();
app.MapDevelopment(development => development.MapKeptMails());
app.MapRazorComponents<App>().AddInteractiveServerRenderMode();

app.Run();

public partial class Program;
