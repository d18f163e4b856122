using Alot.Data.Accounts;
using Alot.Data.Ledger;
using Alot.Domain;
using Alot.Domain.Accounts;
using Alot.Domain.Hosts;
using Alot.Domain.Ledger;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Alot.Tests.World;

/// <summary>People, made in the database without any door: players who may buy, staff who may run lots, hosts.</summary>
public sealed class Cast(UseCases world)
{
    public const string Password = "Everybody-has-1-word!";

    // One hash for all, and a quick one: what it takes to sign in is not what these tests are about.
    private static readonly Lazy<string> Hash = new(() =>
        new PasswordHasher<AlotUser>(Options.Create(new PasswordHasherOptions { IterationCount = 1_000 })).HashPassword(
            new AlotUser(),
            Password
        )
    );

    private int people;
    private PlayerId? staff;

    /// <summary>An active player with a verified address.</summary>
    /// <param name="credits">Granted by staff, so that the books know where they come from.</param>
    public async Task<PlayerId> PlayerAsync(
        long credits = 0,
        UserStatus status = UserStatus.Active,
        bool verified = true,
        string? name = null
    )
    {
        var player = await PersonAsync(name ?? "player", status, verified);
        await GrantAsync(player, credits);
        return player;
    }

    /// <summary>A player who can sign in with <see cref="Password"/>.</summary>
    public async Task<(PlayerId Id, string Email)> MemberAsync(long credits = 0)
    {
        var player = await PlayerAsync(credits, name: "member");
        await using var db = world.Database.Open();
        var user = await db.Users.SingleAsync(u => u.Id == player.Value);
        user.PasswordHash = Hash.Value;
        await db.SaveChangesAsync();
        return (player, user.Email!);
    }

    public async Task<IReadOnlyList<PlayerId>> PlayersAsync(int count, long credits = 0)
    {
        var players = new List<PlayerId>();
        for (var i = 0; i < count; i++)
            players.Add(await PlayerAsync(credits));
        return players;
    }

    public async Task GrantAsync(PlayerId player, long credits)
    {
        for (var left = credits; left > 0; left -= AdjustCredits.OnePersonLimit)
            await world
                .Get<AdjustCredits>()
                .RunAsync(
                    new(
                        await AdminAsync(),
                        world.Key(),
                        player,
                        Math.Min(left, AdjustCredits.OnePersonLimit),
                        "For a test"
                    ),
                    default
                );
    }

    /// <summary>The one administrator of this world.</summary>
    public async Task<PlayerId> AdminAsync() => staff ??= await StaffAsync(StaffRole.Admin);

    public async Task<PlayerId> StaffAsync(StaffRole role)
    {
        var person = await PersonAsync("staff", UserStatus.Active, verified: true);
        await using var db = world.Database.Open();
        db.Add(
            new StaffMember
            {
                Id = Guid.CreateVersion7(world.Clock.GetUtcNow()),
                UserId = person.Value,
                Role = role,
                CreatedAt = world.Clock.GetUtcNow(),
            }
        );
        await db.SaveChangesAsync();
        return person;
    }

    public async Task<(PlayerId Player, HostId Host)> HostAsync()
    {
        var person = await PersonAsync("host", UserStatus.Active, verified: true);
        var now = world.Clock.GetUtcNow();
        var host = new Data.Hosts.Host
        {
            Id = HostId.New(now),
            UserId = person,
            DisplayName = "Velden House",
            Slug = $"velden-{people}",
            Status = HostStatus.Approved,
            CreatedAt = now,
            UpdatedAt = now,
        };
        await using var db = world.Database.Open();
        db.Add(host);
        await db.SaveChangesAsync();
        return (person, host.Id);
    }

    private async Task<PlayerId> PersonAsync(string kind, UserStatus status, bool verified)
    {
        var now = world.Clock.GetUtcNow();
        var name = $"{kind}_{Interlocked.Increment(ref people)}";
        var person = new AlotUser
        {
            Id = Guid.CreateVersion7(now),
            UserName = name,
            NormalizedUserName = name.ToUpperInvariant(),
            Email = $"{name}@alot.test",
            NormalizedEmail = $"{name}@alot.test".ToUpperInvariant(),
            EmailConfirmed = verified,
            SecurityStamp = name,
            Country = "US",
            Status = status,
            TotalSpent = Money.Zero,
            CreatedAt = now.AddDays(-30),
            UpdatedAt = now,
        };
        await using var db = world.Database.Open();
        db.Add(person);
        await db.SaveChangesAsync();
        return new PlayerId(person.Id);
    }
}
