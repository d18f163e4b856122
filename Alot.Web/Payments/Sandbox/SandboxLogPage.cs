using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace Alot.Web.Payments.Sandbox;

/// <summary><c>/sandbox</c>: what the sandbox did, the newest first, and how often each fault has fired.</summary>
internal static class SandboxLogPage
{
    private const int Most = 200;

    private static readonly HtmlEncoder _html = HtmlEncoder.Default;

    public static async Task<IResult> ShowAsync(
        HttpContext context,
        SandboxLog log,
        SandboxFaults faults,
        CancellationToken stop
    )
    {
        var (seed, rules) = await faults.ReadAsync(stop);
        var counts = await log.CountAsync(stop);
        return SandboxPage.Page(
            context,
            $"""
            <h1>What the sandbox did</h1>
            <p class="muted">Faults are set by <code>POST /sandbox/faults</code> and counted by <code>GET /sandbox/faults</code>; seed {seed.ToString(
                CultureInfo.InvariantCulture
            )}.</p>
            {Figures(counts)}
            {Told(rules)}
            {Lines(await log.LastAsync(Most, stop))}
            """,
            wide: true
        );
    }

    private static string Figures(Dictionary<string, long> counts)
    {
        var figures = new StringBuilder();
        foreach (var name in (string[])["calls", "deliveries", "acts"])
            Figure(figures, name, counts.GetValueOrDefault(name));
        foreach (var fault in Enum.GetValues<SandboxFault>().Select(SandboxFaults.Name))
            if (counts.TryGetValue(fault, out var fired))
                Figure(figures, $"{fault} fired", fired);
        return $"<section class=\"panel\" aria-label=\"Counts\"><dl class=\"facts facts--grid\">{figures}</dl></section>";
    }

    private static void Figure(StringBuilder figures, string name, long count) =>
        figures.Append(
            CultureInfo.InvariantCulture,
            $"<div><dt>{_html.Encode(name)}</dt><dd class=\"num\">{count:#,0}</dd></div>"
        );

    private static string Told(Dictionary<SandboxFault, SandboxFaultRule> rules)
    {
        if (rules.Count == 0)
            return "<p class=\"note\" role=\"note\">It behaves: no fault is set.</p>";
        var rows = new StringBuilder();
        foreach (var (fault, rule) in rules.OrderBy(r => r.Key))
            rows.Append(
                CultureInfo.InvariantCulture,
                $"<li><code>{SandboxFaults.Name(fault)}</code>: {rule.Probability:0.##} of the time, the next {rule.Next}, at most {rule.Seconds:0.#} s</li>"
            );
        return $"<section class=\"note note--warn\" aria-label=\"Faults set\"><div><strong>Told to misbehave</strong><ul>{rows}</ul></div></section>";
    }

    private static string Lines(IReadOnlyList<SandboxLogLine> lines)
    {
        if (lines.Count == 0)
            return "<p class=\"muted\">Nothing yet. Pay for an entry, and it comes up here.</p>";
        var rows = new StringBuilder();
        foreach (var line in lines)
            rows.Append(
                CultureInfo.InvariantCulture,
                $"<tr><td class=\"num\">{line.At.UtcDateTime:HH:mm:ss}</td><td>{_html.Encode(line.What)}</td><td><code>{_html.Encode(line.About ?? "")}</code></td><td>{_html.Encode(line.Outcome)}</td><td>{(line.Fault is null ? "" : $"<strong>{_html.Encode(line.Fault)}</strong>")}</td></tr>"
            );
        return $"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"The last {lines.Count}\"><table class=\"table\"><thead><tr><th>UTC</th><th>What</th><th>About</th><th>Outcome</th><th>Fault</th></tr></thead><tbody>{rows}</tbody></table></div>";
    }
}
