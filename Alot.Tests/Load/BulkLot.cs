using System.Globalization;
using Alot.Domain;
using Alot.Tests.World;

namespace Alot.Tests.Load;

/// <summary>
/// Lots with more players than anybody waits for in a test: one is sold to by the product, the others are copies of that
/// player and purchase, written set-based so that the books are right.
/// </summary>
/// <param name="entriesEach">Purchases in which each of the copies bought their 5 tickets: 1 or 5.</param>
internal sealed class BulkLot(UseCases world, int entriesEach = 1)
{
    /// <summary>Tickets that a copy has.</summary>
    private const int Each = 5;

    // The least that a lot of such a value sells at once.
    private const int Least = 25;

    private string Patient => world.Database.Owner + ";Command Timeout=600";

    private PlayerId? template;
    private int crowd;

    /// <summary>So many players, for all lots that follow.</summary>
    public async Task GatherAsync(int players)
    {
        template = await world.Cast.PlayerAsync(name: "template");
        crowd = players - 2;
        await world.Database.RunAsync(
            $"""
            insert into users select r.* from users u, generate_series(1, {crowd}) n cross join lateral jsonb_populate_record(u,
                jsonb_build_object('id', uuid_v7(), 'username', 'crowd_' || n, 'normalized_user_name', 'CROWD_' || n,
                    'email', 'crowd_' || n || '@alot.test', 'normalized_email', 'CROWD_' || n || '@ALOT.TEST')) r
            where u.id = '{template}';
            analyze users
            """,
            Patient
        );
    }

    /// <summary>A lot that all of them entered, one payment away from being funded.</summary>
    public async Task<AlmostFunded> AlmostFundedAsync(int drawDelay = 60)
    {
        var lot = await world.OpenLotAsync(crowd * Each + 2 * Least, drawDelay: drawDelay);
        await world.BuyAsync(template!.Value, lot, Least);
        var purchase = (await world.EntriesAsync(lot))[0].PurchaseId;
        await world.Database.RunAsync(Copies(lot, purchase!.Value, Each / entriesEach), Patient);
        var (last, email) = await world.Cast.MemberAsync();
        return new(lot, last, email, Least);
    }

    public async Task<LotId> FundedAsync()
    {
        var almost = await AlmostFundedAsync();
        await world.BuyAsync(almost.Last, almost.Lot, almost.Dollars);
        return almost.Lot;
    }

    // Everybody buys once, then everybody again: a player's tickets are apart, as when people buy over weeks.
    private string Copies(LotId lot, PurchaseId purchase, int tickets) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"""
            create temporary table crowd as
                select row_number() over (order by turn, id)::int as n, turn, id as player, uuid_v7() as purchase, uuid_v7() as journal
                from users, generate_series(1, {entriesEach}) turn where username like 'crowd\_%';
            insert into room_entry_purchases select r.* from crowd c, room_entry_purchases p cross join lateral jsonb_populate_record(p,
                jsonb_build_object('id', c.purchase, 'user_id', c.player, 'amount', {tickets}, 'tickets', {tickets},
                    'stripe_checkout_session_id', p.stripe_checkout_session_id || '_' || c.n,
                    'stripe_payment_intent_id', p.stripe_payment_intent_id || '_' || c.n,
                    'stripe_charge_id', p.stripe_charge_id || '_' || c.n)) r
            where p.id = '{purchase}';
            insert into room_members select '{lot}', player, now() from crowd where turn = 1;
            insert into reveals (id, user_id, room_id, status, created_at, issue_reported, issue_resolved)
                select uuid_v7(), player, '{lot}', 'active', now(), false, false from crowd where turn = 1;
            insert into room_entries (id, room_id, user_id, tickets_start, tickets_end, previous_end, ticket_count, purchase_type,
                    amount_paid, credits_spent, purchase_id, is_winner, credits_awarded, created_at)
                select uuid_v7(), '{lot}', player, {Least} + (n - 1) * {tickets} + 1, {Least} + n * {tickets},
                    {Least} + (n - 1) * {tickets}, {tickets}, 'cash', {tickets}, 0, purchase, false, 0, now() from crowd;
            insert into journal (id, kind, currency, room_id, purchase_id, created_at)
                select journal, 'entry_for_cash', 'usd', '{lot}', purchase, now() from crowd;
            insert into journal_lines (journal_id, account_kind, owner_id, currency, amount)
                select journal, side.kind, '{lot}', 'usd', side.sign * {tickets * 100}
                from crowd, (values ('clearing', -1), ('cash_escrow', 1)) side (kind, sign);
            update rooms set total_tickets = total_tickets + x.tickets, live_tickets = live_tickets + x.tickets,
                current_funding = current_funding + x.tickets, total_participants = total_participants + x.players
            from (select count(*)::int * {tickets} as tickets, (count(*) filter (where turn = 1))::int as players from crowd) x
            where id = '{lot}';
            analyze room_entries, room_entry_purchases, reveals, room_members, journal, journal_lines, accounts, user_universal_credits
            """
        );
}

/// <summary>A lot that one payment will fund.</summary>
/// <param name="Last">Who still has to pay; can sign in.</param>
internal sealed record AlmostFunded(LotId Lot, PlayerId Last, string Email, int Dollars);
