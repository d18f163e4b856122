using System.Data;
using Alot.Data.Auditing;
using Alot.Data.Live;
using Alot.Data.Mapping;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Ledger;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Alot.Data;

// What one unit of work carries besides changed entities. All of it goes with the commit or not at all.
public sealed partial class AlotDb
{
    private readonly List<NpgsqlBatchCommand> writings = [];
    private readonly List<JournalEntry> postings = [];
    private readonly List<OutboxDraft> letters = [];
    private readonly List<AuditDraft> audits = [];
    private readonly HashSet<Topic> topics = [];

    /// <summary>
    /// Set for a unit that reads and writes by SQL of its own: EF takes longer to get ready than a sale takes. What is rare goes
    /// by entities all the same, <see cref="WithEntities"/>.
    /// </summary>
    internal NpgsqlConnection? OwnConnection { get; init; }
    internal NpgsqlTransaction? OwnTransaction { get; private set; }

    /// <summary>Whether EF takes part in this unit.</summary>
    internal bool HasEntities { get; private set; } = true;

    internal async Task<IAsyncDisposable> BeginAsync(CancellationToken stop)
    {
        if (OwnConnection is null)
            return await Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, stop);
        HasEntities = false;
        return OwnTransaction = await OwnConnection.BeginTransactionAsync(IsolationLevel.ReadCommitted, stop);
    }

    /// <summary>This unit with EF on its connection and in its transaction.</summary>
    internal AlotDb WithEntities()
    {
        if (!HasEntities)
        {
            Database.SetDbConnection(OwnConnection);
            Database.UseTransaction(OwnTransaction);
            HasEntities = true;
        }
        return this;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (OwnConnection is not null)
            await OwnConnection.DisposeAsync();
    }

    /// <summary>Accounts that this unit has seen; the others are made when something is posted to them. None ever goes away.</summary>
    internal HashSet<(AccountKind Kind, Guid Owner)> KnownAccounts { get; } = [];

    internal IReadOnlyList<NpgsqlBatchCommand> Writings => writings;
    internal IReadOnlyList<JournalEntry> Postings => postings;
    internal IReadOnlyList<OutboxDraft> Letters => letters;
    internal IReadOnlyList<AuditDraft> Audits => audits;
    internal IReadOnlyCollection<Topic> Topics => topics;

    /// <summary>A set-based statement that goes with the unit's end, after the entities; parameters are $1, $2 …</summary>
    internal void Write(string sql, params ReadOnlySpan<object?> parameters) =>
        Write(UnitWriting.Statement(sql, parameters));

    internal void Write(NpgsqlBatchCommand statement) => writings.Add(statement);

    /// <summary>Writes a balanced movement into the journal; balances follow in the same transaction.</summary>
    public void Post(JournalEntry entry) => postings.Add(entry.Balanced());

    /// <summary>Work for after the commit, done at least once.</summary>
    public void Enqueue<T>(string kind, T payload, DateTimeOffset? due = null)
    {
        if (!OutboxKinds.All.Contains(kind))
            throw new ArgumentException($"Nobody would ever take a message of kind {kind}.", nameof(kind));
        letters.Add(new OutboxDraft(kind, Json.Write(payload), due));
        topics.Add(Topic.Outbox);
    }

    /// <summary>Tells viewers after the commit.</summary>
    public void Announce(params ReadOnlySpan<Topic> changed)
    {
        foreach (var topic in changed)
            topics.Add(topic);
    }

    /// <summary>Writes to the audit log what a person of staff did.</summary>
    public void Audit(PlayerId by, string action, string entityType, Guid entityId, object? details = null) =>
        audits.Add(new AuditDraft(by, action, entityType, entityId, details));
}

internal sealed record OutboxDraft(string Kind, string Payload, DateTimeOffset? Due);
