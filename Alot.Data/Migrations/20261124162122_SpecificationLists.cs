using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Alot.Data.Migrations
{
    /// <summary>Specifications are lists of label and text, so that they keep their order.</summary>
    public partial class SpecificationLists : Migration
    {
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(MigrationSql.Read("specification-lists.sql"));
            migrationBuilder.AddCheckConstraint(
                name: "ck_product_classes_specifications",
                table: "product_classes",
                sql: "jsonb_typeof(specifications) = 'array'");
        }

        protected override void Down(MigrationBuilder migrationBuilder) =>
            throw new NotSupportedException("Migrations go forward only.");
    }
}
