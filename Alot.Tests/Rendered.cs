using System.Runtime.ExceptionServices;
using Alot.Tests.World;
using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

// At the root: from here they are found before the methods of bUnit that they stand in for.
namespace Alot.Tests;

/// <summary>
/// Looks at pages that go on living while a test looks. bUnit parses a page when somebody first asks and keeps that until the
/// next render: when a test's thread asks in the middle of a render it keeps the page before, with buttons that no longer
/// exist, for as long as nothing else changes. So whoever looks takes turns with the renderer.
/// </summary>
internal static class Rendered
{
    public static IElement Find<T>(this IRenderedComponent<T> page, string what)
        where T : IComponent =>
        InTurn(page, () => page.Nodes.QuerySelector(what)) ?? throw new ElementNotFoundException(what);

    public static IReadOnlyList<IElement> FindAll<T>(this IRenderedComponent<T> page, string what)
        where T : IComponent => InTurn(page, () => page.Nodes.QuerySelectorAll(what).ToList());

    public static IElement WaitForElement<T>(this IRenderedComponent<T> page, string what)
        where T : IComponent
    {
        page.WaitForAssertion(() => Find(page, what));
        return Find(page, what);
    }

    public static void WaitForState<T>(this IRenderedComponent<T> page, Func<bool> isSo)
        where T : IComponent =>
        page.WaitForAssertion(() =>
        {
            if (!isSo())
                throw new TimeoutException($"It did not happen within {Eventually.Patience}.");
        });

    public static void WaitForAssertion<T>(this IRenderedComponent<T> page, Action isSo)
        where T : IComponent
    {
        var broken = page.Services.GetRequiredService<BunitContext>().Renderer.UnhandledException;
        Exception? failure = null;
        SpinWait.SpinUntil(() => (failure = Failure()) is null || broken.IsCompletedSuccessfully, Eventually.Patience);
        if (failure is not null)
            ExceptionDispatchInfo.Throw(broken.IsCompletedSuccessfully ? broken.GetAwaiter().GetResult() : failure);

        Exception? Failure() =>
            InTurn(
                page,
                () =>
                {
                    try
                    {
                        isSo();
                        return null;
                    }
                    catch (Exception notYet)
                    {
                        return notYet;
                    }
                }
            );
    }

    private static TResult InTurn<T, TResult>(IRenderedComponent<T> page, Func<TResult> look)
        where T : IComponent =>
        page.Services.GetRequiredService<BunitContext>().Renderer.Dispatcher.InvokeAsync(look).GetAwaiter().GetResult();
}
