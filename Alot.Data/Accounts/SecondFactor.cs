using Alot.Domain;
using Microsoft.AspNetCore.Identity;

namespace Alot.Data.Accounts;

/// <summary>What a person needs to set up their authenticator app.</summary>
/// <param name="Key">Base32, to type in by hand.</param>
/// <param name="Uri"><c>otpauth://</c>, for an app on the same phone.</param>
public sealed record SecondFactorKey(string Key, string Uri);

/// <param name="RecoveryCodes">To be shown this once.</param>
public sealed record SecondFactorOn(AlotUser User, IReadOnlyList<string> RecoveryCodes);

/// <summary>The second factor of an account: six digits from an authenticator app (TOTP), or one of ten recovery codes.</summary>
public sealed class SecondFactor(Transactions.Transactions transactions, Users users)
{
    public const int RecoveryCodes = 10;

    /// <summary>The key to set up, made at the first call and kept until the factor is turned off.</summary>
    public Task<SecondFactorKey> KeyAsync(PlayerId id, CancellationToken stop) =>
        transactions.RunAsync(
            async db =>
            {
                var identity = users.On(db);
                var user = await FindAsync(identity, id);
                var key = await identity.GetAuthenticatorKeyAsync(user);
                if (string.IsNullOrEmpty(key))
                {
                    // Past the manager: it would change the security stamp, and nothing is on yet.
                    key = identity.GenerateNewAuthenticatorKey();
                    using var store = users.StoreOn(db);
                    await store.SetAuthenticatorKeyAsync(user, key, stop);
                }
                return new SecondFactorKey(
                    key,
                    $"otpauth://totp/ALOT:{Uri.EscapeDataString(user.UserName!)}?secret={key}&issuer=ALOT&digits=6"
                );
            },
            stop
        );

    /// <summary>Turns it on, once a code proves that the app has the key. Signs out everywhere else.</summary>
    /// <exception cref="Refusal"><c>validation</c> when the code is not right.</exception>
    public Task<SecondFactorOn> TurnOnAsync(PlayerId id, Guid session, string code, CancellationToken stop) =>
        transactions.RunAsync(
            async db =>
            {
                var identity = users.On(db);
                var user = await FindAsync(identity, id);
                if (!await MatchesAppAsync(identity, user, code))
                    throw Refusal.Invalid("code", "That code is not right. Enter the six digits your app shows now.");
                await identity.SetTwoFactorEnabledAsync(user, true);
                var codes = await identity.GenerateNewTwoFactorRecoveryCodesAsync(user, RecoveryCodes);
                await Sessions.EndAllAsync(db, user.Id, session, stop);
                db.Enqueue(AccountMail.Kind, new AccountMail(user.Id, AccountMailKind.SecondFactorOn));
                return new SecondFactorOn(user, [.. codes!]);
            },
            stop
        );

    /// <exception cref="Refusal"><c>validation</c> when the password is not right.</exception>
    public Task<AlotUser> TurnOffAsync(PlayerId id, string password, CancellationToken stop) =>
        transactions.RunAsync(
            async db =>
            {
                var identity = users.On(db);
                var user = await FindAsync(identity, id);
                if (!users.Matches(user, password))
                    throw Refusal.Invalid("password", "That is not your password.");
                await identity.SetTwoFactorEnabledAsync(user, false);
                await identity.ResetAuthenticatorKeyAsync(user);
                db.Enqueue(AccountMail.Kind, new AccountMail(user.Id, AccountMailKind.SecondFactorOff));
                return user;
            },
            stop
        );

    internal static async Task RequireAsync(UserManager<AlotUser> identity, AlotUser user, string code)
    {
        if (
            !await MatchesAppAsync(identity, user, code)
            && !(await identity.RedeemTwoFactorRecoveryCodeAsync(user, code.Trim().ToUpperInvariant())).Succeeded
        )
            throw Wrong();
    }

    internal static Refusal Wrong() =>
        new("two_factor_wrong", $"That code is not right. {SignInTries.Rule}", RefusalKind.SignInNeeded);

    private static Task<bool> MatchesAppAsync(UserManager<AlotUser> identity, AlotUser user, string code) =>
        identity.VerifyTwoFactorTokenAsync(
            user,
            TokenOptions.DefaultAuthenticatorProvider,
            code.Replace(" ", "", StringComparison.Ordinal)
        );

    private static async Task<AlotUser> FindAsync(UserManager<AlotUser> identity, PlayerId id) =>
        await identity.FindByIdAsync(id.ToString()) ?? throw Refusal.NotFound("account");
}
