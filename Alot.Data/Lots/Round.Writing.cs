using Alot.Data.Mapping;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Lots;
using Npgsql;
using NpgsqlTypes;

namespace Alot.Data.Lots;

// What the rules changed, one statement per table; rare things (a move, a late refund) go by EF.
internal sealed partial class Round
{
    public void Write()
    {
        if (paid.Count + entries.Count > 0)
            WriteLot(lot!);
        if (paid.Count > 0)
            WritePaid();
        if (joined.Count > 0)
            WriteJoined();
        if (entries.Count > 0)
            WriteEntries();
        if (spendings.Count > 0)
            WriteSpendings();
        if (carriedOut.Count > 0)
            WriteAnswers();
    }

    // What a sale changes in a lot; SaleRoundsTests compares with the entity.
    private void WriteLot(Lot sold) =>
        db.Write(
            """
            update rooms set status = $2, funded_at = $3, current_funding = $4, total_tickets = $5, live_tickets = $6,
                held_tickets = $7, total_participants = $8
            where id = $1
            """,
            sold.Id.Value,
            EnumText.Text(sold.Status),
            new NpgsqlParameter
            {
                Value = (object?)sold.FundedAt ?? DBNull.Value,
                NpgsqlDbType = NpgsqlDbType.TimestampTz,
            },
            sold.CurrentFunding.ToDecimal(),
            sold.TotalTickets,
            sold.LiveTickets,
            sold.HeldTickets,
            sold.TotalParticipants
        );

    private void WritePaid() =>
        db.Write(
            Rows.Of(paid)
                .With("id", NpgsqlDbType.Uuid, p => p.Id.Value)
                .With("status", NpgsqlDbType.Text, p => EnumText.Text(p.Status))
                .With("reason", NpgsqlDbType.Text, p => p.Reason)
                .With("session", NpgsqlDbType.Text, p => p.StripeCheckoutSessionId)
                .With("intent", NpgsqlDbType.Text, p => p.StripePaymentIntentId)
                .With("charge", NpgsqlDbType.Text, p => p.StripeChargeId)
                .With("completed", NpgsqlDbType.TimestampTz, p => p.CompletedAt)
                .With("updated", NpgsqlDbType.TimestampTz, p => p.UpdatedAt)
                .With("settled", NpgsqlDbType.Boolean, p => p.IsSettledWithBuyer)
                .Statement(
                    """
                    update room_entry_purchases p
                    set status = u.status, reason = u.reason, stripe_checkout_session_id = u.session,
                        stripe_payment_intent_id = u.intent, stripe_charge_id = u.charge, completed_at = u.completed,
                        updated_at = u.updated, is_settled_with_buyer = u.settled
                    from @rows where p.id = u.id
                    """
                )
        );

    // Each player once per lot, with a card.
    private void WriteJoined()
    {
        db.Write(
            Rows.Of(joined)
                .With("player", NpgsqlDbType.Uuid, p => p.Value)
                .Statement(
                    "insert into room_members (room_id, user_id, joined_at) select $1, u.player, $2 from @rows",
                    lotId.Value,
                    now
                )
        );
        db.Write(
            Rows.Of(joined)
                .With("id", NpgsqlDbType.Uuid, _ => CardId.New(now).Value)
                .With("player", NpgsqlDbType.Uuid, p => p.Value)
                .Statement(
                    """
                    insert into reveals (id, user_id, room_id, status, created_at, issue_reported, issue_resolved)
                    select u.id, u.player, $1, 'active', $2, false, false from @rows
                    """,
                    lotId.Value,
                    now
                )
        );
    }

    private void WriteEntries() =>
        db.Write(
            Rows.Of(entries)
                .With("id", NpgsqlDbType.Uuid, e => e.Id.Value)
                .With("player", NpgsqlDbType.Uuid, e => e.PlayerId.Value)
                .With("first", NpgsqlDbType.Integer, e => e.TicketsStart)
                .With("last", NpgsqlDbType.Integer, e => e.TicketsEnd)
                .With("previous", NpgsqlDbType.Integer, e => e.PreviousEnd)
                .With("kind", NpgsqlDbType.Text, e => EnumText.Text(e.PurchaseType))
                .With("paid", NpgsqlDbType.Numeric, e => e.AmountPaid?.ToDecimal())
                .With("credits", NpgsqlDbType.Bigint, e => e.CreditsSpent.Amount)
                .With("purchase", NpgsqlDbType.Uuid, e => e.PurchaseId?.Value)
                .Statement(
                    """
                    insert into room_entries (id, room_id, user_id, tickets_start, tickets_end, previous_end, ticket_count,
                        purchase_type, amount_paid, credits_spent, purchase_id, is_winner, credits_awarded, created_at)
                    select u.id, $1, u.player, u.first, u.last, u.previous, u.last - u.first + 1,
                        u.kind, u.paid, u.credits, u.purchase, false, 0, $2
                    from @rows
                    """,
                    lotId.Value,
                    now
                )
        );

    private void WriteSpendings() =>
        db.Write(
            Rows.Of(spendings)
                .With("id", NpgsqlDbType.Uuid, s => s.Id)
                .With("player", NpgsqlDbType.Uuid, s => s.PlayerId.Value)
                .With("amount", NpgsqlDbType.Bigint, s => s.Amount.Amount)
                .With("before", NpgsqlDbType.Bigint, s => s.BalanceBefore.Amount)
                .With("after", NpgsqlDbType.Bigint, s => s.BalanceAfter.Amount)
                .With("kind", NpgsqlDbType.Text, s => EnumText.Text(s.Kind))
                .With("entry", NpgsqlDbType.Uuid, s => s.EntryId?.Value)
                .With("description", NpgsqlDbType.Text, s => s.Description)
                .Statement(
                    """
                    with spent as (
                        update user_universal_credits w
                        set balance = w.balance + u.amount, total_spent = w.total_spent - u.amount, updated_at = $2
                        from @rows where w.user_id = u.player
                        returning u.*
                    )
                    insert into credit_transactions (id, user_id, amount, balance_before, balance_after, transaction_type,
                        room_id, room_entry_id, description, metadata, created_at)
                    select u.id, u.player, u.amount, u.before, u.after, u.kind, $1, u.entry, u.description, '{}', $2
                    from spent u
                    """,
                    lotId.Value,
                    now
                )
        );

    // In one order on every node, so that two rounds with the same keys can't wait for each other. Somebody who used a key
    // for another lot at this very moment makes this fail, and the round runs again and finds it.
    private void WriteAnswers() =>
        db.Write(
            Rows.Of(carriedOut)
                .With("actor", NpgsqlDbType.Uuid, c => c.Command.ActorId.Value)
                .With("key", NpgsqlDbType.Text, c => c.Command.Key)
                .With("hash", NpgsqlDbType.Bytea, c => c.Command.RequestHash())
                .With("result", NpgsqlDbType.Jsonb, c => Json.Write(c.Answer))
                .Statement(
                    """
                    insert into commands (actor_id, command, key, request_hash, result, created_at)
                    select u.actor, $1, u.key, u.hash, u.result, $2 from @rows order by u.actor, u.key
                    """,
                    carriedOut[0].Command.Name,
                    now
                )
        );
}
