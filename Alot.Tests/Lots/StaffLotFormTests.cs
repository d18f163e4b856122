using Alot.Data.Lots;
using Alot.Domain;
using Alot.Domain.Draws;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Alot.Web.Lots.Staff;
using Shouldly;
using Xunit;

namespace Alot.Tests.Lots;

/// <summary>What staff type becomes values, or a sentence at the field.</summary>
public sealed class StaffLotFormTests
{
    private static readonly TimeZoneInfo NewYork = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");

    private readonly Dictionary<string, string> problems = [];

    [Theory]
    [InlineData("6800", 680_000)]
    [InlineData("6,800.5", 680_050)]
    [InlineData(" $6,800.00 ", 680_000)]
    [InlineData("0.01", 1)]
    public void Dollars_are_read_as_people_write_them(string typed, long cents) =>
        StaffLotForm.Amount(typed).ShouldBe(new Money(cents));

    [Theory]
    [InlineData("")]
    [InlineData("6800.123")]
    [InlineData("-5")]
    [InlineData("6.800,50")]
    [InlineData("lots")]
    [InlineData("99999999999999999999")]
    public void What_is_no_amount_is_told_at_its_field(string typed)
    {
        (Filled() with { RetailValue = typed }).Read(NewYork, LotTerms.Default, null, problems).ShouldBeNull();

        problems.Keys.ShouldBe(["retail_value"]);
    }

    [Fact]
    public void A_deadline_is_typed_on_the_viewers_clock()
    {
        var input = Filled().Read(NewYork, LotTerms.Default, null, problems);

        input!.Plan.Deadline.ShouldBe(new DateTimeOffset(2026, 12, 5, 1, 0, 0, TimeSpan.Zero));
    }

    [Theory]
    [InlineData("2027-03-14T02:30", "the clock jumps over it")]
    [InlineData("2026-12-04", "no time")]
    [InlineData("", "nothing")]
    public void A_moment_that_is_not_on_the_clock_is_no_deadline(string typed, string why)
    {
        (Filled() with { Deadline = typed }).Read(NewYork, LotTerms.Default, null, problems).ShouldBeNull(why);

        problems.Keys.ShouldBe(["deadline"]);
    }

    [Fact]
    public void Everything_that_is_no_value_is_told_at_once()
    {
        var form = Filled() with
        {
            RetailValue = "x",
            Deadline = "",
            AgreedCost = "y",
            Picture = "z",
            TriviaOn = true,
            Attempts = "many",
        };

        form.Read(NewYork, LotTerms.Default, null, problems).ShouldBeNull();

        problems.Keys.ShouldBe(
            ["retail_value", "deadline", "agreed_cost", "picture", "trivia.attempts"],
            ignoreOrder: true
        );
    }

    [Fact]
    public void Answers_stand_one_to_a_line_and_belong_to_their_question()
    {
        var asked = Filled() with
        {
            TriviaOn = true,
            Question = "Which metal?",
            Answers = " steel \n\nstainless steel\n",
        };
        var gate = asked.Read(NewYork, LotTerms.Default, null, problems)!.Gate;
        gate!.Question.ShouldBe("Which metal?");
        gate.Answers.ShouldBe(["steel", "stainless steel"]);

        (asked with { Answers = "" })
            .Read(NewYork, LotTerms.Default, "Which metal?", problems)!
            .Gate.ShouldBeNull("the kept answers stay");

        (asked with { Answers = "", Question = "Which year?" })
            .Read(NewYork, LotTerms.Default, "Which metal?", problems)
            .ShouldBeNull();
        problems["trivia.answers"].ShouldContain("old question");
    }

    [Fact]
    public void A_draft_that_is_opened_in_the_form_and_not_touched_stays_as_it_is()
    {
        var terms = LotTerms.Default with { DrawDelaySeconds = 90 };
        var plan = new LotPlan(
            new DateTimeOffset(2026, 12, 5, 1, 0, 0, TimeSpan.Zero),
            Visibility: Visibility.Private,
            DrawMode: DrawMode.Classic,
            TriviaEnabled: true,
            TriviaAttempts: 4,
            TriviaCooldownMinutes: 30,
            AgreedCost: Money.Dollars(6_120)
        )
        {
            Terms = terms,
        };
        var product = new ProductView(
            new ProductId(Guid.Empty),
            "Meridian Chrono 42",
            "Aurelian",
            Category.Watch,
            Tier.Rare,
            new Money(680_050),
            "Rose gold.",
            "Excellent",
            [],
            [],
            573_408
        );

        var input = StaffLotForm
            .Of(new StaffLotDraft(null!, product, plan, "Which metal?"), NewYork)
            .Read(NewYork, terms, "Which metal?", problems);

        problems.ShouldBeEmpty();
        input!.Plan.ShouldBe(plan);
        input.Facts.ShouldBe(
            new ProductFacts(
                "Meridian Chrono 42",
                "Aurelian",
                Category.Watch,
                new Money(680_050),
                "Rose gold.",
                "Excellent"
            )
        );
        (input.Gate, input.Seed).ShouldBe((null, 573_408));
    }

    [Fact]
    public void The_list_before_opening_says_what_is_missing()
    {
        var now = new DateTimeOffset(2026, 11, 20, 18, 0, 0, TimeSpan.Zero);

        StaffCheck.Of(Filled(), NewYork, null, now).ShouldAllBe(c => c.Done);

        var empty = StaffCheck.Of(StaffLotForm.New(7) with { TriviaOn = true }, NewYork, null, now);
        empty.ShouldAllBe(c => !c.Done);
        empty[0].Detail.ShouldBe("missing: name, brand, condition, description");

        var late = StaffCheck.Of(Filled() with { Deadline = "2026-11-20T13:59" }, NewYork, null, now);
        late.Single(c => !c.Done).Detail.ShouldBe("59m from now");
    }

    private static StaffLotForm Filled() =>
        StaffLotForm.New(573_408) with
        {
            Name = "Meridian Chrono 42",
            Brand = "Aurelian",
            RetailValue = "6,800",
            Description = "Rose gold.",
            Condition = "Excellent",
            Deadline = "2026-12-04T20:00",
        };
}
