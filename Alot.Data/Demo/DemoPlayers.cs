using Alot.Data.Accounts;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Accounts;
using Alot.Domain.Compliance;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Demo;

/// <summary>The people of the demo world: invented players without a password, and the demo accounts.</summary>
internal sealed class DemoPlayers
{
    public const int Count = 160;
    public const string MailDomain = "@players.alot.test";

    private static readonly string[] First =
        "ada amir anouk bea ben carmen cleo dario devi elif emre esme felix freya gus hana hugo ida ivo jonas june kaya kit lena leo lior mara milo nadia nico noor oona otis pia quinn rafi rosa sami sofia tara teo uma vera viktor wren yara zeb zoe".Split(
            ' '
        );

    private static readonly string[] Last =
        "abara bakker brandt calloway castellan dahl delgado ekberg ferro fontaine glass grover hale holm ibarra iwata jansen kessler kuo laurent lindqvist lowell maddox mirza moreau nakata novak okafor ortega pell quist reyes rossi sandoval sato shah thorne tully vance voss walsh weiss yildiz zeller".Split(
            ' '
        );

    // What people call themselves when their own name is taken or dull.
    private static readonly string[] Handles =
        "tidewatcher small_seconds bucketlist deadstock_dan slowhands crownguard lacedup regatta74 gembox pinbuckle halfmoon third_register quietquartz boxandpapers saltline courtside overtime kickstand patina_pat goodleather nightdesk fieldnotes coldharbour longstrap mintcond oldarena rowh seat21 dialed_in lugwidth".Split(
            ' '
        );

    private readonly Dictionary<string, Buyer> demo;

    private DemoPlayers(IReadOnlyList<Buyer> all, Dictionary<string, Buyer> demo) => (All, this.demo) = (all, demo);

    /// <summary>The invented ones.</summary>
    public IReadOnlyList<Buyer> All { get; }

    public IEnumerable<Buyer> DemoBuyers => demo.Values;

    /// <summary>A demo account by its address.</summary>
    public Buyer this[string email] => demo[email];

    /// <summary>Those that are there, and those that are missing made.</summary>
    public static async Task<DemoPlayers> MakeAsync(
        AlotDb db,
        Sealer sealer,
        DateTimeOffset now,
        Random random,
        CancellationToken stop
    )
    {
        var there = await db
            .Users.Where(u => u.NormalizedEmail!.EndsWith("@PLAYERS.ALOT.TEST"))
            .Select(u => u.UserName!)
            .ToListAsync(stop);
        foreach (var name in Names(random).Except(there).ToList())
            db.Users.Add(Person(name, sealer, now, random));
        await db.SaveChangesAsync(stop);
        var people = await db
            .Users.AsNoTracking()
            .Where(u => u.NormalizedEmail!.EndsWith("ALOT.TEST"))
            .OrderBy(u => u.UserName)
            .ToListAsync(stop);
        return new(
            [.. people.Where(u => u.Email!.EndsWith(MailDomain, StringComparison.Ordinal)).Select(BuyerOf)],
            people
                .Where(u => !u.Email!.EndsWith(MailDomain, StringComparison.Ordinal))
                .ToDictionary(u => u.Email!, BuyerOf)
        );
    }

    private static IEnumerable<string> Names(Random random)
    {
        var names = new HashSet<string>(Handles);
        while (names.Count < Count)
        {
            var (first, last) = (First[random.Next(First.Length)], Last[random.Next(Last.Length)]);
            names.Add(
                random.Next(6) switch
                {
                    0 => $"{first}_{last}",
                    1 => $"{first[0]}{last}",
                    2 => $"{last}{random.Next(10, 100)}",
                    3 => $"{first}{random.Next(61, 100)}",
                    4 => $"{last}_{first[0]}",
                    _ => $"{first}{last[0]}",
                }
            );
        }
        return names;
    }

    private static AlotUser Person(string name, Sealer sealer, DateTimeOffset now, Random random)
    {
        var made = now.AddDays(-40 - random.Next(400)).AddMinutes(-random.Next(1_440));
        var id = Guid.CreateVersion7(made);
        var born = new DateOnly(1958, 1, 1).AddDays(random.Next(45 * 365));
        string[] regions = ["California", "New York", "Texas", "Oregon", "Illinois", "Georgia", "Maine", "Colorado"];
        return new AlotUser
        {
            Id = id,
            UserName = name,
            NormalizedUserName = name.ToUpperInvariant(),
            Email = name + MailDomain,
            NormalizedEmail = (name + MailDomain).ToUpperInvariant(),
            EmailConfirmed = true,
            // No hash: no password fits.
            PasswordHash = null,
            SecurityStamp = Guid.CreateVersion7(now).ToString("N"),
            LockoutEnabled = true,
            Country = "US",
            Region = regions[random.Next(regions.Length)],
            DateOfBirthSealed = sealer.Seal(
                born.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
                PersonalData.DateOfBirth(id)
            ),
            PublicName = random.Next(7) == 0,
            CreatedAt = made,
            UpdatedAt = made,
            LastLoginAt = now.AddHours(-random.Next(1, 200)),
        };
    }

    private static Buyer BuyerOf(AlotUser user) =>
        new(
            new PlayerId(user.Id),
            user.UserName!,
            user.PublicName,
            user.Status,
            user.EmailConfirmed,
            Staff: false,
            Host: null,
            user.CreatedAt
        );
}
