using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Alot.Data.Migrations
{
    /// <summary>Settlement finds its next players by an index; each kind of message has a lane of its own.</summary>
    public partial class Settlement : Migration
    {
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_outbox_due",
                table: "outbox");

            migrationBuilder.CreateIndex(
                name: "ix_reveals_unsettled",
                table: "reveals",
                columns: new[] { "room_id", "user_id" },
                filter: "status = 'active'");

            migrationBuilder.CreateIndex(
                name: "ix_outbox_due",
                table: "outbox",
                columns: new[] { "kind", "due_at" },
                filter: "done_at is null");
        }

        protected override void Down(MigrationBuilder migrationBuilder) =>
            throw new NotSupportedException("Migrations go forward only.");
    }
}
