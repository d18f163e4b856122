using Alot.Data.Auditing;
using Alot.Data.Draws;
using Alot.Data.Hosts;
using Alot.Data.Ledger;
using Alot.Data.Lots;
using Alot.Data.Payments;
using Alot.Data.Transactions;
using Alot.Domain.Draws;
using Alot.Domain.Fulfilment;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Alot.Domain.Payments;
using Alot.Domain.Trivia;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data;

public sealed partial class AlotDb
{
    public DbSet<Product> Products => Set<Product>();
    public DbSet<Lot> Lots => Set<Lot>();
    public DbSet<LotMember> LotMembers => Set<LotMember>();
    public DbSet<LotMoveRow> LotMoves => Set<LotMoveRow>();
    public DbSet<Entry> Entries => Set<Entry>();
    public DbSet<Purchase> Purchases => Set<Purchase>();
    public DbSet<Refund> Refunds => Set<Refund>();
    public DbSet<Dispute> Disputes => Set<Dispute>();
    public DbSet<ProcessorObject> ProcessorObjects => Set<ProcessorObject>();
    public DbSet<WebhookEvent> WebhookEvents => Set<WebhookEvent>();
    public DbSet<DrawCommitment> DrawCommitments => Set<DrawCommitment>();
    public DbSet<LotDraw> LotDraws => Set<LotDraw>();
    public DbSet<LotAlternate> LotAlternates => Set<LotAlternate>();
    public DbSet<LotDisqualification> LotDisqualifications => Set<LotDisqualification>();
    public DbSet<LotWinner> LotWinners => Set<LotWinner>();
    public DbSet<FairnessRecord> FairnessLog => Set<FairnessRecord>();
    public DbSet<FairnessLotRecord> FairnessLotRecords => Set<FairnessLotRecord>();
    public DbSet<FairnessHead> FairnessHeads => Set<FairnessHead>();
    public DbSet<SigningKey> SigningKeys => Set<SigningKey>();
    public DbSet<TriviaQuestion> TriviaQuestions => Set<TriviaQuestion>();
    public DbSet<TriviaAttempt> TriviaAttempts => Set<TriviaAttempt>();
    public DbSet<Card> Cards => Set<Card>();
    public DbSet<Host> Hosts => Set<Host>();
    public DbSet<Wallet> Wallets => Set<Wallet>();
    public DbSet<CreditTransaction> CreditTransactions => Set<CreditTransaction>();
    public DbSet<AccountRow> Accounts => Set<AccountRow>();
    public DbSet<JournalRow> Journal => Set<JournalRow>();
    public DbSet<JournalLineRow> JournalLines => Set<JournalLineRow>();
    public DbSet<AuditLog> AuditLogs => Set<AuditLog>();
    public DbSet<Alert> Alerts => Set<Alert>();
    public DbSet<CommandRow> Commands => Set<CommandRow>();
    public DbSet<OutboxMessage> Outbox => Set<OutboxMessage>();
    public DbSet<PolicyRow> Policies => Set<PolicyRow>();
}
