using Alot.Domain;
using Alot.Domain.Accounts;
using Microsoft.AspNetCore.Identity;

namespace Alot.Data.Accounts;

/// <summary>Mails a link to choose a new password, if there is somebody to mail it to. The answer is always the same.</summary>
public sealed class ForgotPassword(Transactions.Transactions transactions, Users users)
{
    public Task RunAsync(string email, CancellationToken stop) =>
        transactions.RunAsync(
            async db =>
            {
                var user = await users.On(db).FindByEmailAsync(email.Trim());
                if (user is not null)
                    db.Enqueue(
                        AccountMail.Kind,
                        new AccountMail(
                            user.Id,
                            user.EmailConfirmed ? AccountMailKind.ResetPassword : AccountMailKind.VerifyAddress
                        )
                    );
                return true;
            },
            stop
        );
}

/// <summary>Sets a new password with the token of a mail, and signs out everywhere.</summary>
public sealed class ResetPassword(Transactions.Transactions transactions, Users users, TimeProvider clock)
{
    /// <exception cref="Refusal"><c>token_invalid</c>, <c>validation</c>.</exception>
    public Task RunAsync(AccountKey find, string token, string password, CancellationToken stop)
    {
        // Before the account is looked up: a weak password tells nothing about who exists.
        NewPassword.Check(password, null);
        return transactions.RunAsync(
            async db =>
            {
                var identity = users.On(db);
                var user = await find.InAsync(identity);
                if (user is not null)
                    NewPassword.Check(password, user);
                if (
                    user is null
                    || !(await identity.ResetPasswordAsync(user, MailToken.Read(token), password)).Succeeded
                )
                    throw new Refusal(
                        "token_invalid",
                        "This link is not good any more. Ask for a new one; your password is as it was.",
                        RefusalKind.Invalid
                    );
                user.LockoutEnd = null;
                user.AccessFailedCount = 0;
                user.UpdatedAt = clock.GetUtcNow();
                await Sessions.EndAllAsync(db, user.Id, null, stop);
                db.Enqueue(AccountMail.Kind, new AccountMail(user.Id, AccountMailKind.PasswordChanged));
                return true;
            },
            stop
        );
    }
}

/// <summary>Changes the password of a signed-in person, and signs out everywhere else.</summary>
public sealed class ChangePassword(Transactions.Transactions transactions, Users users, TimeProvider clock)
{
    /// <exception cref="Refusal"><c>validation</c>.</exception>
    public Task<AlotUser> RunAsync(
        PlayerId id,
        Guid session,
        string current,
        string password,
        CancellationToken stop
    ) =>
        transactions.RunAsync(
            async db =>
            {
                var identity = users.On(db);
                var user = await identity.FindByIdAsync(id.ToString()) ?? throw Refusal.NotFound("account");
                NewPassword.Check(password, user);
                if (!(await identity.ChangePasswordAsync(user, current, password)).Succeeded)
                    throw Refusal.Invalid("current_password", "That is not your password. It stays as it was.");
                user.UpdatedAt = clock.GetUtcNow();
                await Sessions.EndAllAsync(db, user.Id, session, stop);
                db.Enqueue(AccountMail.Kind, new AccountMail(user.Id, AccountMailKind.PasswordChanged));
                return user;
            },
            stop
        );
}

internal static class NewPassword
{
    public static void Check(string password, AlotUser? user)
    {
        if (PasswordRules.WhyNot(password, user?.Email ?? "", user?.UserName ?? "") is { } why)
            throw Refusal.Invalid("password", why);
    }
}
