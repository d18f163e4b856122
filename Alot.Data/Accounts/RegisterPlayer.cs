using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Accounts;
using Alot.Domain.Compliance;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Alot.Data.Accounts;

/// <summary>Makes an account. Whether the address had one already shows in the mail only, never in the answer or its time.</summary>
public sealed class RegisterPlayer(
    Transactions.Transactions transactions,
    Users users,
    Sealer sealer,
    TimeProvider clock
)
{
    /// <exception cref="Refusal"><c>validation</c>.</exception>
    public async Task RunAsync(Registration asked, CancellationToken stop)
    {
        var wanted = asked.Checked(DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime));
        var hash = users.Hash(wanted.Password);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await transactions.RunAsync(db => WriteAsync(db, wanted, hash, stop), stop);
                return;
            }
            catch (Exception e) when (attempt < 3 && IsTakenMeanwhile(e))
            {
                // The same name or address was taken at this moment: look again, now it is there to be found.
            }
        }
    }

    private static bool IsTakenMeanwhile(Exception e) =>
        e
            is TakenMeanwhileException
                or DbUpdateException
                {
                    InnerException: PostgresException { SqlState: PostgresErrorCodes.UniqueViolation }
                };

    private async Task<bool> WriteAsync(AlotDb db, Registration wanted, string hash, CancellationToken stop)
    {
        var identity = users.On(db);
        // In this order: who commits in between is then found by both, and not taken for a stranger with the same name.
        var namesake = await identity.FindByNameAsync(wanted.Username);
        var owner = await identity.FindByEmailAsync(wanted.Email);
        if (namesake is not null && namesake.Id != owner?.Id)
            throw Refusal.Invalid("username", "That user name is taken. Choose another.");
        if (owner is not null)
        {
            var mail = owner.EmailConfirmed ? AccountMailKind.AlreadyRegistered : AccountMailKind.VerifyAddress;
            db.Enqueue(AccountMail.Kind, new AccountMail(owner.Id, mail));
            return false;
        }
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var user = new AlotUser
        {
            Id = id,
            UserName = wanted.Username,
            Email = wanted.Email,
            PasswordHash = hash,
            Country = wanted.Country,
            Region = wanted.Region,
            DateOfBirthSealed = sealer.Seal(wanted.DateOfBirth, PersonalData.DateOfBirth(id)),
            LockoutEnabled = true,
            CreatedAt = now,
            UpdatedAt = now,
        };
        var made = await identity.CreateAsync(user);
        // The rest was checked before: Identity can only have found the name or address taken since.
        if (!made.Succeeded)
            throw new TakenMeanwhileException(made.Errors);
        db.Enqueue(AccountMail.Kind, new AccountMail(id, AccountMailKind.VerifyAddress));
        return true;
    }

    private sealed class TakenMeanwhileException(IEnumerable<IdentityError> errors)
        : Exception("Identity refused a checked registration: " + string.Join(", ", errors.Select(e => e.Code)));
}
