using Alot.Data.Trivia;
using Alot.Domain;
using Alot.Web.Kit;
using Alot.Web.Trivia;
using Bunit;
using Shouldly;
using Xunit;

namespace Alot.Tests.Trivia;

public sealed class TriviaGatePageTests : BunitContext
{
    public TriviaGatePageTests() => Services.AddKit();

    [Fact]
    public void A_wrong_answer_stays_in_the_field_and_says_how_many_tries_are_left()
    {
        var gate = Gate(_ => Task.FromResult(new AnsweredTrivia(false, 2, null)));

        Answer(gate, "Mars");

        gate.Find(".field__error").TextContent.ShouldBe("Not Mars. Two tries left.");
        gate.Find("input").GetAttribute("value").ShouldBe("Mars");
        gate.Find("input").GetAttribute("aria-invalid").ShouldBe("true");
    }

    [Fact]
    public void The_last_try_is_one_try()
    {
        var gate = Gate(_ => Task.FromResult(new AnsweredTrivia(false, 1, null)));

        Answer(gate, "Mars");

        gate.Find(".field__error").TextContent.ShouldBe("Not Mars. One try left.");
    }

    [Fact]
    public void A_refusal_is_told_at_the_field()
    {
        var gate = Gate(_ => throw new Refusal("lot_not_open", "This lot isn't selling any more. No money was taken."));

        Answer(gate, "Mercury");

        gate.Find(".field__error").TextContent.ShouldBe("This lot isn't selling any more. No money was taken.");
    }

    [Fact]
    public void An_empty_answer_costs_no_try()
    {
        var asked = 0;
        var gate = Gate(_ =>
        {
            asked++;
            return Task.FromResult(new AnsweredTrivia(false, 2, null));
        });

        Answer(gate, "   ");

        asked.ShouldBe(0);
    }

    [Fact]
    public void What_is_wrong_twice_is_sent_once_while_the_first_is_on_its_way()
    {
        var asked = 0;
        var pending = new TaskCompletionSource<AnsweredTrivia>();
        var gate = Gate(_ =>
        {
            asked++;
            return pending.Task;
        });

        Answer(gate, "Mars");
        gate.Find("form").Submit();

        asked.ShouldBe(1);
    }

    [Fact]
    public void Once_right_only_that_is_said()
    {
        var gate = Render<TriviaGate>(p =>
            p.Add(g => g.Question, "Why?").Add(g => g.SignedIn, true).Add(g => g.Passed, true)
        );

        gate.Markup.ShouldContain("Question answered");
        gate.Markup.ShouldNotContain("Why?");
        gate.FindAll("input").ShouldBeEmpty();
    }

    [Fact]
    public void Whoever_is_not_signed_in_can_read_the_question_and_not_answer_it()
    {
        var gate = Render<TriviaGate>(p => p.Add(g => g.Question, "Why?"));

        gate.Markup.ShouldContain("Why?");
        gate.FindAll("input").ShouldBeEmpty();
    }

    private IRenderedComponent<TriviaGate> Gate(Func<string, Task<AnsweredTrivia>> answer) =>
        Render<TriviaGate>(p =>
            p.Add(g => g.Question, "Which planet?").Add(g => g.SignedIn, true).Add(g => g.OnAnswer, answer)
        );

    private static void Answer(IRenderedComponent<TriviaGate> gate, string text)
    {
        gate.Find("input").Change(text);
        gate.Find("form").Submit();
    }
}
