using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Alot.Data.Migrations
{
    /// <summary>What takes two people of staff.</summary>
    public partial class Approvals : Migration
    {
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "approvals",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    credits = table.Column<long>(type: "bigint", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    requested_by = table.Column<Guid>(type: "uuid", nullable: false),
                    requested_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: false),
                    decided_by = table.Column<Guid>(type: "uuid", nullable: true),
                    decided_at = table.Column<DateTimeOffset>(type: "timestamptz", nullable: true),
                    outcome = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_approvals", x => x.id);
                    table.CheckConstraint("ck_approvals_credits", "credits <> 0");
                    table.CheckConstraint("ck_approvals_decided", "(outcome is null) = (decided_by is null) and (outcome is null) = (decided_at is null)");
                    table.CheckConstraint("ck_approvals_kind", "kind in ('credits')");
                    table.CheckConstraint("ck_approvals_outcome", "outcome in ('approved', 'declined', 'withdrawn')");
                    table.CheckConstraint("ck_approvals_reason", "length(reason) between 1 and 300");
                    table.CheckConstraint("ck_approvals_second_person", "(outcome = 'withdrawn') = (decided_by = requested_by) and (outcome = 'withdrawn' or decided_by <> user_id)");
                });

            migrationBuilder.CreateIndex(
                name: "ix_approvals_open",
                table: "approvals",
                column: "requested_at",
                filter: "outcome is null");

            migrationBuilder.CreateIndex(
                name: "ix_approvals_user_id",
                table: "approvals",
                column: "user_id");

            migrationBuilder.Sql(MigrationSql.Read("approvals.sql"));
        }

        protected override void Down(MigrationBuilder migrationBuilder) =>
            throw new NotSupportedException("Migrations go forward only.");
    }
}
