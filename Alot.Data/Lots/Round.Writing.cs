using Alot.Data.Mapping;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Lots;
using NpgsqlTypes;

namespace Alot.Data.Lots;

// What the rules changed, one statement per table; the lot's own row and rare things (a move, a late refund) go by EF.
internal sealed partial class Round
{
    public void WriteTo(AlotDb unit)
    {
        if (paid.Count > 0)
            unit.Write(
                """
                update room_entry_purchases p
                set status = u.status, reason = u.reason, stripe_checkout_session_id = u.session,
                    stripe_payment_intent_id = u.intent, stripe_charge_id = u.charge, completed_at = u.completed,
                    updated_at = u.updated, is_settled_with_buyer = u.settled
                from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9)
                    u (id, status, reason, session, intent, charge, completed, updated, settled)
                where p.id = u.id
                """,
                Rows.Of(paid, p => p.Id.Value, NpgsqlDbType.Uuid),
                Rows.Of(paid, p => EnumText.Text(p.Status), NpgsqlDbType.Text),
                Rows.Of(paid, p => p.Reason, NpgsqlDbType.Text),
                Rows.Of(paid, p => p.StripeCheckoutSessionId, NpgsqlDbType.Text),
                Rows.Of(paid, p => p.StripePaymentIntentId, NpgsqlDbType.Text),
                Rows.Of(paid, p => p.StripeChargeId, NpgsqlDbType.Text),
                Rows.Of(paid, p => p.CompletedAt, NpgsqlDbType.TimestampTz),
                Rows.Of(paid, p => p.UpdatedAt, NpgsqlDbType.TimestampTz),
                Rows.Of(paid, p => p.IsSettledWithBuyer, NpgsqlDbType.Boolean)
            );
        if (joined.Count > 0)
            WriteJoined(unit);
        if (entries.Count > 0)
            WriteEntries(unit);
        if (spendings.Count > 0)
            WriteSpendings(unit);
        if (carriedOut.Count > 0)
            WriteAnswers(unit);
    }

    private void WriteEntries(AlotDb unit) =>
        unit.Write(
            """
            insert into room_entries (id, room_id, user_id, tickets_start, tickets_end, previous_end, ticket_count,
                purchase_type, amount_paid, credits_spent, purchase_id, is_winner, credits_awarded, created_at)
            select u.id, $1, u.player, u.first, u.last, u.previous, u.last - u.first + 1,
                u.kind, u.cents / 100.0, u.credits, u.purchase, false, 0, $2
            from unnest($3, $4, $5, $6, $7, $8, $9, $10, $11)
                u (id, player, first, last, previous, kind, cents, credits, purchase)
            """,
            lot!.Id.Value,
            now,
            Rows.Of(entries, e => e.Id.Value, NpgsqlDbType.Uuid),
            Rows.Of(entries, e => e.PlayerId.Value, NpgsqlDbType.Uuid),
            Rows.Of(entries, e => e.TicketsStart, NpgsqlDbType.Integer),
            Rows.Of(entries, e => e.TicketsEnd, NpgsqlDbType.Integer),
            Rows.Of(entries, e => e.PreviousEnd, NpgsqlDbType.Integer),
            Rows.Of(entries, e => EnumText.Text(e.PurchaseType), NpgsqlDbType.Text),
            Rows.Of(entries, e => e.AmountPaid?.Cents, NpgsqlDbType.Bigint),
            Rows.Of(entries, e => e.CreditsSpent.Amount, NpgsqlDbType.Bigint),
            Rows.Of(entries, e => e.PurchaseId?.Value, NpgsqlDbType.Uuid)
        );

    // Each player once per lot, with a card.
    private void WriteJoined(AlotDb unit)
    {
        unit.Write(
            "insert into room_members (room_id, user_id, joined_at) select $1, u, $2 from unnest($3) u",
            lot!.Id.Value,
            now,
            Rows.Of(joined, p => p.Value, NpgsqlDbType.Uuid)
        );
        unit.Write(
            """
            insert into reveals (id, user_id, room_id, status, created_at, issue_reported, issue_resolved)
            select u.id, u.player, $1, 'active', $2, false, false from unnest($3, $4) u (id, player)
            """,
            lot.Id.Value,
            now,
            Rows.Of(joined, _ => CardId.New(now).Value, NpgsqlDbType.Uuid),
            Rows.Of(joined, p => p.Value, NpgsqlDbType.Uuid)
        );
    }

    private void WriteSpendings(AlotDb unit)
    {
        var spent = spendings.Select(s => wallets[s.PlayerId]).ToList();
        unit.Write(
            """
            update user_universal_credits w
            set balance = w.balance - u.amount, total_spent = w.total_spent + u.amount, updated_at = $1
            from unnest($2, $3) u (player, amount) where w.user_id = u.player
            """,
            now,
            Rows.Of(spent, w => w.PlayerId.Value, NpgsqlDbType.Uuid),
            Rows.Of(spendings, s => -s.Amount.Amount, NpgsqlDbType.Bigint)
        );
        unit.Write(
            """
            insert into credit_transactions (id, user_id, amount, balance_before, balance_after, transaction_type,
                room_id, room_entry_id, description, metadata, created_at)
            select u.id, u.player, u.amount, u.before, u.after, u.kind, $1, u.entry, u.description, '{}', $2
            from unnest($3, $4, $5, $6, $7, $8, $9, $10) u (id, player, amount, before, after, kind, entry, description)
            """,
            lot!.Id.Value,
            now,
            Rows.Of(spendings, s => s.Id, NpgsqlDbType.Uuid),
            Rows.Of(spendings, s => s.PlayerId.Value, NpgsqlDbType.Uuid),
            Rows.Of(spendings, s => s.Amount.Amount, NpgsqlDbType.Bigint),
            Rows.Of(spendings, s => s.BalanceBefore.Amount, NpgsqlDbType.Bigint),
            Rows.Of(spendings, s => s.BalanceAfter.Amount, NpgsqlDbType.Bigint),
            Rows.Of(spendings, s => EnumText.Text(s.Kind), NpgsqlDbType.Text),
            Rows.Of(spendings, s => s.EntryId?.Value, NpgsqlDbType.Uuid),
            Rows.Of(spendings, s => s.Description, NpgsqlDbType.Text)
        );
    }

    // In one order on every node, so that two rounds with the same keys can't wait for each other. Somebody who used a key
    // for another lot at this very moment makes this fail, and the round runs again and finds it.
    private void WriteAnswers(AlotDb unit) =>
        unit.Write(
            """
            insert into commands (actor_id, command, key, request_hash, result, created_at)
            select u.actor, $1, u.key, u.hash, u.result, $2 from unnest($3, $4, $5, $6) u (actor, key, hash, result)
            order by u.actor, u.key
            """,
            carriedOut[0].Command.Name,
            now,
            Rows.Of(carriedOut, c => c.Command.ActorId.Value, NpgsqlDbType.Uuid),
            Rows.Of(carriedOut, c => c.Command.Key, NpgsqlDbType.Text),
            Rows.Of(carriedOut, c => c.Command.RequestHash(), NpgsqlDbType.Bytea),
            Rows.Of(carriedOut, c => Json.Write(c.Answer), NpgsqlDbType.Jsonb)
        );
}
