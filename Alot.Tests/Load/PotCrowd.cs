using Alot.Domain;
using Alot.Domain.Pots;
using Alot.Tests.World;

namespace Alot.Tests.Load;

/// <summary>How a group of colluders can be told, if at all.</summary>
internal enum Trick
{
    /// <summary>One person, one device, several accounts.</summary>
    OneDevice,

    /// <summary>A device for each account, all at one address.</summary>
    OneAddress,

    /// <summary>One device behind addresses that change with the account.</summary>
    OneDeviceManyAddresses,
}

/// <summary>Several accounts that are one interest.</summary>
internal sealed record Ring(int Number, Trick Trick, List<Visitor> Members);

/// <summary>Somebody who plays pots, at the hours at which they do.</summary>
/// <param name="Home">The address at which they mostly are.</param>
/// <param name="Carrier">The address that they share with many when they are out.</param>
internal sealed record Visitor(PlayerId Id, string Home, string Carrier, string Device, double OutOfHome, double Eager)
{
    public List<(DateTimeOffset From, DateTimeOffset Until)> Sessions { get; } = [];

    public Ring? Ring { get; set; }

    /// <summary>Others of the household whom this one likes to play with.</summary>
    public List<Visitor> Company { get; } = [];

    public bool IsOnline(DateTimeOffset now) => Sessions.Any(s => s.From <= now && now < s.Until);
}

/// <summary>
/// Everybody of a simulated day: honest households of one to three at one address, some with one tablet for all; people who play
/// on the way, behind a carrier's address that hundreds share; and rings of two to four accounts.
/// </summary>
internal sealed class PotCrowd
{
    /// <summary>How busy an hour is, the mean being 1; evenings are the peak.</summary>
    private static readonly double[] Hours = Normal([
        .3, .2, .15, .1, .1, .15, .3, .5, .7, .8, .9, 1, 1.2, 1.1, 1, 1, 1.1, 1.4, 1.9, 2.6, 2.8, 2.3, 1.3, .7,
    ]);

    public List<Visitor> All { get; } = [];

    public List<Ring> Rings { get; } = [];

    public static double Busy(DateTimeOffset at) => Hours[at.Hour];

    public static async Task<PotCrowd> GatherAsync(
        UseCases world,
        Random random,
        int players,
        DateTimeOffset start,
        TimeSpan length
    )
    {
        var crowd = new PotCrowd();
        var accounts = new Queue<PlayerId>(await Plenty.PlayersAsync(world, players));
        var carriers = Math.Max(1, players / 100);
        var colluders = Math.Max(6, players / 20);
        while (crowd.Rings.Sum(r => r.Members.Count) < colluders)
            crowd.AddRing(accounts, random, carriers);
        while (accounts.Count > 0)
            crowd.AddHousehold(accounts, random, carriers);
        crowd.Plan(random, start, length);
        // Most have played for a month; some have come today, and rings often have.
        foreach (var visitor in crowd.All.Where(v => random.NextDouble() < (v.Ring is null ? 0.03 : 0.3)))
            await world.Database.RunAsync(
                "update users set created_at = $2 where id = $1",
                world.Database.Owner,
                visitor.Id.Value,
                start - TimeSpan.FromHours(random.NextDouble() * 20)
            );
        return crowd;
    }

    private void AddRing(Queue<PlayerId> accounts, Random random, int carriers)
    {
        var number = Rings.Count;
        var ring = new Ring(number, (Trick)(number % 3), []);
        var size = random.Next(2, 5);
        for (var i = 0; i < size; i++)
        {
            var account = accounts.Dequeue();
            var member = new Visitor(
                account,
                ring.Trick == Trick.OneDeviceManyAddresses ? $"ring-{number}-{i}" : $"ring-{number}",
                $"carrier-{random.Next(carriers)}",
                ring.Trick == Trick.OneAddress ? $"device-{account}" : $"ring-device-{number}",
                OutOfHome: 0,
                Eager: 1.5
            )
            {
                Ring = ring,
            };
            ring.Members.Add(member);
            All.Add(member);
        }
        Rings.Add(ring);
    }

    private void AddHousehold(Queue<PlayerId> accounts, Random random, int carriers)
    {
        var mobile = random.NextDouble() < 0.15;
        var chance = random.NextDouble();
        var size =
            mobile || chance < 0.6 ? 1
            : chance < 0.85 ? 2
            : 3;
        var (tablet, together) = (random.NextDouble() < 0.04, random.NextDouble() < 0.2);
        var home = new List<Visitor>();
        for (var i = 0; i < size && accounts.Count > 0; i++)
        {
            var account = accounts.Dequeue();
            home.Add(
                new Visitor(
                    account,
                    $"home-{All.Count - i}",
                    $"carrier-{random.Next(carriers)}",
                    tablet ? $"tablet-{All.Count - i}" : $"device-{account}",
                    mobile ? 1 : 0.12,
                    Math.Exp(random.NextDouble() * 2 - 1)
                )
            );
            All.Add(home[^1]);
        }
        if (together)
            foreach (var one in home)
                one.Company.AddRange(home.Where(other => other != one));
    }

    // Two sittings a day for each, most of them in the evening; a ring sits down together.
    private void Plan(Random random, DateTimeOffset start, TimeSpan length)
    {
        foreach (var visitor in All)
        {
            if (visitor.Ring is { } ring && ring.Members[0] != visitor)
            {
                visitor.Sessions.AddRange(ring.Members[0].Sessions);
                continue;
            }
            var sittings = Math.Max(1, (int)Math.Round(length.TotalHours / 12));
            for (var i = 0; i < sittings; i++)
            {
                DateTimeOffset from;
                do
                    from = start + random.NextDouble() * length;
                while (random.NextDouble() * Hours.Max() > Busy(from));
                visitor.Sessions.Add((from, from + TimeSpan.FromMinutes(random.Next(30, 121))));
            }
        }
    }

    private static double[] Normal(double[] hours) => [.. hours.Select(h => h * hours.Length / hours.Sum())];
}
