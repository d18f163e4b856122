using Alot.Web.Shell;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddRazorComponents().AddInteractiveServerComponents();
builder.Services.AddOpenApi();

var app = builder.Build();
app.UseAntiforgery();
app.MapStaticAssets();
app.MapOpenApi();
app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
app.MapGet("/health/live", () => "ok");
app.Run();

public partial class Program;
