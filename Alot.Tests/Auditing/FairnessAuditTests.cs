using Alot.Data.Auditing;
using Alot.Data.Draws;
using Alot.Tests.World;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Shouldly;
using Xunit;

namespace Alot.Tests.Auditing;

/// <summary>Somebody with the superuser's login rewrites the fairness log, for good: staff are told.</summary>
public sealed class FairnessAuditTests(UseCases world) : IClassFixture<UseCases>
{
    private const string Rechain = """
        do $$ declare r record; before text := repeat('0', 64); begin
            for r in select * from fairness_log order by sequence loop
                update fairness_log set previous_hash = before, hash = encode(sha256(convert_to(before || E'\n' || r.record, 'UTF8')), 'hex')
                    where sequence = r.sequence;
                select hash into before from fairness_log where sequence = r.sequence;
            end loop;
        end $$;
        """;

    [Fact]
    public async Task A_changed_or_missing_record_raises_an_alert()
    {
        for (var i = 0; i < 4; i++)
            await world.OpenLotAsync();
        await world.Get<MakeHead>().RunAsync(default);
        (await AuditAsync()).ShouldBeEmpty();

        // A record is changed, then with it all later hashes, so that the chain is whole again: the signed head remembers.
        await TamperAsync("update fairness_log set record = replace(record, 'opening', 'Opening') where sequence = 2");
        (await AuditAsync()).ShouldBe(["fairness_log_is_a_chain"]);
        await TamperAsync("drop index ix_fairness_log_previous_hash; drop index ix_fairness_log_hash;" + Rechain);
        (await AuditAsync()).ShouldBe(["signed_heads_stand_in_the_log"]);

        // The newest are taken out: no later hash tells of them.
        await TamperAsync(
            "update fairness_heads set hash = (select hash from fairness_log where sequence = fairness_heads.sequence)"
        );
        (await AuditAsync()).ShouldBeEmpty();
        await TamperAsync(
            """
            delete from fairness_log_lots where sequence = (select max(sequence) from fairness_log);
            delete from fairness_heads;
            delete from fairness_log where sequence = (select max(sequence) from fairness_log)
            """
        );
        (await AuditAsync()).ShouldBe(["fairness_log_is_whole", "fairness_log_says_what_was_done"]);

        var alerts = await world.ReadAsync(db =>
            db.Alerts.Where(a => a.Kind == "audit_violation" && a.ClearedAt == null)
                .Select(a => a.Subject)
                .ToListAsync()
        );
        foreach (
            var rule in (string[])["fairness_log_is_a_chain", "signed_heads_stand_in_the_log", "fairness_log_is_whole"]
        )
            alerts.ShouldContain(rule);
    }

    private async Task<IReadOnlyList<string>> AuditAsync()
    {
        var report = await world.Get<Auditor>().RunAsync(default);
        await world.Get<ActOnAudit>().RunAsync(report, default);
        return [.. report.Violations.Select(v => v.Invariant).Distinct()];
    }

    private async Task TamperAsync(string sql)
    {
        await using var open = new NpgsqlConnection(world.Database.Administrator);
        await open.OpenAsync();
        await using var command = new NpgsqlCommand(
            $"set session_replication_role = replica; {sql}; reset session_replication_role",
            open
        );
        await command.ExecuteNonQueryAsync();
    }
}
