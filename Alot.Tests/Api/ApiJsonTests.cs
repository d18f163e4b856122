using System.Text.Json;
using Alot.Domain;
using Alot.Domain.Accounts;
using Alot.Domain.Ledger;
using Alot.Web.Api;
using Shouldly;
using Xunit;

namespace Alot.Tests.Api;

public sealed class ApiJsonTests
{
    private sealed record Sale(LotId LotId, Money Amount, Credits CreditsSpent, StaffRole Role, DateTimeOffset SoldAt);

    private sealed record Order(LotId LotId, Money Amount, int Tickets, string Note, Credits? Credits = null);

    private const string LotText = "01948f3e-0000-7000-8000-000000000417";
    private static readonly LotId Lot = new(Guid.Parse(LotText));

    [Fact]
    public void Values_are_written_as_the_contract_says() =>
        JsonSerializer
            .Serialize(
                new Sale(
                    Lot,
                    Money.Dollars(2500),
                    new Credits(1200),
                    StaffRole.SuperAdmin,
                    new DateTimeOffset(2026, 11, 20, 13, 46, 9, TimeSpan.FromHours(-5))
                ),
                ApiJson.Options
            )
            .ShouldBe(
                $$"""{"lot_id":"{{LotText}}","amount":2500.00,"credits_spent":1200,"role":"super_admin","sold_at":"2026-11-20T18:46:09.000Z"}"""
            );

    [Theory]
    [InlineData("25", 2500)]
    [InlineData("25.00", 2500)]
    [InlineData("0.01", 1)]
    [InlineData("2.5e1", 2500)]
    [InlineData("-3", -300)]
    public void Money_is_read_to_the_cent(string number, long cents) =>
        Read($$"""{"lot_id":"{{LotText}}","amount":{{number}},"tickets":1,"note":""}""")
            .Amount.ShouldBe(new Money(cents));

    [Theory]
    [InlineData("""{"lot_id":"ID","amount":1.001,"tickets":1,"note":""}""")]
    [InlineData("""{"lot_id":"ID","amount":"25","tickets":1,"note":""}""")]
    [InlineData("""{"lot_id":"ID","amount":1e300,"tickets":1,"note":""}""")]
    [InlineData("""{"lot_id":"ID","amount":99999999999,"tickets":1,"note":""}""")]
    [InlineData("""{"lot_id":"ID","amount":null,"tickets":1,"note":""}""")]
    [InlineData("""{"lot_id":"ID","amount":25,"tickets":1.5,"note":""}""")]
    [InlineData("""{"lot_id":"ID","amount":25,"tickets":"1","note":""}""")]
    [InlineData("""{"lot_id":"ID","amount":25,"tickets":99999999999,"note":""}""")]
    [InlineData("""{"lot_id":"ID","amount":25,"tickets":1}""")]
    [InlineData("""{"lot_id":"ID","amount":25,"tickets":1,"note":null}""")]
    [InlineData("""{"lot_id":"ID","amount":25,"tickets":1,"note":"a\u0000b"}""")]
    [InlineData("""{"lot_id":"ID","amount":25,"tickets":1,"note":"\ud800"}""")]
    [InlineData("""{"lot_id":"ID","amount":25,"amount":1,"tickets":1,"note":""}""")]
    [InlineData("""{"lot_id":"ID","amount":25,"tickets":1,"note":"","credits":1.5}""")]
    [InlineData("""{"lot_id":"417","amount":25,"tickets":1,"note":""}""")]
    [InlineData("""{"lot_id":417,"amount":25,"tickets":1,"note":""}""")]
    [InlineData("""[]""")]
    public void What_can_not_be_meant_is_not_read(string json) =>
        Should.Throw<JsonException>(() => Read(json.Replace("ID", LotText, StringComparison.Ordinal)));

    private static Order Read(string json) => JsonSerializer.Deserialize<Order>(json, ApiJson.Options)!;
}
