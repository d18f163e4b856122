using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Alot.Data.Migrations
{
    /// <summary>Two people of staff void frozen lots and disqualify winners; alternates.</summary>
    public partial class Alternates : Migration
    {
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropCheckConstraint(
                name: "ck_approvals_kind",
                table: "approvals");

            migrationBuilder.AlterColumn<Guid>(
                name: "user_id",
                table: "approvals",
                type: "uuid",
                nullable: true,
                oldClrType: typeof(Guid),
                oldType: "uuid");

            migrationBuilder.AlterColumn<long>(
                name: "credits",
                table: "approvals",
                type: "bigint",
                nullable: true,
                oldClrType: typeof(long),
                oldType: "bigint");

            migrationBuilder.AddColumn<Guid>(
                name: "room_id",
                table: "approvals",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "draw_alternates",
                columns: table => new
                {
                    room_id = table.Column<Guid>(type: "uuid", nullable: false),
                    sequence = table.Column<int>(type: "integer", nullable: false),
                    disqualified_user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    approval_id = table.Column<Guid>(type: "uuid", nullable: false),
                    requested_by = table.Column<Guid>(type: "uuid", nullable: false),
                    approved_by = table.Column<Guid>(type: "uuid", nullable: false),
                    nonce = table.Column<long>(type: "bigint", nullable: false),
                    beacon_round = table.Column<long>(type: "bigint", nullable: true),
                    combined_seed = table.Column<string>(type: "text", nullable: false),
                    winning_ticket = table.Column<int>(type: "integer", nullable: false),
                    winner_user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    winner_entry_id = table.Column<Guid>(type: "uuid", nullable: false),
                    drawn_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false),
                    verification_details = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_draw_alternates", x => new { x.room_id, x.sequence });
                    table.ForeignKey(
                        name: "fk_draw_alternates_approvals_approval_id",
                        column: x => x.approval_id,
                        principalTable: "approvals",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_draw_alternates_rooms_room_id",
                        column: x => x.room_id,
                        principalTable: "rooms",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ux_approvals_of_lot",
                table: "approvals",
                columns: new[] { "room_id", "kind" },
                unique: true,
                filter: "outcome is null and room_id is not null");

            migrationBuilder.AddCheckConstraint(
                name: "ck_approvals_about",
                table: "approvals",
                sql: "case kind when 'credits' then user_id is not null and credits is not null and room_id is null\n    when 'void' then user_id is null and credits is null and room_id is not null\n    else user_id is not null and credits is null and room_id is not null end");

            migrationBuilder.AddCheckConstraint(
                name: "ck_approvals_kind",
                table: "approvals",
                sql: "kind in ('credits', 'void', 'disqualification')");

            migrationBuilder.CreateIndex(
                name: "ix_draw_alternates_approval_id",
                table: "draw_alternates",
                column: "approval_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_draw_alternates_room_id_disqualified_user_id",
                table: "draw_alternates",
                columns: new[] { "room_id", "disqualified_user_id" },
                unique: true);

            migrationBuilder.AddForeignKey(
                name: "fk_approvals_rooms_room_id",
                table: "approvals",
                column: "room_id",
                principalTable: "rooms",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.Sql(MigrationSql.Read("alternates.sql"));
        }

        protected override void Down(MigrationBuilder migrationBuilder) =>
            throw new NotSupportedException("Migrations go forward only.");
    }
}
