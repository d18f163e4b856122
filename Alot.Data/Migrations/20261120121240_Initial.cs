using System;
using System.Net;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Alot.Data.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "accounts",
                columns: table => new
                {
                    kind = table.Column<string>(type: "text", nullable: false),
                    owner_id = table.Column<Guid>(type: "uuid", nullable: false),
                    currency = table.Column<string>(type: "text", nullable: false),
                    balance = table.Column<long>(type: "bigint", nullable: false, defaultValue: 0L)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_accounts", x => new { x.kind, x.owner_id });
                    table.UniqueConstraint("ak_accounts_kind_owner_id_currency", x => new { x.kind, x.owner_id, x.currency });
                    table.CheckConstraint("ck_accounts_balance", "balance >= 0 or kind in ('clearing', 'platform_margin', 'credits_issued')");
                    table.CheckConstraint("ck_accounts_currency", "currency in ('usd', 'crd')");
                    table.CheckConstraint("ck_accounts_kind", "kind in ('clearing', 'cash_escrow', 'refunds_payable', 'fees_earned', 'credit_reserve', 'item_cost', 'processor_fees', 'host_payable', 'platform_margin', 'credits_issued', 'player_credits', 'credit_escrow', 'credits_spent', 'credits_deducted', 'credits_expired', 'credits_redeemed')");
                });

            migrationBuilder.CreateTable(
                name: "alerts",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    subject = table.Column<string>(type: "text", nullable: false),
                    text = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false),
                    cleared_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: true),
                    cleared_by = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_alerts", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "audit_logs",
                columns: table => new
                {
                    sequence = table.Column<long>(type: "bigint", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: true),
                    admin_user_id = table.Column<Guid>(type: "uuid", nullable: true),
                    action = table.Column<string>(type: "text", nullable: false),
                    entity_type = table.Column<string>(type: "text", nullable: false),
                    entity_id = table.Column<Guid>(type: "uuid", nullable: true),
                    details = table.Column<string>(type: "jsonb", nullable: false),
                    ip_address = table.Column<IPAddress>(type: "inet", nullable: true),
                    user_agent = table.Column<string>(type: "text", nullable: true),
                    previous_hash = table.Column<string>(type: "text", nullable: false),
                    hash = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit_logs", x => x.sequence);
                });

            migrationBuilder.CreateTable(
                name: "clock",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false),
                    offset_seconds = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_clock", x => x.id);
                    table.CheckConstraint("ck_clock_one_row", "id = 1 and offset_seconds >= 0");
                });

            migrationBuilder.CreateTable(
                name: "commands",
                columns: table => new
                {
                    actor_id = table.Column<Guid>(type: "uuid", nullable: false),
                    command = table.Column<string>(type: "text", nullable: false),
                    key = table.Column<string>(type: "text", nullable: false),
                    request_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    result = table.Column<string>(type: "jsonb", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_commands", x => new { x.actor_id, x.command, x.key });
                });

            migrationBuilder.CreateTable(
                name: "credit_transactions",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    amount = table.Column<long>(type: "bigint", nullable: false),
                    balance_before = table.Column<long>(type: "bigint", nullable: false),
                    balance_after = table.Column<long>(type: "bigint", nullable: false),
                    transaction_type = table.Column<string>(type: "text", nullable: false),
                    room_id = table.Column<Guid>(type: "uuid", nullable: true),
                    room_entry_id = table.Column<Guid>(type: "uuid", nullable: true),
                    purchase_id = table.Column<Guid>(type: "uuid", nullable: true),
                    pot_id = table.Column<Guid>(type: "uuid", nullable: true),
                    description = table.Column<string>(type: "text", nullable: false),
                    metadata = table.Column<string>(type: "jsonb", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_credit_transactions", x => x.id);
                    table.CheckConstraint("ck_credit_transactions_balance", "balance_after = balance_before + amount and balance_after >= 0");
                    table.CheckConstraint("ck_credit_transactions_type", "transaction_type in ('lot_settlement', 'expired_conversion', 'entry_purchase', 'entry_return', 'pot_join', 'pot_return', 'pot_payout', 'admin_grant', 'admin_deduct', 'redemption', 'expiry')");
                });

            migrationBuilder.CreateTable(
                name: "data_protection_keys",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    xml = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_data_protection_keys", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "fairness_log",
                columns: table => new
                {
                    sequence = table.Column<long>(type: "bigint", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    record = table.Column<string>(type: "text", nullable: false),
                    previous_hash = table.Column<string>(type: "text", nullable: false),
                    hash = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_fairness_log", x => x.sequence);
                });

            migrationBuilder.CreateTable(
                name: "hosts",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    display_name = table.Column<string>(type: "text", nullable: false),
                    slug = table.Column<string>(type: "text", nullable: false),
                    description = table.Column<string>(type: "text", nullable: false),
                    logo_url = table.Column<string>(type: "text", nullable: true),
                    banner_url = table.Column<string>(type: "text", nullable: true),
                    website_url = table.Column<string>(type: "text", nullable: true),
                    instagram_handle = table.Column<string>(type: "text", nullable: true),
                    twitter_handle = table.Column<string>(type: "text", nullable: true),
                    youtube_channel = table.Column<string>(type: "text", nullable: true),
                    status = table.Column<string>(type: "text", nullable: false),
                    approved_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: true),
                    approved_by = table.Column<Guid>(type: "uuid", nullable: true),
                    revenue_share_percentage = table.Column<decimal>(type: "numeric(5,2)", nullable: false),
                    listing_fee = table.Column<decimal>(type: "numeric(12,2)", nullable: false),
                    stripe_connect_account_id = table.Column<string>(type: "text", nullable: true),
                    stripe_onboarding_completed = table.Column<bool>(type: "boolean", nullable: false),
                    total_lots_created = table.Column<int>(type: "integer", nullable: false),
                    total_lots_funded = table.Column<int>(type: "integer", nullable: false),
                    total_revenue = table.Column<decimal>(type: "numeric(12,2)", nullable: false),
                    auto_approve_lots = table.Column<bool>(type: "boolean", nullable: false),
                    require_custody_proof = table.Column<bool>(type: "boolean", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_hosts", x => x.id);
                    table.CheckConstraint("ck_hosts_status", "status in ('pending', 'approved', 'suspended', 'banned')");
                });

            migrationBuilder.CreateTable(
                name: "journal",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    currency = table.Column<string>(type: "text", nullable: false),
                    room_id = table.Column<Guid>(type: "uuid", nullable: true),
                    purchase_id = table.Column<Guid>(type: "uuid", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_journal", x => x.id);
                    table.UniqueConstraint("ak_journal_id_currency", x => new { x.id, x.currency });
                    table.CheckConstraint("ck_journal_currency", "currency in ('usd', 'crd')");
                });

            migrationBuilder.CreateTable(
                name: "outbox",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    payload = table.Column<string>(type: "jsonb", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false),
                    due_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    leased_until = table.Column<DateTimeOffset>(type: "timestamptz", nullable: true),
                    fence = table.Column<long>(type: "bigint", nullable: false),
                    done_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: true),
                    last_error = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_outbox", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "policies",
                columns: table => new
                {
                    name = table.Column<string>(type: "text", nullable: false),
                    value = table.Column<string>(type: "text", nullable: false),
                    changed_by = table.Column<Guid>(type: "uuid", nullable: true),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_policies", x => x.name);
                });

            migrationBuilder.CreateTable(
                name: "product_classes",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    sku = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    brand = table.Column<string>(type: "text", nullable: false),
                    category = table.Column<string>(type: "text", nullable: false),
                    tier = table.Column<string>(type: "text", nullable: false),
                    retail_value = table.Column<decimal>(type: "numeric(12,2)", nullable: false),
                    appraised_value = table.Column<decimal>(type: "numeric(12,2)", nullable: true),
                    description = table.Column<string>(type: "text", nullable: false),
                    specifications = table.Column<string>(type: "jsonb", nullable: false),
                    condition = table.Column<string>(type: "text", nullable: false),
                    images = table.Column<string>(type: "jsonb", nullable: false),
                    videos = table.Column<string>(type: "jsonb", nullable: false),
                    authenticity_certificate_url = table.Column<string>(type: "text", nullable: true),
                    serial_number = table.Column<string>(type: "text", nullable: true),
                    art_seed = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_product_classes", x => x.id);
                    table.CheckConstraint("ck_product_classes_category", "category in ('watch', 'bag', 'sneaker', 'memorabilia')");
                    table.CheckConstraint("ck_product_classes_retail_value", "retail_value > 0");
                    table.CheckConstraint("ck_product_classes_tier", "tier in ('icon', 'rare', 'grail', 'mythic')");
                });

            migrationBuilder.CreateTable(
                name: "sent_mails",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    to = table.Column<string>(type: "text", nullable: false),
                    subject = table.Column<string>(type: "text", nullable: false),
                    text = table.Column<string>(type: "text", nullable: false),
                    html = table.Column<string>(type: "text", nullable: false),
                    sent_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sent_mails", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "signing_keys",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false),
                    public_key = table.Column<string>(type: "text", nullable: false),
                    private_key_sealed = table.Column<string>(type: "text", nullable: false),
                    valid_from = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false),
                    valid_until = table.Column<DateTimeOffset>(type: "timestamptz", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_signing_keys", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "user_universal_credits",
                columns: table => new
                {
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    balance = table.Column<long>(type: "bigint", nullable: false),
                    total_earned = table.Column<long>(type: "bigint", nullable: false),
                    total_spent = table.Column<long>(type: "bigint", nullable: false),
                    total_expired = table.Column<long>(type: "bigint", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_user_universal_credits", x => x.user_id);
                    table.CheckConstraint("ck_user_universal_credits_balance", "balance >= 0");
                });

            migrationBuilder.CreateTable(
                name: "users",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    full_name = table.Column<string>(type: "text", nullable: true),
                    date_of_birth = table.Column<string>(type: "text", nullable: true),
                    avatar_url = table.Column<string>(type: "text", nullable: true),
                    country = table.Column<string>(type: "text", nullable: false),
                    region = table.Column<string>(type: "text", nullable: true),
                    public_name = table.Column<bool>(type: "boolean", nullable: false),
                    verified_identity = table.Column<bool>(type: "boolean", nullable: false),
                    stripe_customer_id = table.Column<string>(type: "text", nullable: true),
                    total_entries = table.Column<int>(type: "integer", nullable: false),
                    total_spent = table.Column<decimal>(type: "numeric(12,2)", nullable: false),
                    total_won = table.Column<int>(type: "integer", nullable: false),
                    status = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false),
                    last_login_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: true),
                    username = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false),
                    normalized_user_name = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    email = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false),
                    normalized_email = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    verified_email = table.Column<bool>(type: "boolean", nullable: false),
                    password_hash = table.Column<string>(type: "text", nullable: true),
                    security_stamp = table.Column<string>(type: "text", nullable: true),
                    concurrency_stamp = table.Column<string>(type: "text", nullable: true),
                    phone_number = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    phone_number_confirmed = table.Column<bool>(type: "boolean", nullable: false),
                    two_factor_enabled = table.Column<bool>(type: "boolean", nullable: false),
                    lockout_end = table.Column<DateTimeOffset>(type: "timestamptz", nullable: true),
                    lockout_enabled = table.Column<bool>(type: "boolean", nullable: false),
                    access_failed_count = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_users", x => x.id);
                    table.CheckConstraint("ck_users_status", "status in ('active', 'suspended', 'banned')");
                });

            migrationBuilder.CreateTable(
                name: "webhook_events",
                columns: table => new
                {
                    event_id = table.Column<string>(type: "text", nullable: false),
                    type = table.Column<string>(type: "text", nullable: false),
                    payload = table.Column<string>(type: "text", nullable: false),
                    live_mode = table.Column<bool>(type: "boolean", nullable: false),
                    event_created_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false),
                    received_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false),
                    applied_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: true),
                    outcome = table.Column<string>(type: "text", nullable: true),
                    quarantined = table.Column<bool>(type: "boolean", nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    due_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_webhook_events", x => x.event_id);
                });

            migrationBuilder.CreateTable(
                name: "journal_lines",
                columns: table => new
                {
                    journal_id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_kind = table.Column<string>(type: "text", nullable: false),
                    owner_id = table.Column<Guid>(type: "uuid", nullable: false),
                    currency = table.Column<string>(type: "text", nullable: false),
                    amount = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_journal_lines", x => new { x.journal_id, x.account_kind, x.owner_id });
                    table.CheckConstraint("ck_journal_lines_amount", "amount <> 0");
                    table.ForeignKey(
                        name: "fk_journal_lines_accounts_account_kind_owner_id_currency",
                        columns: x => new { x.account_kind, x.owner_id, x.currency },
                        principalTable: "accounts",
                        principalColumns: new[] { "kind", "owner_id", "currency" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_journal_lines_journal_journal_id_currency",
                        columns: x => new { x.journal_id, x.currency },
                        principalTable: "journal",
                        principalColumns: new[] { "id", "currency" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "rooms",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    product_class_id = table.Column<Guid>(type: "uuid", nullable: false),
                    host_id = table.Column<Guid>(type: "uuid", nullable: true),
                    lot_type = table.Column<string>(type: "text", nullable: false),
                    visibility = table.Column<string>(type: "text", nullable: false),
                    marketplace_listed = table.Column<bool>(type: "boolean", nullable: false),
                    shareable_link = table.Column<string>(type: "text", nullable: true),
                    funding_target = table.Column<decimal>(type: "numeric(12,2)", nullable: false),
                    deadline = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false),
                    status = table.Column<string>(type: "text", nullable: false),
                    current_funding = table.Column<decimal>(type: "numeric(12,2)", nullable: false),
                    total_tickets = table.Column<int>(type: "integer", nullable: false),
                    live_tickets = table.Column<int>(type: "integer", nullable: false),
                    held_tickets = table.Column<int>(type: "integer", nullable: false),
                    total_participants = table.Column<int>(type: "integer", nullable: false),
                    entry_bundles = table.Column<string>(type: "jsonb", nullable: false),
                    terms = table.Column<string>(type: "jsonb", nullable: false),
                    draw_mode = table.Column<string>(type: "text", nullable: false),
                    trivia_enabled = table.Column<bool>(type: "boolean", nullable: false),
                    trivia_attempts_allowed = table.Column<int>(type: "integer", nullable: false),
                    trivia_cooldown_minutes = table.Column<int>(type: "integer", nullable: false),
                    review_status = table.Column<string>(type: "text", nullable: false),
                    reviewer_note = table.Column<string>(type: "text", nullable: true),
                    custody = table.Column<string>(type: "text", nullable: false),
                    custody_proof = table.Column<string>(type: "text", nullable: true),
                    deposit = table.Column<decimal>(type: "numeric(12,2)", nullable: true),
                    agreed_cost = table.Column<decimal>(type: "numeric(12,2)", nullable: false),
                    host_share = table.Column<decimal>(type: "numeric(5,2)", nullable: false),
                    mystery_revealed = table.Column<bool>(type: "boolean", nullable: false),
                    mystery_reveal_threshold = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false),
                    opened_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: true),
                    funded_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: true),
                    drawn_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: true),
                    settled_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: true),
                    expired_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: true),
                    closed_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: true),
                    cancelled_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: true),
                    cancel_reason = table.Column<string>(type: "text", nullable: true),
                    credits_returned_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: true),
                    extended_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: true),
                    frozen_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: true),
                    frozen_reason = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_rooms", x => x.id);
                    table.CheckConstraint("ck_rooms_current_funding", "current_funding >= 0 and current_funding + held_tickets <= funding_target");
                    table.CheckConstraint("ck_rooms_custody", "custody in ('platform', 'host')");
                    table.CheckConstraint("ck_rooms_draw_mode", "draw_mode in ('classic', 'roster', 'beacon')");
                    table.CheckConstraint("ck_rooms_funding_target", "funding_target > 0 and funding_target = trunc(funding_target)");
                    table.CheckConstraint("ck_rooms_held_tickets", "held_tickets >= 0");
                    table.CheckConstraint("ck_rooms_lot_type", "lot_type in ('standard', 'mystery')");
                    table.CheckConstraint("ck_rooms_private_key", "(visibility = 'private') = (shareable_link is not null)");
                    table.CheckConstraint("ck_rooms_review_status", "review_status in ('not_needed', 'draft', 'submitted', 'approved', 'rejected')");
                    table.CheckConstraint("ck_rooms_status", "status in ('created', 'open', 'funded', 'drawing', 'settled', 'expired', 'refunding', 'closed', 'cancelled')");
                    table.CheckConstraint("ck_rooms_tickets", "live_tickets between 0 and total_tickets and live_tickets >= current_funding");
                    table.CheckConstraint("ck_rooms_visibility", "visibility in ('public', 'unlisted', 'private')");
                    table.ForeignKey(
                        name: "fk_rooms_hosts_host_id",
                        column: x => x.host_id,
                        principalTable: "hosts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_rooms_product_classes_product_class_id",
                        column: x => x.product_class_id,
                        principalTable: "product_classes",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "admin_users",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    role = table.Column<string>(type: "text", nullable: false),
                    permissions = table.Column<string>(type: "jsonb", nullable: false),
                    active = table.Column<bool>(type: "boolean", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false),
                    last_action_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_admin_users", x => x.id);
                    table.CheckConstraint("ck_admin_users_role", "role in ('support', 'moderator', 'admin', 'super_admin')");
                    table.ForeignKey(
                        name: "fk_admin_users_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "sessions",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    device = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false),
                    last_seen_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sessions", x => x.id);
                    table.CheckConstraint("ck_sessions_kind", "kind in ('browser', 'api')");
                    table.ForeignKey(
                        name: "fk_sessions_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "user_claims",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    claim_type = table.Column<string>(type: "text", nullable: true),
                    claim_value = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_user_claims", x => x.id);
                    table.ForeignKey(
                        name: "fk_user_claims_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "user_logins",
                columns: table => new
                {
                    login_provider = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false),
                    provider_key = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false),
                    provider_display_name = table.Column<string>(type: "text", nullable: true),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_user_logins", x => new { x.login_provider, x.provider_key });
                    table.ForeignKey(
                        name: "fk_user_logins_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "user_passkeys",
                columns: table => new
                {
                    credential_id = table.Column<byte[]>(type: "bytea", maxLength: 1024, nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    Data = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_user_passkeys", x => x.credential_id);
                    table.ForeignKey(
                        name: "fk_user_passkeys_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "user_tokens",
                columns: table => new
                {
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    login_provider = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false),
                    name = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false),
                    value = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_user_tokens", x => new { x.user_id, x.login_provider, x.name });
                    table.ForeignKey(
                        name: "fk_user_tokens_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "draw_commitments",
                columns: table => new
                {
                    room_id = table.Column<Guid>(type: "uuid", nullable: false),
                    mode = table.Column<string>(type: "text", nullable: false),
                    seed_encrypted = table.Column<string>(type: "text", nullable: false),
                    commitment = table.Column<string>(type: "text", nullable: false),
                    tag_key_encrypted = table.Column<string>(type: "text", nullable: false),
                    tag_commitment = table.Column<string>(type: "text", nullable: false),
                    roster_root = table.Column<string>(type: "text", nullable: true),
                    roster_signature = table.Column<string>(type: "text", nullable: true),
                    roster_key_id = table.Column<string>(type: "text", nullable: true),
                    published_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: true),
                    beacon_chain = table.Column<string>(type: "text", nullable: true),
                    beacon_round = table.Column<long>(type: "bigint", nullable: true),
                    log_salt = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_draw_commitments", x => x.room_id);
                    table.CheckConstraint("ck_draw_commitments_mode", "mode in ('classic', 'roster', 'beacon')");
                    table.ForeignKey(
                        name: "fk_draw_commitments_rooms_room_id",
                        column: x => x.room_id,
                        principalTable: "rooms",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "lottery_draws",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    room_id = table.Column<Guid>(type: "uuid", nullable: false),
                    server_seed = table.Column<string>(type: "text", nullable: false),
                    client_seed = table.Column<string>(type: "text", nullable: false),
                    nonce = table.Column<long>(type: "bigint", nullable: false),
                    total_tickets = table.Column<int>(type: "integer", nullable: false),
                    combined_seed = table.Column<string>(type: "text", nullable: false),
                    winning_ticket = table.Column<int>(type: "integer", nullable: false),
                    winner_user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    winner_entry_id = table.Column<Guid>(type: "uuid", nullable: false),
                    drawn_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false),
                    verified = table.Column<bool>(type: "boolean", nullable: false),
                    verification_details = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_lottery_draws", x => x.id);
                    table.ForeignKey(
                        name: "fk_lottery_draws_rooms_room_id",
                        column: x => x.room_id,
                        principalTable: "rooms",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "reveals",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    room_id = table.Column<Guid>(type: "uuid", nullable: false),
                    room_entry_id = table.Column<Guid>(type: "uuid", nullable: true),
                    status = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false),
                    revealed_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: true),
                    claimed_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: true),
                    shipping_address = table.Column<string>(type: "text", nullable: true),
                    tracking_number = table.Column<string>(type: "text", nullable: true),
                    carrier = table.Column<string>(type: "text", nullable: true),
                    shipped_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: true),
                    delivered_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: true),
                    delivery_confirmed_by = table.Column<string>(type: "text", nullable: true),
                    issue_reported = table.Column<bool>(type: "boolean", nullable: false),
                    issue_type = table.Column<string>(type: "text", nullable: true),
                    issue_description = table.Column<string>(type: "text", nullable: true),
                    issue_reported_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: true),
                    issue_resolved = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_reveals", x => x.id);
                    table.CheckConstraint("ck_reveals_status", "status in ('active', 'revealed_won', 'revealed_lost', 'expired', 'cancelled', 'claimed', 'shipped', 'delivered')");
                    table.ForeignKey(
                        name: "fk_reveals_rooms_room_id",
                        column: x => x.room_id,
                        principalTable: "rooms",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "room_entries",
                columns: table => new
                {
                    room_id = table.Column<Guid>(type: "uuid", nullable: false),
                    tickets_start = table.Column<int>(type: "integer", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    tickets_end = table.Column<int>(type: "integer", nullable: false),
                    previous_end = table.Column<int>(type: "integer", nullable: true),
                    ticket_count = table.Column<int>(type: "integer", nullable: false),
                    purchase_type = table.Column<string>(type: "text", nullable: false),
                    amount_paid = table.Column<decimal>(type: "numeric(12,2)", nullable: true),
                    credits_spent = table.Column<long>(type: "bigint", nullable: false),
                    purchase_id = table.Column<Guid>(type: "uuid", nullable: true),
                    is_winner = table.Column<bool>(type: "boolean", nullable: false),
                    credits_awarded = table.Column<long>(type: "bigint", nullable: false),
                    voided_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_room_entries", x => new { x.room_id, x.tickets_start });
                    table.UniqueConstraint("ak_room_entries_room_id_tickets_end", x => new { x.room_id, x.tickets_end });
                    table.CheckConstraint("ck_room_entries_cash", "(purchase_type = 'cash') = (purchase_id is not null and amount_paid = ticket_count)");
                    table.CheckConstraint("ck_room_entries_count", "ticket_count = tickets_end - tickets_start + 1");
                    table.CheckConstraint("ck_room_entries_credits", "(purchase_type = 'credits') = (credits_spent = ticket_count * 100)");
                    table.CheckConstraint("ck_room_entries_previous", "(tickets_start = 1 and previous_end is null) or (tickets_start > 1 and previous_end = tickets_start - 1)");
                    table.CheckConstraint("ck_room_entries_purchase_type", "purchase_type in ('cash', 'credits', 'trivia')");
                    table.CheckConstraint("ck_room_entries_range", "tickets_start >= 1 and tickets_end >= tickets_start");
                    table.ForeignKey(
                        name: "fk_room_entries_room_entries_room_id_previous_end",
                        columns: x => new { x.room_id, x.previous_end },
                        principalTable: "room_entries",
                        principalColumns: new[] { "room_id", "tickets_end" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_room_entries_rooms_room_id",
                        column: x => x.room_id,
                        principalTable: "rooms",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "room_entry_purchases",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    room_id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    amount = table.Column<decimal>(type: "numeric(12,2)", nullable: false),
                    tickets = table.Column<int>(type: "integer", nullable: false),
                    currency = table.Column<string>(type: "text", nullable: false),
                    stripe_payment_intent_id = table.Column<string>(type: "text", nullable: true),
                    stripe_checkout_session_id = table.Column<string>(type: "text", nullable: true),
                    stripe_charge_id = table.Column<string>(type: "text", nullable: true),
                    stripe_refund_id = table.Column<string>(type: "text", nullable: true),
                    checkout_url = table.Column<string>(type: "text", nullable: true),
                    status = table.Column<string>(type: "text", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: true),
                    hold_expires_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false),
                    refund_eligible = table.Column<bool>(type: "boolean", nullable: false),
                    choose_by = table.Column<DateTimeOffset>(type: "timestamptz", nullable: true),
                    refund_choice = table.Column<string>(type: "text", nullable: true),
                    chosen_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: true),
                    refunded_amount = table.Column<decimal>(type: "numeric(12,2)", nullable: false),
                    refunded_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: true),
                    credits_converted = table.Column<long>(type: "bigint", nullable: false),
                    reminders_sent = table.Column<int>(type: "integer", nullable: false),
                    disputed = table.Column<bool>(type: "boolean", nullable: false),
                    disputed_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: true),
                    dispute_status = table.Column<string>(type: "text", nullable: true),
                    metadata = table.Column<string>(type: "jsonb", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false),
                    completed_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: true),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false),
                    is_settled_with_buyer = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_room_entry_purchases", x => x.id);
                    table.CheckConstraint("ck_room_entry_purchases_amount", "amount > 0 and amount = tickets");
                    table.CheckConstraint("ck_room_entry_purchases_choice", "refund_choice is null or refund_choice in ('cash', 'credits')");
                    table.CheckConstraint("ck_room_entry_purchases_refunded", "refunded_amount between 0 and amount");
                    table.CheckConstraint("ck_room_entry_purchases_status", "status in ('pending', 'succeeded', 'failed', 'refunded', 'partially_refunded')");
                    table.ForeignKey(
                        name: "fk_room_entry_purchases_rooms_room_id",
                        column: x => x.room_id,
                        principalTable: "rooms",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "room_members",
                columns: table => new
                {
                    room_id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    joined_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_room_members", x => new { x.room_id, x.user_id });
                    table.ForeignKey(
                        name: "fk_room_members_rooms_room_id",
                        column: x => x.room_id,
                        principalTable: "rooms",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "room_moves",
                columns: table => new
                {
                    sequence = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    room_id = table.Column<Guid>(type: "uuid", nullable: false),
                    from_status = table.Column<string>(type: "text", nullable: false),
                    to_status = table.Column<string>(type: "text", nullable: false),
                    moved_by = table.Column<Guid>(type: "uuid", nullable: true),
                    why = table.Column<string>(type: "text", nullable: false),
                    moved_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_room_moves", x => x.sequence);
                    table.ForeignKey(
                        name: "fk_room_moves_rooms_room_id",
                        column: x => x.room_id,
                        principalTable: "rooms",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "room_trivia_attempts",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    room_id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    attempt_number = table.Column<int>(type: "integer", nullable: false),
                    answer_submitted = table.Column<string>(type: "text", nullable: false),
                    is_correct = table.Column<bool>(type: "boolean", nullable: false),
                    failed_all_attempts = table.Column<bool>(type: "boolean", nullable: false),
                    cooldown_until = table.Column<DateTimeOffset>(type: "timestamptz", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_room_trivia_attempts", x => x.id);
                    table.ForeignKey(
                        name: "fk_room_trivia_attempts_rooms_room_id",
                        column: x => x.room_id,
                        principalTable: "rooms",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "trivia_questions",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    room_id = table.Column<Guid>(type: "uuid", nullable: false),
                    purpose = table.Column<string>(type: "text", nullable: false),
                    question = table.Column<string>(type: "text", nullable: false),
                    answer_hashes = table.Column<string[]>(type: "text[]", nullable: false),
                    salt = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_trivia_questions", x => x.id);
                    table.CheckConstraint("ck_trivia_questions_purpose", "purpose in ('gate', 'free_entry')");
                    table.ForeignKey(
                        name: "fk_trivia_questions_rooms_room_id",
                        column: x => x.room_id,
                        principalTable: "rooms",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "refresh_tokens",
                columns: table => new
                {
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    session_id = table.Column<Guid>(type: "uuid", nullable: false),
                    issued_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false),
                    used_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_refresh_tokens", x => x.hash);
                    table.ForeignKey(
                        name: "fk_refresh_tokens_sessions_session_id",
                        column: x => x.session_id,
                        principalTable: "sessions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "refunds",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    purchase_id = table.Column<Guid>(type: "uuid", nullable: false),
                    room_id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    amount = table.Column<decimal>(type: "numeric(12,2)", nullable: false),
                    status = table.Column<string>(type: "text", nullable: false),
                    gateway_refund_id = table.Column<string>(type: "text", nullable: true),
                    failure_reason = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false),
                    sent_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: true),
                    finished_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_refunds", x => x.id);
                    table.CheckConstraint("ck_refunds_amount", "amount > 0");
                    table.CheckConstraint("ck_refunds_reason", "reason in ('expired_choice', 'expired_default', 'cancelled', 'late_payment', 'left', 'voided')");
                    table.CheckConstraint("ck_refunds_status", "status in ('due', 'sent', 'succeeded', 'payable')");
                    table.ForeignKey(
                        name: "fk_refunds_room_entry_purchases_purchase_id",
                        column: x => x.purchase_id,
                        principalTable: "room_entry_purchases",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.InsertData(
                table: "clock",
                columns: new[] { "id", "offset_seconds" },
                values: new object[] { 1, 0L });

            migrationBuilder.CreateIndex(
                name: "ix_accounts_owner_id",
                table: "accounts",
                column: "owner_id");

            migrationBuilder.CreateIndex(
                name: "ix_admin_users_user_id",
                table: "admin_users",
                column: "user_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ux_alerts_open",
                table: "alerts",
                columns: new[] { "kind", "subject" },
                unique: true,
                filter: "cleared_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_audit_logs_entity_type_entity_id",
                table: "audit_logs",
                columns: new[] { "entity_type", "entity_id" });

            migrationBuilder.CreateIndex(
                name: "ix_audit_logs_previous_hash",
                table: "audit_logs",
                column: "previous_hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_commands_created_at",
                table: "commands",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "ix_credit_transactions_user_id_id",
                table: "credit_transactions",
                columns: new[] { "user_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_fairness_log_hash",
                table: "fairness_log",
                column: "hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_fairness_log_previous_hash",
                table: "fairness_log",
                column: "previous_hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_hosts_slug",
                table: "hosts",
                column: "slug",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_hosts_stripe_connect_account_id",
                table: "hosts",
                column: "stripe_connect_account_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_hosts_user_id",
                table: "hosts",
                column: "user_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_journal_purchase_id",
                table: "journal",
                column: "purchase_id");

            migrationBuilder.CreateIndex(
                name: "ix_journal_room_id",
                table: "journal",
                column: "room_id");

            migrationBuilder.CreateIndex(
                name: "ix_journal_lines_account_kind_owner_id",
                table: "journal_lines",
                columns: new[] { "account_kind", "owner_id" });

            migrationBuilder.CreateIndex(
                name: "ix_journal_lines_account_kind_owner_id_currency",
                table: "journal_lines",
                columns: new[] { "account_kind", "owner_id", "currency" });

            migrationBuilder.CreateIndex(
                name: "ix_journal_lines_journal_id_currency",
                table: "journal_lines",
                columns: new[] { "journal_id", "currency" });

            migrationBuilder.CreateIndex(
                name: "ix_lottery_draws_room_id",
                table: "lottery_draws",
                column: "room_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_outbox_due",
                table: "outbox",
                column: "due_at",
                filter: "done_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_product_classes_sku",
                table: "product_classes",
                column: "sku",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_refresh_tokens_session_id",
                table: "refresh_tokens",
                column: "session_id");

            migrationBuilder.CreateIndex(
                name: "ix_refunds_gateway_refund_id",
                table: "refunds",
                column: "gateway_refund_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_refunds_purchase_id_reason",
                table: "refunds",
                columns: new[] { "purchase_id", "reason" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_refunds_room_id_status",
                table: "refunds",
                columns: new[] { "room_id", "status" });

            migrationBuilder.CreateIndex(
                name: "ix_reveals_room_id",
                table: "reveals",
                column: "room_id");

            migrationBuilder.CreateIndex(
                name: "ix_reveals_user_id_room_id",
                table: "reveals",
                columns: new[] { "user_id", "room_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_room_entries_id",
                table: "room_entries",
                column: "id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_room_entries_purchase_id",
                table: "room_entries",
                column: "purchase_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_room_entries_room_id_previous_end",
                table: "room_entries",
                columns: new[] { "room_id", "previous_end" });

            migrationBuilder.CreateIndex(
                name: "ix_room_entries_user_id_room_id",
                table: "room_entries",
                columns: new[] { "user_id", "room_id" });

            migrationBuilder.CreateIndex(
                name: "ix_room_entry_purchases_choices",
                table: "room_entry_purchases",
                column: "choose_by",
                filter: "refund_eligible");

            migrationBuilder.CreateIndex(
                name: "ix_room_entry_purchases_holds",
                table: "room_entry_purchases",
                column: "hold_expires_at",
                filter: "status = 'pending'");

            migrationBuilder.CreateIndex(
                name: "ix_room_entry_purchases_lot_status",
                table: "room_entry_purchases",
                columns: new[] { "room_id", "status" });

            migrationBuilder.CreateIndex(
                name: "ix_room_entry_purchases_stripe_checkout_session_id",
                table: "room_entry_purchases",
                column: "stripe_checkout_session_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_room_entry_purchases_stripe_payment_intent_id",
                table: "room_entry_purchases",
                column: "stripe_payment_intent_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_room_entry_purchases_user_id_id",
                table: "room_entry_purchases",
                columns: new[] { "user_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ux_room_entry_purchases_one_hold",
                table: "room_entry_purchases",
                columns: new[] { "room_id", "user_id" },
                unique: true,
                filter: "status = 'pending'");

            migrationBuilder.CreateIndex(
                name: "ix_room_members_user_id",
                table: "room_members",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_room_moves_room_id_sequence",
                table: "room_moves",
                columns: new[] { "room_id", "sequence" });

            migrationBuilder.CreateIndex(
                name: "ix_room_trivia_attempts_room_id_user_id_attempt_number",
                table: "room_trivia_attempts",
                columns: new[] { "room_id", "user_id", "attempt_number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_rooms_host_id",
                table: "rooms",
                column: "host_id");

            migrationBuilder.CreateIndex(
                name: "ix_rooms_number",
                table: "rooms",
                column: "number",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_rooms_open_by_deadline",
                table: "rooms",
                columns: new[] { "deadline", "id" },
                filter: "status = 'open' and visibility = 'public'");

            migrationBuilder.CreateIndex(
                name: "ix_rooms_product_class_id",
                table: "rooms",
                column: "product_class_id");

            migrationBuilder.CreateIndex(
                name: "ix_rooms_shareable_link",
                table: "rooms",
                column: "shareable_link",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_rooms_status_deadline_id",
                table: "rooms",
                columns: new[] { "status", "deadline", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_sent_mails_to_id",
                table: "sent_mails",
                columns: new[] { "to", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_sessions_user_id",
                table: "sessions",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_trivia_questions_room_id_purpose",
                table: "trivia_questions",
                columns: new[] { "room_id", "purpose" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_user_claims_user_id",
                table: "user_claims",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_user_logins_user_id",
                table: "user_logins",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_user_passkeys_user_id",
                table: "user_passkeys",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "email_index",
                table: "users",
                column: "normalized_email",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_users_stripe_customer_id",
                table: "users",
                column: "stripe_customer_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "user_name_index",
                table: "users",
                column: "normalized_user_name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_webhook_events_due",
                table: "webhook_events",
                column: "due_at",
                filter: "applied_at is null and not quarantined");

            migrationBuilder.Sql(MigrationSql.Read("rules.sql"));
            migrationBuilder.Sql(MigrationSql.Read("sandbox.sql"));
        }

        // Migrations go forward only.
        protected override void Down(MigrationBuilder migrationBuilder) =>
            throw new System.NotSupportedException("The first migration is not undone: drop the database instead.");
    }
}
