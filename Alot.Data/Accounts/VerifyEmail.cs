using Alot.Domain;

namespace Alot.Data.Accounts;

/// <summary>Proves that a person reads mail at their address. Doing it again with the same token is no error.</summary>
public sealed class VerifyEmail(Transactions.Transactions transactions, Users users, TimeProvider clock)
{
    /// <param name="find">Finds the person: by address (API) or id (the mail's link).</param>
    /// <exception cref="Refusal"><c>token_invalid</c>; the same for an address nobody registered.</exception>
    public Task RunAsync(AccountKey find, string token, CancellationToken stop) =>
        transactions.RunAsync(
            async db =>
            {
                var identity = users.On(db);
                var user = await find.InAsync(identity);
                if (user is null || !(await identity.ConfirmEmailAsync(user, MailToken.Read(token))).Succeeded)
                    throw new Refusal(
                        "token_invalid",
                        "This link is not good any more. Ask for a new one; your account is as it was.",
                        RefusalKind.Invalid
                    );
                user.UpdatedAt = clock.GetUtcNow();
                return true;
            },
            stop
        );
}
