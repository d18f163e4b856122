using System.Globalization;
using Alot.Data;
using Alot.Data.Auditing;
using Alot.Data.Draws;
using Alot.Data.Setup;
using Alot.Web.Accounts;
using Alot.Web.Api;
using Alot.Web.Art;
using Alot.Web.Draws;
using Alot.Web.Fulfilment;
using Alot.Web.Ledger;
using Alot.Web.Live;
using Alot.Web.Lots;
using Alot.Web.Mail;
using Alot.Web.Operations;
using Alot.Web.Payments;
using Alot.Web.Pots;
using Alot.Web.Shell;
using Alot.Web.Trivia;
using Alot.Web.Workers;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.InvariantCulture;

var builder = WebApplication.CreateBuilder(args);
if (args is ["setup", ..])
    return await SetupCommand.RunAsync(builder.Configuration, Console.Out, Console.Error);
if (args is ["audit", ..])
    return await AuditCommand.RunAsync(builder.Configuration, Console.Out, Console.Error);

if (args is ["rotate-key", .. var whose])
    return await RotateKeyCommand.RunAsync(
        whose.FirstOrDefault(),
        builder.Configuration,
        () => MasterKey.Load(builder.Configuration, builder.Environment),
        clockFollows: builder.Environment.IsDevelopment(),
        Console.Out,
        Console.Error
    );

builder.AddOperations();
var (services, configuration, environment) = (builder.Services, builder.Configuration, builder.Environment);
var connection = SetupCommand.AppConnection(configuration);

services.AddAlotData(connection, environment.IsDevelopment(), SetupCommand.PotConnections(configuration));
services.AddApi(configuration, environment);
services.AddAccounts(configuration, environment);
services.AddMail(configuration, environment);
services.AddFairness(configuration);
services.AddTrivia();
services.AddPocketAuditor();
services.AddPayments(configuration, environment);
services.AddDraws(configuration, environment);

// Before whatever works on rows: the demo lives its past through first.
services.AddDemo(environment);
services.AddPots(configuration, environment);
services.AddWorkers(connection);
services.AddLive();
services.AddLiveReads();
services.AddRazorComponents().AddInteractiveServerComponents().AddShell().AddPlayed();

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
app.MapLots();
app.MapStaffLots();
app.MapPayments();
app.MapPurchases();
app.MapTrivia();
app.MapLedger();
app.MapCredits();
app.MapApprovals();
app.MapCards();
app.MapDraws();
app.MapFairness();
app.MapPotProofs();
app.MapPots();
app.MapPotServices();
app.MapStaffPots();
app.MapStaffDraws();
app.MapLive();
app.MapDevelopment(development =>
{
    development.MapKeptMails();
    development.MapClock();
});
app.MapRazorComponents<App>().AddInteractiveServerRenderMode();

await app.RunAsync();
return 0;

public partial class Program;
