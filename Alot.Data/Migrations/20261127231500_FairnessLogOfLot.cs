using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Alot.Data.Migrations
{
    /// <summary>The records of one lot are found in the fairness log by an index; they stand in each Pocket Auditor.</summary>
    public partial class FairnessLogOfLot : Migration
    {
        protected override void Up(MigrationBuilder migrationBuilder) =>
            migrationBuilder.Sql(
                """
                create index ix_fairness_log_lot on fairness_log ((record::jsonb #>> '{fields,0}')) where kind <> 'private'
                """
            );

        protected override void Down(MigrationBuilder migrationBuilder) =>
            throw new NotSupportedException("Migrations go forward only.");
    }
}
