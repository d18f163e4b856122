using Alot.Web.Payments;
using Shouldly;
using Xunit;

namespace Alot.Tests.Payments;

public sealed class StripeFormTests
{
    [Fact]
    public void Structure_is_written_into_the_names_with_brackets() =>
        new StripeForm()
            .Add("mode", "payment")
            .Add("line_items[0][price_data][unit_amount]", 2500)
            .Add("metadata[purchase_id]", "x")
            .ToString()
            .ShouldBe("mode=payment&line_items[0][price_data][unit_amount]=2500&metadata[purchase_id]=x");

    [Fact]
    public void Values_can_hold_anything() =>
        new StripeForm()
            .Add("name", "Zoë & “Söhne” 100% +1=[2] 👟\n")
            .ToString()
            .ShouldBe("name=Zo%C3%AB%20%26%20%E2%80%9CS%C3%B6hne%E2%80%9D%20100%25%20%2B1%3D%5B2%5D%20%F0%9F%91%9F%0A");

    [Fact]
    public void What_is_not_known_is_not_sent() =>
        new StripeForm().Add("a", null).Add("b", "").Add("c", null).ToString().ShouldBe("b=");

    [Fact]
    public async Task It_travels_as_a_form()
    {
        using var content = new StripeForm().Add("a", "ü").ToContent();
        content.Headers.ContentType!.MediaType.ShouldBe("application/x-www-form-urlencoded");
        (await content.ReadAsStringAsync()).ShouldBe("a=%C3%BC");
    }
}
