using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Alot.Data.Migrations
{
    /// <summary>The fairness log knows its lots; its heads are signed daily; a signing key ends once.</summary>
    public partial class FairnessHeads : Migration
    {
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "fairness_heads",
                columns: table => new
                {
                    date = table.Column<DateOnly>(type: "date", nullable: false),
                    sequence = table.Column<long>(type: "bigint", nullable: false),
                    hash = table.Column<string>(type: "text", nullable: false),
                    key_id = table.Column<string>(type: "text", nullable: false),
                    signature = table.Column<string>(type: "text", nullable: false),
                    made_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_fairness_heads", x => x.date);
                });

            migrationBuilder.CreateTable(
                name: "fairness_log_lots",
                columns: table => new
                {
                    sequence = table.Column<long>(type: "bigint", nullable: false),
                    room_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    plain = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_fairness_log_lots", x => x.sequence);
                    table.ForeignKey(
                        name: "fk_fairness_log_lots_fairness_log_sequence",
                        column: x => x.sequence,
                        principalTable: "fairness_log",
                        principalColumn: "sequence",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_fairness_log_lots_rooms_room_id",
                        column: x => x.room_id,
                        principalTable: "rooms",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_fairness_log_kind_sequence",
                table: "fairness_log",
                columns: new[] { "kind", "sequence" });

            migrationBuilder.CreateIndex(
                name: "ix_fairness_log_lots_room_id_sequence",
                table: "fairness_log_lots",
                columns: new[] { "room_id", "sequence" });

            migrationBuilder.Sql(MigrationSql.Read("fairness.sql"));
        }

        protected override void Down(MigrationBuilder migrationBuilder) =>
            throw new NotSupportedException("Migrations go forward only.");
    }
}
