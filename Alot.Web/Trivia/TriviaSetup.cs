using Alot.Data.Trivia;
using Alot.Domain.Compliance;

namespace Alot.Web.Trivia;

public static class TriviaSetup
{
    /// <summary>The key under which answers are hashed, derived from the master key.</summary>
    public static IServiceCollection AddTrivia(this IServiceCollection services) =>
        services.AddSingleton(s => new TriviaKey(s.GetRequiredService<Sealer>().Derive("trivia-answers")));
}
