namespace Alot.Domain.Accounts;

public sealed record Buyer(PlayerId Id, UserStatus Status, bool EmailVerified, bool IsStaff, HostId? HostId)
{
    public void RequireMayPlay()
    {
        if (Status != UserStatus.Active)
            throw new Refusal(
                "account_suspended",
                "Your account can't play at the moment. No money was taken.",
                RefusalKind.Forbidden
            );
        if (!EmailVerified)
            throw new Refusal(
                "email_not_verified",
                "Verify your e-mail address first. No money was taken.",
                RefusalKind.Forbidden
            );
        if (IsStaff)
            throw new Refusal(
                "staff_cannot_enter",
                "Staff can't enter lots. No money was taken.",
                RefusalKind.Forbidden
            );
    }
}
