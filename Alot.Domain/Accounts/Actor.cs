namespace Alot.Domain.Accounts;

/// <summary>
/// The person who asks for a command. Says who they are, never what they may do: each command reads that afresh
/// in its transaction (<c>PlayerGates</c>, <c>StaffAccess</c>).
/// </summary>
/// <param name="Verified">Their e-mail was verified when they signed in.</param>
public sealed record Actor(PlayerId Id, bool Verified);
