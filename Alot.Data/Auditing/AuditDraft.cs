using Alot.Domain;

namespace Alot.Data.Auditing;

internal sealed record AuditDraft(PlayerId By, string Action, string EntityType, Guid EntityId, object? Details);
