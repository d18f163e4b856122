using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Alot.Data.Accounts;

/// <summary>Identity's user manager on a unit of work of ours, so that what it writes goes with our commit.</summary>
public sealed class Users(IServiceProvider services, IPasswordHasher<AlotUser> hasher)
{
    private static readonly AlotUser Nobody = new();
    private readonly Lazy<string> nobodysHash = new(() => hasher.HashPassword(Nobody, "Nobody-has-this-password"));

    public UserManager<AlotUser> On(AlotDb db) =>
        ActivatorUtilities.CreateInstance<UserManager<AlotUser>>(services, StoreOn(db));

    internal UserOnlyStore<AlotUser, AlotDb, Guid> StoreOn(AlotDb db) =>
        new(db, services.GetService<IdentityErrorDescriber>());

    /// <summary>Slow on purpose; call it with no transaction open.</summary>
    public string Hash(string password) => hasher.HashPassword(Nobody, password);

    /// <summary>
    /// Takes as long for a person who doesn't exist as for one who does: the time of an answer tells nothing.
    /// </summary>
    public bool Matches(AlotUser? user, string password)
    {
        var result = hasher.VerifyHashedPassword(user ?? Nobody, user?.PasswordHash ?? nobodysHash.Value, password);
        return result != PasswordVerificationResult.Failed && user?.PasswordHash is not null;
    }
}
