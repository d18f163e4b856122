using Alot.Data.Transactions;
using Alot.Tests.World;
using Shouldly;
using Xunit;

namespace Alot.Tests.Transactions;

/// <summary>What waits for after a commit.</summary>
public sealed class OutboxTests(UseCases world) : IClassFixture<UseCases>
{
    [Fact]
    public async Task A_refund_does_not_wait_for_thousands_of_mails_that_were_there_before_it()
    {
        await world.Database.RunAsync(
            """
            insert into outbox (id, kind, payload, created_at, due_at, attempts, fence)
            select uuid_v7(), 'bulk_mail', '{}', $1, $1, 0, 0 from generate_series(1, 3000)
            """,
            null,
            world.Now.AddMinutes(-10)
        );
        var refund = Guid.CreateVersion7(world.Now);
        await world
            .Get<Data.Transactions.Transactions>()
            .RunAsync(
                db =>
                {
                    db.Enqueue(OutboxKinds.Refund, new RefundLetter(refund));
                    return Task.FromResult(0);
                },
                default
            );

        var leased = await world.Get<Outbox>().LeaseAsync(8, default);

        leased.Single(m => m.Kind == OutboxKinds.Refund).Read<RefundLetter>().RefundId.ShouldBe(refund);
        leased.Count(m => m.Kind == OutboxKinds.BulkMail).ShouldBe(8);
    }

    [Fact]
    public async Task A_message_that_nobody_would_take_is_a_bug_and_not_kept() =>
        await Should.ThrowAsync<ArgumentException>(() =>
            world
                .Get<Data.Transactions.Transactions>()
                .RunAsync(
                    db =>
                    {
                        db.Enqueue("telegram", new RefundLetter(Guid.Empty));
                        return Task.FromResult(0);
                    },
                    default
                )
        );
}
