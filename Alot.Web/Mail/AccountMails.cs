using Alot.Data;
using Alot.Data.Accounts;
using Alot.Domain.Mail;
using Microsoft.EntityFrameworkCore;

namespace Alot.Web.Mail;

/// <summary>
/// Writes and sends the mails about accounts: what the outbox's worker does with <see cref="AccountMail.Kind"/>. Tokens are
/// made here and now; a mail sent twice carries two that both work.
/// </summary>
public sealed class AccountMails(IDbContextFactory<AlotDb> contexts, Users users, IMailer mailer, PublicUrl url)
{
    public async Task SendAsync(AccountMail message, CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        var identity = users.On(db);
        // Deleted meanwhile: there is nobody to write to.
        if (await identity.FindByIdAsync(message.UserId.ToString()) is not { Email: { } address } user)
            return;
        var page = message.What switch
        {
            AccountMailKind.VerifyAddress => Verify(
                user,
                MailToken.Write(await identity.GenerateEmailConfirmationTokenAsync(user))
            ),
            AccountMailKind.ResetPassword => Reset(
                user,
                MailToken.Write(await identity.GeneratePasswordResetTokenAsync(user))
            ),
            AccountMailKind.AlreadyRegistered => AlreadyRegistered(),
            AccountMailKind.PasswordChanged => Changed(
                "Your password was changed",
                "All other devices were signed out."
            ),
            AccountMailKind.SecondFactorOn => Changed(
                "Your second factor is on",
                "Signing in now asks for a code from your authenticator app. All other devices were signed out."
            ),
            AccountMailKind.SecondFactorOff => Changed(
                "Your second factor is off",
                "Signing in no longer asks for a code."
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(message), message.What, null),
        };
        await mailer.SendAsync(page.To(address), stop);
    }

    private MailPage Verify(AlotUser user, string token) =>
        new(
            "Verify your e-mail address",
            "One click, then you can sign in and play.",
            "Your new account",
            "Verify your address",
            $"Hello {user.UserName}. Verify this address to sign in. The link is good for 24 hours.",
            Action: ("Verify my address", url.Of($"/account/verify?user={user.Id}&token={token}")),
            Note: "If you did not make an account, do nothing: without this step it can't be used."
        );

    private MailPage Reset(AlotUser user, string token) =>
        new(
            "Choose a new password",
            "The link is good for 24 hours.",
            "Your account",
            "Choose a new password",
            "You, or somebody who typed your address, asked for this. The link is good for 24 hours and works once.",
            Action: ("Choose a new password", url.Of($"/account/reset?user={user.Id}&token={token}")),
            Note: "If it was not you, do nothing: your password stays as it is."
        );

    private MailPage AlreadyRegistered() =>
        new(
            "You already have an account",
            "Somebody registered with your address again.",
            "Your account",
            "You already have an account",
            "Somebody, perhaps you, just registered with this address. Your account is as it was; sign in to it.",
            Action: ("Sign in", url.Of("/account/login")),
            Note: "If you forgot the password, choose Forgot password there. If it was not you, do nothing."
        );

    private MailPage Changed(string title, string what) =>
        new(
            title,
            what,
            "Your account",
            title,
            $"{what} If this was not you, choose a new password now.",
            Action: ("Choose a new password", url.Of("/account/forgot"))
        );
}
