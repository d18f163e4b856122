using System.Collections;
using System.Reflection;
using Alot.Data.Lots;
using Alot.Data.Pots;
using Alot.Tests.World;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace Alot.Tests.Api;

/// <summary>
/// Everything that commands change, as one text. The app's workers share the database with the test, so it is read when
/// they have nothing left to do, and leaves out what they will move when its time comes: funded lots, which are drawn and
/// settled, and the wallets of the players in them.
/// </summary>
internal sealed class ApiState(AppHost app)
{
    private const string Funded = "(select id from rooms where funded_at is not null)";

    private static readonly (string Table, string Rows)[] Tables =
    [
        ("rooms", "id not in " + Funded),
        ("product_classes", "true"),
        ("room_entries", OfLot("room_id")),
        ("room_entry_purchases", OfLot("room_id")),
        ("room_members", OfLot("room_id")),
        ("room_moves", OfLot("room_id")),
        ("draw_commitments", OfLot("room_id")),
        ("user_universal_credits", $"user_id not in (select user_id from room_members where room_id in {Funded})"),
        ("credit_transactions", OfLot("room_id")),
        ("journal_lines", $"journal_id not in (select j.id from journal j where j.room_id in {Funded})"),
        ("refunds", OfLot("room_id")),
        ("room_trivia_attempts", OfLot("room_id")),
        ("trivia_questions", OfLot("room_id")),
        ("reveals", OfLot("room_id")),
        // Columns by name: the app's login may not read a pot's sealed seed.
        ("(select id, status, tickets_sold, closes_at, paused, cancel_requested_at from pots)", "true"),
        ("pot_entries", "true"),
        ("pots_audit", "true"),
        ("approvals", "true"),
        ("commands", "true"),
    ];

    // Every list of due work, also one that is added later.
    private static readonly MethodInfo[] Lists =
    [
        .. typeof(DueWork)
            .GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(m => m.GetParameters() is [{ } only] && only.ParameterType == typeof(CancellationToken)),
    ];

    /// <summary>Equal before and after means that nothing was changed.</summary>
    public async Task<string> ReadAsync()
    {
        for (var tries = 0; ; tries++)
        {
            var due = await WhatIsDueAsync();
            var state = await HashAsync();
            // What one worker finished between two looks may be due with another: only a quiet start and end count.
            due += await WhatIsDueAsync();
            if (due == "" && state == await HashAsync())
                return state;
            tries.ShouldBeLessThan(1_200, $"the workers are still busy: {due}");
            await Task.Delay(50);
        }
    }

    private async Task<string> WhatIsDueAsync()
    {
        Lists.Length.ShouldBeGreaterThan(10);
        var due = new List<string>();
        var work = app.Services.GetRequiredService<DueWork>();
        foreach (var list in Lists)
        {
            var found = list.Invoke(work, [CancellationToken.None]);
            if (await CountAsync(found!) is > 0 and var count)
                due.Add($"{list.Name}: {count}");
        }
        // Of pots only the watch writes without being asked: it notes what it looked at.
        if ((await app.Services.GetRequiredService<DuePots>().ToFlagAsync(default)).Count is > 0 and var pots)
            due.Add($"{nameof(DuePots.ToFlagAsync)}: {pots}");
        // A message that failed comes again after a pause; one that always fails is not waited for.
        var soon = app.Services.GetRequiredService<TimeProvider>().GetUtcNow().AddSeconds(10);
        foreach (
            var (what, sql) in new[]
            {
                ("outbox", "select count(*) from outbox where done_at is null and due_at <= $1"),
                ("deliveries", "select count(*) from sandbox.deliveries where delivered_at is null and due_at <= $1"),
            }
        )
            if (await app.Database.AskAsync<long>(sql, soon) is > 0 and var count)
                due.Add($"{what}: {count}");
        return string.Join(", ", due);
    }

    private static async Task<int> CountAsync(object list)
    {
        await (Task)list;
        return ((ICollection)list.GetType().GetProperty("Result")!.GetValue(list)!).Count;
    }

    private async Task<string> HashAsync()
    {
        var parts = Tables.Select(t =>
            $"(select '{t.Table}' || md5(coalesce(string_agg(x::text, ',' order by x::text), '')) from {t.Table} x where {t.Rows})"
        );
        return await app.Database.AskAsync<string>($"select concat_ws(' ', {string.Join(", ", parts)})");
    }

    private static string OfLot(string column) => $"({column} is null or {column} not in {Funded})";
}
