using System;
using System.Collections.Generic;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Alot.Data.Migrations
{
    /// <inheritdoc />
    public partial class Disputes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_room_entries_purchase_id",
                table: "room_entries");

            migrationBuilder.DropCheckConstraint(
                name: "ck_refunds_reason",
                table: "refunds");

            migrationBuilder.DropCheckConstraint(
                name: "ck_refunds_status",
                table: "refunds");

            migrationBuilder.DropCheckConstraint(
                name: "ck_credit_transactions_type",
                table: "credit_transactions");

            migrationBuilder.DropCheckConstraint(
                name: "ck_accounts_balance",
                table: "accounts");

            migrationBuilder.DropCheckConstraint(
                name: "ck_accounts_kind",
                table: "accounts");

            migrationBuilder.AddColumn<decimal>(
                name: "disputed_amount",
                table: "room_entry_purchases",
                type: "numeric(12,2)",
                nullable: false,
                defaultValue: 0m);

            migrationBuilder.AddColumn<bool>(
                name: "held_in_dispute",
                table: "room_entry_purchases",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<decimal>(
                name: "lost_amount",
                table: "room_entry_purchases",
                type: "numeric(12,2)",
                nullable: false,
                defaultValue: 0m);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "shipment_held_at",
                table: "reveals",
                type: "timestamptz",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "due_since",
                table: "refunds",
                type: "timestamptz",
                nullable: false,
                defaultValue: new DateTimeOffset(new DateTime(1, 1, 1, 0, 0, 0, 0, DateTimeKind.Unspecified), new TimeSpan(0, 0, 0, 0, 0)));

            migrationBuilder.AddColumn<List<string>>(
                name: "earlier_gateway_ids",
                table: "refunds",
                type: "text[]",
                nullable: false,
                defaultValueSql: "'{}'");

            migrationBuilder.AddColumn<string>(
                name: "paid_reference",
                table: "refunds",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "retries",
                table: "refunds",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateTable(
                name: "account_freezes",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    subject = table.Column<string>(type: "text", nullable: false),
                    frozen_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false),
                    lifted_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_account_freezes", x => x.id);
                    table.CheckConstraint("ck_account_freezes_reason", "reason in ('dispute', 'audit')");
                });

            migrationBuilder.CreateTable(
                name: "disputes",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    gateway_dispute_id = table.Column<string>(type: "text", nullable: false),
                    purchase_id = table.Column<Guid>(type: "uuid", nullable: false),
                    room_id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    amount = table.Column<decimal>(type: "numeric(12,2)", nullable: false),
                    stage = table.Column<string>(type: "text", nullable: false),
                    gateway_status = table.Column<string>(type: "text", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: true),
                    took_tickets = table.Column<bool>(type: "boolean", nullable: false),
                    claws_back = table.Column<bool>(type: "boolean", nullable: false),
                    clawed_back_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: true),
                    credits_taken = table.Column<long>(type: "bigint", nullable: false),
                    credits_receivable = table.Column<long>(type: "bigint", nullable: false),
                    journal_ids = table.Column<List<Guid>>(type: "uuid[]", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false),
                    opened_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: true),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_disputes", x => x.id);
                    table.CheckConstraint("ck_disputes_amount", "amount > 0");
                    table.CheckConstraint("ck_disputes_credits", "credits_taken >= 0 and credits_receivable >= 0");
                    table.CheckConstraint("ck_disputes_over", "(stage in ('won', 'lost', 'dismissed')) = (ended_at is not null)");
                    table.CheckConstraint("ck_disputes_stage", "stage in ('inquiry', 'open', 'won', 'lost', 'dismissed')");
                    table.ForeignKey(
                        name: "fk_disputes_room_entry_purchases_purchase_id",
                        column: x => x.purchase_id,
                        principalTable: "room_entry_purchases",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_disputes_rooms_room_id",
                        column: x => x.room_id,
                        principalTable: "rooms",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "processor_objects",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    event_type = table.Column<string>(type: "text", nullable: false),
                    event_id = table.Column<string>(type: "text", nullable: false),
                    event_created_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false),
                    state = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_processor_objects", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_room_entry_purchases_stripe_charge_id",
                table: "room_entry_purchases",
                column: "stripe_charge_id");

            migrationBuilder.AddCheckConstraint(
                name: "ck_room_entry_purchases_disputed",
                table: "room_entry_purchases",
                sql: "disputed_amount >= 0 and lost_amount >= 0 and disputed_amount + lost_amount <= amount and disputed = (disputed_amount > 0)");

            migrationBuilder.CreateIndex(
                name: "ix_room_entries_purchase_id",
                table: "room_entries",
                column: "purchase_id");

            migrationBuilder.CreateIndex(
                name: "ux_room_entries_live_purchase",
                table: "room_entries",
                column: "purchase_id",
                unique: true,
                filter: "purchase_id is not null and voided_at is null");

            migrationBuilder.AddCheckConstraint(
                name: "ck_refunds_paid_reference",
                table: "refunds",
                sql: "paid_reference is null or status = 'succeeded'");

            migrationBuilder.AddCheckConstraint(
                name: "ck_refunds_reason",
                table: "refunds",
                sql: "reason in ('expired_choice', 'expired_default', 'cancelled', 'late_payment', 'left', 'voided', 'disputed')");

            migrationBuilder.AddCheckConstraint(
                name: "ck_refunds_status",
                table: "refunds",
                sql: "status in ('due', 'sent', 'succeeded', 'payable', 'withdrawn')");

            migrationBuilder.AddCheckConstraint(
                name: "ck_credit_transactions_type",
                table: "credit_transactions",
                sql: "transaction_type in ('lot_settlement', 'expired_conversion', 'entry_purchase', 'entry_return', 'pot_join', 'pot_return', 'pot_payout', 'admin_grant', 'admin_deduct', 'redemption', 'expiry', 'dispute_clawback', 'dispute_return')");

            migrationBuilder.AddCheckConstraint(
                name: "ck_accounts_balance",
                table: "accounts",
                sql: "balance >= 0 or kind in ('clearing', 'platform_margin', 'credits_issued', 'credits_claimed')");

            migrationBuilder.AddCheckConstraint(
                name: "ck_accounts_kind",
                table: "accounts",
                sql: "kind in ('clearing', 'cash_escrow', 'refunds_payable', 'fees_earned', 'credit_reserve', 'item_cost', 'processor_fees', 'disputes_receivable', 'held_in_dispute', 'paid_otherwise', 'host_payable', 'platform_margin', 'credits_issued', 'player_credits', 'credit_escrow', 'credits_spent', 'credits_deducted', 'credits_expired', 'credits_redeemed', 'credits_receivable', 'credits_claimed')");

            migrationBuilder.CreateIndex(
                name: "ux_account_freezes_open",
                table: "account_freezes",
                columns: new[] { "user_id", "reason", "subject" },
                unique: true,
                filter: "lifted_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_disputes_gateway_dispute_id",
                table: "disputes",
                column: "gateway_dispute_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_disputes_purchase_id",
                table: "disputes",
                column: "purchase_id");

            migrationBuilder.CreateIndex(
                name: "ix_disputes_room_id_stage",
                table: "disputes",
                columns: new[] { "room_id", "stage" });

            migrationBuilder.CreateIndex(
                name: "ix_disputes_user_id",
                table: "disputes",
                column: "user_id");

            migrationBuilder.Sql("update refunds set due_since = created_at");
            migrationBuilder.Sql(MigrationSql.Read("disputes.sql"));
            migrationBuilder.Sql(MigrationSql.Read("sandbox-faults.sql"));
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "account_freezes");

            migrationBuilder.DropTable(
                name: "disputes");

            migrationBuilder.DropTable(
                name: "processor_objects");

            migrationBuilder.DropIndex(
                name: "ix_room_entry_purchases_stripe_charge_id",
                table: "room_entry_purchases");

            migrationBuilder.DropCheckConstraint(
                name: "ck_room_entry_purchases_disputed",
                table: "room_entry_purchases");

            migrationBuilder.DropIndex(
                name: "ix_room_entries_purchase_id",
                table: "room_entries");

            migrationBuilder.DropIndex(
                name: "ux_room_entries_live_purchase",
                table: "room_entries");

            migrationBuilder.DropCheckConstraint(
                name: "ck_refunds_paid_reference",
                table: "refunds");

            migrationBuilder.DropCheckConstraint(
                name: "ck_refunds_reason",
                table: "refunds");

            migrationBuilder.DropCheckConstraint(
                name: "ck_refunds_status",
                table: "refunds");

            migrationBuilder.DropCheckConstraint(
                name: "ck_credit_transactions_type",
                table: "credit_transactions");

            migrationBuilder.DropCheckConstraint(
                name: "ck_accounts_balance",
                table: "accounts");

            migrationBuilder.DropCheckConstraint(
                name: "ck_accounts_kind",
                table: "accounts");

            migrationBuilder.DropColumn(
                name: "disputed_amount",
                table: "room_entry_purchases");

            migrationBuilder.DropColumn(
                name: "held_in_dispute",
                table: "room_entry_purchases");

            migrationBuilder.DropColumn(
                name: "lost_amount",
                table: "room_entry_purchases");

            migrationBuilder.DropColumn(
                name: "shipment_held_at",
                table: "reveals");

            migrationBuilder.DropColumn(
                name: "due_since",
                table: "refunds");

            migrationBuilder.DropColumn(
                name: "earlier_gateway_ids",
                table: "refunds");

            migrationBuilder.DropColumn(
                name: "paid_reference",
                table: "refunds");

            migrationBuilder.DropColumn(
                name: "retries",
                table: "refunds");

            migrationBuilder.CreateIndex(
                name: "ix_room_entries_purchase_id",
                table: "room_entries",
                column: "purchase_id",
                unique: true);

            migrationBuilder.AddCheckConstraint(
                name: "ck_refunds_reason",
                table: "refunds",
                sql: "reason in ('expired_choice', 'expired_default', 'cancelled', 'late_payment', 'left', 'voided')");

            migrationBuilder.AddCheckConstraint(
                name: "ck_refunds_status",
                table: "refunds",
                sql: "status in ('due', 'sent', 'succeeded', 'payable')");

            migrationBuilder.AddCheckConstraint(
                name: "ck_credit_transactions_type",
                table: "credit_transactions",
                sql: "transaction_type in ('lot_settlement', 'expired_conversion', 'entry_purchase', 'entry_return', 'pot_join', 'pot_return', 'pot_payout', 'admin_grant', 'admin_deduct', 'redemption', 'expiry')");

            migrationBuilder.AddCheckConstraint(
                name: "ck_accounts_balance",
                table: "accounts",
                sql: "balance >= 0 or kind in ('clearing', 'platform_margin', 'credits_issued')");

            migrationBuilder.AddCheckConstraint(
                name: "ck_accounts_kind",
                table: "accounts",
                sql: "kind in ('clearing', 'cash_escrow', 'refunds_payable', 'fees_earned', 'credit_reserve', 'item_cost', 'processor_fees', 'host_payable', 'platform_margin', 'credits_issued', 'player_credits', 'credit_escrow', 'credits_spent', 'credits_deducted', 'credits_expired', 'credits_redeemed')");
        }
    }
}
