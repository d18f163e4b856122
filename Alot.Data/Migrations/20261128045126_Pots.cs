using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Alot.Data.Migrations
{
    /// <summary>Community pots, and signing keys of more than one use.</summary>
    public partial class Pots : Migration
    {
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("create sequence pot_number start 2301;");

            migrationBuilder.DropCheckConstraint(
                name: "ck_approvals_about",
                table: "approvals");

            migrationBuilder.DropCheckConstraint(
                name: "ck_approvals_kind",
                table: "approvals");

            migrationBuilder.AddColumn<string>(
                name: "use",
                table: "signing_keys",
                type: "text",
                nullable: false,
                defaultValue: "platform");

            migrationBuilder.AddColumn<Guid>(
                name: "pot_id",
                table: "journal",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "pot_id",
                table: "approvals",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "pot_flag_overrides",
                columns: table => new
                {
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    subject = table.Column<string>(type: "text", nullable: false),
                    made_by = table.Column<Guid>(type: "uuid", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_pot_flag_overrides", x => new { x.user_id, x.kind, x.subject });
                });

            migrationBuilder.CreateTable(
                name: "pots",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false, defaultValueSql: "nextval('pot_number')"),
                    title = table.Column<string>(type: "text", nullable: false),
                    template = table.Column<string>(type: "text", nullable: true),
                    status = table.Column<string>(type: "text", nullable: false),
                    entry_cost = table.Column<long>(type: "bigint", nullable: false),
                    max_tickets = table.Column<int>(type: "integer", nullable: false),
                    max_per_user = table.Column<int>(type: "integer", nullable: false),
                    closes_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false),
                    tickets_sold = table.Column<int>(type: "integer", nullable: false),
                    participants = table.Column<int>(type: "integer", nullable: false),
                    filled_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: true),
                    mode = table.Column<string>(type: "text", nullable: false),
                    seed_hash = table.Column<string>(type: "text", nullable: false),
                    tag_key_encrypted = table.Column<string>(type: "text", nullable: false),
                    tag_commitment = table.Column<string>(type: "text", nullable: false),
                    beacon_chain = table.Column<string>(type: "text", nullable: true),
                    paused = table.Column<bool>(type: "boolean", nullable: false),
                    pause_reason = table.Column<string>(type: "text", nullable: true),
                    paused_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: true),
                    cancel_requested_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: true),
                    cancel_requested_by = table.Column<Guid>(type: "uuid", nullable: true),
                    cancel_reason = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false),
                    cancelled_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: true),
                    roster_root = table.Column<string>(type: "text", nullable: true),
                    beacon_round = table.Column<long>(type: "bigint", nullable: true),
                    beacon_signature = table.Column<string>(type: "text", nullable: true),
                    commit_hash = table.Column<string>(type: "text", nullable: true),
                    locked_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: true),
                    published_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: true),
                    opening_record = table.Column<string>(type: "jsonb", nullable: false),
                    lock_record = table.Column<string>(type: "jsonb", nullable: true),
                    reveal_seed = table.Column<string>(type: "text", nullable: true),
                    winner_user_id = table.Column<Guid>(type: "uuid", nullable: true),
                    winner_entry_id = table.Column<Guid>(type: "uuid", nullable: true),
                    settlement_proof = table.Column<string>(type: "jsonb", nullable: true),
                    settled_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: true),
                    reveal_seed_encrypted = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_pots", x => x.id);
                    table.CheckConstraint("ck_pots_cancelled", "(status = 'cancelled') = (cancelled_at is not null) and (status = 'cancelled') <= (cancel_reason is not null)");
                    table.CheckConstraint("ck_pots_filled", "(filled_at is not null) = (tickets_sold = max_tickets)");
                    table.CheckConstraint("ck_pots_locked", "(locked_at is null) = (roster_root is null) and (locked_at is null) = (lock_record is null)\n    and (locked_at is null) = (published_at is null) and (locked_at is not null or commit_hash is null)\n    and (status = 'open') <= (locked_at is null) and (status in ('locked', 'settling', 'settled')) <= (locked_at is not null)\n    and (mode = 'beacon' and locked_at is not null) = (beacon_round is not null)\n    and (mode = 'beacon' and commit_hash is not null) = (beacon_signature is not null)");
                    table.CheckConstraint("ck_pots_mode", "mode in ('roster', 'beacon')");
                    table.CheckConstraint("ck_pots_paused", "paused = (paused_at is not null) and paused = (pause_reason is not null)");
                    table.CheckConstraint("ck_pots_plan", "entry_cost > 0 and max_per_user between 1 and max_tickets - 1");
                    table.CheckConstraint("ck_pots_revealed", "(status in ('settling', 'settled')) = (settlement_proof is not null)\n    and (settlement_proof is null) = (winner_user_id is null) and (settlement_proof is null) = (winner_entry_id is null)\n    and (settlement_proof is null or commit_hash is not null)\n    and (status = 'settled') = (settled_at is not null) and (status = 'settled') = (reveal_seed is not null)");
                    table.CheckConstraint("ck_pots_seed", "reveal_seed_encrypted is not null");
                    table.CheckConstraint("ck_pots_status", "status in ('open', 'locked', 'settling', 'settled', 'cancelled')");
                    table.CheckConstraint("ck_pots_tickets", "tickets_sold between 0 and max_tickets");
                });

            migrationBuilder.CreateTable(
                name: "fairness_log_pots",
                columns: table => new
                {
                    sequence = table.Column<long>(type: "bigint", nullable: false),
                    pot_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_fairness_log_pots", x => x.sequence);
                    table.ForeignKey(
                        name: "fk_fairness_log_pots_fairness_log_sequence",
                        column: x => x.sequence,
                        principalTable: "fairness_log",
                        principalColumn: "sequence",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_fairness_log_pots_pots_pot_id",
                        column: x => x.pot_id,
                        principalTable: "pots",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "pot_cheers",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    pot_id = table.Column<Guid>(type: "uuid", nullable: false),
                    who = table.Column<string>(type: "text", nullable: false),
                    cheer = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_pot_cheers", x => x.id);
                    table.ForeignKey(
                        name: "fk_pot_cheers_pots_pot_id",
                        column: x => x.pot_id,
                        principalTable: "pots",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "pot_entries",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    pot_id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    ticket_count = table.Column<int>(type: "integer", nullable: false),
                    tickets_start = table.Column<int>(type: "integer", nullable: true),
                    tickets_end = table.Column<int>(type: "integer", nullable: true),
                    credits_spent = table.Column<long>(type: "bigint", nullable: false),
                    ip_hash = table.Column<string>(type: "text", nullable: true),
                    device_hash = table.Column<string>(type: "text", nullable: true),
                    flagged = table.Column<bool>(type: "boolean", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false),
                    cancelled_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_pot_entries", x => x.id);
                    table.CheckConstraint("ck_pot_entries_numbers", "(tickets_start is null) = (tickets_end is null)\n    and (tickets_start is null or (tickets_start >= 1 and tickets_end = tickets_start + ticket_count - 1 and cancelled_at is null))");
                    table.CheckConstraint("ck_pot_entries_tickets", "ticket_count > 0 and credits_spent > 0");
                    table.ForeignKey(
                        name: "fk_pot_entries_pots_pot_id",
                        column: x => x.pot_id,
                        principalTable: "pots",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "pot_flags",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    pot_id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    score = table.Column<int>(type: "integer", nullable: false),
                    reasons = table.Column<string>(type: "jsonb", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false),
                    cleared_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: true),
                    cleared_by = table.Column<Guid>(type: "uuid", nullable: true),
                    clear_reason = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_pot_flags", x => x.id);
                    table.CheckConstraint("ck_pot_flags_score", "score between 0 and 100");
                    table.ForeignKey(
                        name: "fk_pot_flags_pots_pot_id",
                        column: x => x.pot_id,
                        principalTable: "pots",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "pots_audit",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    pot_id = table.Column<Guid>(type: "uuid", nullable: false),
                    action = table.Column<string>(type: "text", nullable: false),
                    actor_id = table.Column<Guid>(type: "uuid", nullable: true),
                    reason = table.Column<string>(type: "text", nullable: true),
                    metadata = table.Column<string>(type: "jsonb", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_pots_audit", x => x.id);
                    table.ForeignKey(
                        name: "fk_pots_audit_pots_pot_id",
                        column: x => x.pot_id,
                        principalTable: "pots",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.AddCheckConstraint(
                name: "ck_signing_keys_use",
                table: "signing_keys",
                sql: "use in ('platform', 'orchestrator', 'settlement')");

            migrationBuilder.CreateIndex(
                name: "ix_journal_pot_id",
                table: "journal",
                column: "pot_id");

            migrationBuilder.CreateIndex(
                name: "ux_approvals_of_pot",
                table: "approvals",
                column: "pot_id",
                unique: true,
                filter: "outcome is null and pot_id is not null");

            migrationBuilder.AddCheckConstraint(
                name: "ck_approvals_about",
                table: "approvals",
                sql: "(kind = 'pot_cancellation') = (pot_id is not null) and case kind\n    when 'credits' then user_id is not null and credits is not null and room_id is null\n    when 'void' then user_id is null and credits is null and room_id is not null\n    when 'pot_cancellation' then user_id is null and credits is null and room_id is null\n    else user_id is not null and credits is null and room_id is not null end");

            migrationBuilder.AddCheckConstraint(
                name: "ck_approvals_kind",
                table: "approvals",
                sql: "kind in ('credits', 'void', 'disqualification', 'pot_cancellation')");

            migrationBuilder.CreateIndex(
                name: "ix_fairness_log_pots_pot_id_kind",
                table: "fairness_log_pots",
                columns: new[] { "pot_id", "kind" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_pot_cheers_pot_id_created_at",
                table: "pot_cheers",
                columns: new[] { "pot_id", "created_at" });

            migrationBuilder.CreateIndex(
                name: "ix_pot_cheers_who_created_at",
                table: "pot_cheers",
                columns: new[] { "who", "created_at" });

            migrationBuilder.CreateIndex(
                name: "ix_pot_entries_device_hash_created_at",
                table: "pot_entries",
                columns: new[] { "device_hash", "created_at" });

            migrationBuilder.CreateIndex(
                name: "ix_pot_entries_ip_hash_created_at",
                table: "pot_entries",
                columns: new[] { "ip_hash", "created_at" });

            migrationBuilder.CreateIndex(
                name: "ix_pot_entries_pot_id_created_at",
                table: "pot_entries",
                columns: new[] { "pot_id", "created_at" });

            migrationBuilder.CreateIndex(
                name: "ix_pot_entries_user_id_created_at",
                table: "pot_entries",
                columns: new[] { "user_id", "created_at" });

            migrationBuilder.CreateIndex(
                name: "ix_pot_flags_open",
                table: "pot_flags",
                column: "created_at",
                filter: "cleared_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_pot_flags_pot_id_user_id",
                table: "pot_flags",
                columns: new[] { "pot_id", "user_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_pots_created_at",
                table: "pots",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "ix_pots_number",
                table: "pots",
                column: "number",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_pots_status_closes_at",
                table: "pots",
                columns: new[] { "status", "closes_at" });

            migrationBuilder.CreateIndex(
                name: "ux_pots_open_of_template",
                table: "pots",
                column: "template",
                unique: true,
                filter: "status = 'open' and template is not null");

            migrationBuilder.CreateIndex(
                name: "ix_pots_audit_pot_id_created_at",
                table: "pots_audit",
                columns: new[] { "pot_id", "created_at" });

            migrationBuilder.Sql(MigrationSql.Read("pots.sql"));
        }

        protected override void Down(MigrationBuilder migrationBuilder) =>
            throw new NotSupportedException("Migrations go forward only.");
    }
}
