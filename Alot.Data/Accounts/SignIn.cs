using Alot.Domain;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Accounts;

/// <summary>Checks who somebody is, by password and (where turned on) second factor. All wrong answers look the same.</summary>
public sealed class SignIn(IDbContextFactory<AlotDb> contexts, Users users, TimeProvider clock)
{
    /// <param name="code">From the authenticator app, or a recovery code; null when none was given.</param>
    /// <exception cref="Refusal"><c>invalid_credentials</c>, <c>email_not_verified</c>, <c>two_factor_wrong</c>.</exception>
    public async Task<SignedIn> RunAsync(string email, string password, string? code, CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        var identity = users.On(db);
        var user = await SignInTries.TakeAsync(db, identity.NormalizeEmail(email.Trim()), stop);
        if (!users.Matches(user, password))
            throw new Refusal(
                "invalid_credentials",
                $"E-mail and password do not match. {SignInTries.Rule}",
                RefusalKind.SignInNeeded
            );
        if (!user!.EmailConfirmed)
        {
            await SignInTries.GiveBackAsync(db, user, stop);
            throw new Refusal(
                "email_not_verified",
                "Verify your e-mail address first: the link is in the mail we sent you. Forgot password sends a new one.",
                RefusalKind.Forbidden
            );
        }
        if (user.TwoFactorEnabled && string.IsNullOrWhiteSpace(code))
        {
            await SignInTries.GiveBackAsync(db, user, stop);
            return new SignedIn(user, CodeNeeded: true);
        }
        if (user.TwoFactorEnabled)
            await SecondFactor.RequireAsync(identity, user, code!);
        await SignInTries.SucceedAsync(db, user, clock.GetUtcNow(), stop);
        return new SignedIn(user, CodeNeeded: false);
    }
}

/// <param name="CodeNeeded">The password was right; the person has a second factor and gave none yet.</param>
public sealed record SignedIn(AlotUser User, bool CodeNeeded);

/// <summary>The second step in a browser, for a person whose password was right a moment ago.</summary>
public sealed class SignInWithCode(IDbContextFactory<AlotDb> contexts, Users users, TimeProvider clock)
{
    /// <exception cref="Refusal"><c>two_factor_wrong</c>, also while the account rests.</exception>
    public async Task<AlotUser> RunAsync(PlayerId id, string code, CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        var identity = users.On(db);
        var known = await identity.FindByIdAsync(id.ToString());
        var user = known is null ? null : await SignInTries.TakeAsync(db, known.NormalizedEmail, stop);
        if (user is null)
            throw SecondFactor.Wrong();
        await SecondFactor.RequireAsync(identity, user, code);
        await SignInTries.SucceedAsync(db, user, clock.GetUtcNow(), stop);
        return user;
    }
}

/// <summary>
/// Each try is counted before its password or code is looked at, so that guesses sent at once are counted, too. After
/// <see cref="Most"/> the account rests. Real time, the database's.
/// </summary>
internal static class SignInTries
{
    public const int Most = 5;
    public const int RestMinutes = 15;

    /// <summary>Said to everybody who is wrong, whether or not there is such an account.</summary>
    public static string Rule { get; } = $"After {Most} wrong tries an account rests for {RestMinutes} minutes.";

    /// <summary>The account, or null when there is none or it rests.</summary>
    public static async Task<AlotUser?> TakeAsync(AlotDb db, string? normalizedEmail, CancellationToken stop)
    {
        var taken = await db
            .Database.SqlQuery<Guid>(
                $"""
                update users set
                    access_failed_count = case when lockout_end is null then access_failed_count + 1 else 1 end,
                    lockout_end = case when lockout_end is null and access_failed_count + 1 >= {Most}
                                       then now() + make_interval(mins => {RestMinutes}) end
                where normalized_email = {normalizedEmail} and (lockout_end is null or lockout_end <= now())
                returning id
                """
            )
            .ToListAsync(stop);
        return taken is [var id] ? await db.Users.SingleOrDefaultAsync(u => u.Id == id, stop) : null;
    }

    /// <summary>The password was right, this try was none. Those with a wrong code stay counted.</summary>
    public static async Task GiveBackAsync(AlotDb db, AlotUser user, CancellationToken stop) =>
        await db
            .Users.Where(u => u.Id == user.Id)
            .ExecuteUpdateAsync(
                set =>
                    set.SetProperty(u => u.AccessFailedCount, u => Math.Max(u.AccessFailedCount - 1, 0))
                        .SetProperty(u => u.LockoutEnd, (DateTimeOffset?)null),
                stop
            );

    public static async Task SucceedAsync(AlotDb db, AlotUser user, DateTimeOffset now, CancellationToken stop) =>
        await db
            .Users.Where(u => u.Id == user.Id)
            .ExecuteUpdateAsync(
                set =>
                    set.SetProperty(u => u.AccessFailedCount, 0)
                        .SetProperty(u => u.LockoutEnd, (DateTimeOffset?)null)
                        .SetProperty(u => u.LastLoginAt, now),
                stop
            );
}
