using Alot.Domain;
using Alot.Domain.Accounts;
using Alot.Tests.World;

namespace Alot.Tests.Load;

/// <summary>Players whose credits won't end while a load runs.</summary>
internal static class Plenty
{
    public static async Task<IReadOnlyList<PlayerId>> PlayersAsync(UseCases world, int count)
    {
        var players = await world.Cast.PlayersAsync(count);
        await GiveAsync(world);
        return players;
    }

    /// <summary>To everybody but staff. The books know where the credits come from.</summary>
    public static async Task GiveAsync(UseCases world)
    {
        var (one, other) = (await world.Cast.AdminAsync(), await world.Cast.StaffAsync(StaffRole.Admin));
        await world.Database.RunAsync(
            $$$"""
            do $$
            declare player uuid; entry uuid;
            begin
                for player in select id from users u
                    where not exists (select from admin_users a where a.user_id = u.id)
                loop
                    entry := uuid_v7();
                    insert into journal (id, kind, currency, created_at) values (entry, 'admin_grant', 'crd', now());
                    insert into accounts (kind, owner_id, currency) values ('credits_issued', player, 'crd'),
                        ('player_credits', player, 'crd') on conflict do nothing;
                    insert into journal_lines (journal_id, account_kind, owner_id, currency, amount) values
                        (entry, 'credits_issued', player, 'crd', -1000000000), (entry, 'player_credits', player, 'crd', 1000000000);
                    insert into user_universal_credits (user_id, balance, total_earned, total_spent, total_expired, created_at, updated_at)
                        values (player, 1000000000, 1000000000, 0, 0, now(), now())
                        on conflict (user_id) do update set balance = user_universal_credits.balance + 1000000000,
                            total_earned = user_universal_credits.total_earned + 1000000000;
                    insert into credit_transactions (id, user_id, amount, balance_before, balance_after, transaction_type, description,
                        metadata, created_at)
                    select uuid_v7(), player, 1000000000, balance - 1000000000, balance, 'admin_grant', 'for a load', '{}', now()
                    from user_universal_credits where user_id = player;
                    insert into approvals (id, kind, user_id, credits, reason, requested_by, requested_at, decided_by, decided_at, outcome)
                        values (uuid_v7(), 'credits', player, 1000000000, 'for a load', '{{{one}}}', now(), '{{{other}}}', now(), 'approved');
                end loop;
            end $$
            """,
            world.Database.Owner
        );
    }
}
