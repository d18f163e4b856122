using Alot.Domain.Accounts;
using Alot.Domain.Compliance;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Accounts;

/// <summary>The five accounts of Development (api.md). Made once; those that are there stay as they are.</summary>
public sealed class DemoAccounts(IDbContextFactory<AlotDb> contexts, Users users, Sealer sealer, TimeProvider clock)
{
    public const string Password = "Collect-1-lot!";

    public const string Player = "player@alot.test";
    public const string SecondPlayer = "player2@alot.test";
    public const string Host = "host@alot.test";
    public const string Support = "support@alot.test";
    public const string Admin = "admin@alot.test";

    private static readonly (string Email, string Name, string Born, string Region, StaffRole? Role)[] All =
    [
        (Player, "ines_calder", "1991-03-14", "Massachusetts", null),
        (SecondPlayer, "theo_marsh", "1986-09-02", "Oregon", null),
        (Host, "velden_house", "1979-06-21", "New York", null),
        (Support, "kofi_support", "1994-11-30", "Illinois", StaffRole.Support),
        (Admin, "ruth_admin", "1982-01-08", "New York", StaffRole.Admin),
    ];

    public async Task SeedAsync(CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        var identity = users.On(db);
        foreach (var demo in All)
        {
            if (await identity.FindByEmailAsync(demo.Email) is not null)
                continue;
            await using var transaction = await db.Database.BeginTransactionAsync(stop);
            var now = clock.GetUtcNow();
            var id = Guid.CreateVersion7(now);
            var made = await identity.CreateAsync(
                new AlotUser
                {
                    Id = id,
                    UserName = demo.Name,
                    Email = demo.Email,
                    EmailConfirmed = true,
                    PasswordHash = users.Hash(Password),
                    Country = "US",
                    Region = demo.Region,
                    DateOfBirthSealed = sealer.Seal(demo.Born, PersonalData.DateOfBirth(id)),
                    LockoutEnabled = true,
                    // Older than a day, as free entries ask.
                    CreatedAt = now.AddDays(-30),
                    UpdatedAt = now,
                }
            );
            if (!made.Succeeded)
                throw new InvalidOperationException(
                    $"{demo.Email}: {string.Join(", ", made.Errors.Select(e => e.Code))}"
                );
            if (demo.Role is { } role)
                db.Add(
                    new StaffMember
                    {
                        Id = Guid.CreateVersion7(now),
                        UserId = id,
                        Role = role,
                        CreatedAt = now,
                    }
                );
            await db.SaveChangesAsync(stop);
            await transaction.CommitAsync(stop);
        }
    }
}
