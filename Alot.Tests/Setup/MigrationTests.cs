using Alot.Data;
using Alot.Domain.Lots;
using Alot.Tests.World;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;
using Shouldly;
using Xunit;

namespace Alot.Tests.Setup;

/// <summary>What migrations do to rows that were there before them.</summary>
public sealed class MigrationTests(TestDatabase server) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private readonly string name =
        "migrated_" + Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString("N")[^8..];

    [Fact]
    public async Task Specifications_written_as_objects_become_lists()
    {
        await using var db = new AlotDb(new DbContextOptionsBuilder<AlotDb>().UseNpgsql(Connection).Options);
        await db.GetService<IMigrator>().MigrateAsync("UuidV7");
        await db.Database.ExecuteSqlRawAsync(
            """
            insert into product_classes
                (id, sku, name, brand, category, tier, retail_value, description, condition, specifications, images, videos,
                 art_seed, created_at, updated_at)
            select uuid_v7(), sku, 'Watch', 'Velden', 'watch', 'icon', 40, 'A watch.', 'New', specs::jsonb, '[]', '[]', 1, now(), now()
            from (values ('A', '{{"Movement": "Automatic", "Case": "42 mm"}}'), ('B', '{{}}')) old (sku, specs)
            """
        );

        await db.Database.MigrateAsync();

        var items = await db.Products.AsNoTracking().OrderBy(p => p.Sku).ToListAsync();
        // The order they were shown in until then: jsonb's own.
        items[0]
            .Specifications.ShouldBe([new Specification("Case", "42 mm"), new Specification("Movement", "Automatic")]);
        items[1].Specifications.ShouldBeEmpty();
        var refused = await Should.ThrowAsync<PostgresException>(() =>
            db.Database.ExecuteSqlRawAsync("update product_classes set specifications = '{{}}'")
        );
        refused.ConstraintName.ShouldBe("ck_product_classes_specifications");
    }

    private string Connection =>
        new NpgsqlConnectionStringBuilder(server.Administrator) { Database = name, Pooling = false }.ConnectionString;

    public async ValueTask InitializeAsync() => await server.RunAsync($"create database {name}", server.Administrator);

    public async ValueTask DisposeAsync() =>
        await server.RunAsync($"drop database if exists {name} with (force)", server.Administrator);
}
