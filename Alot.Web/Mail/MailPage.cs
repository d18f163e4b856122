using System.Net;
using System.Text;
using Alot.Domain.Mail;

namespace Alot.Web.Mail;

/// <summary>What stands in a mail, written once and rendered as HTML (tables and inline styles, as mail programs need) and as text.</summary>
/// <param name="Preview">What mail programs show beside the subject.</param>
/// <param name="Kicker">The small line above the title: the lot, or what the mail is about.</param>
/// <param name="Rows">Facts, label and value.</param>
/// <param name="Action">The one thing to do next.</param>
/// <param name="Proofs">Hashes to keep, each with its name.</param>
/// <param name="Note">A last sentence inside the card.</param>
/// <param name="Footer">Under the card.</param>
public sealed record MailPage(
    string Subject,
    string Preview,
    string Kicker,
    string Title,
    string Lead,
    IReadOnlyList<(string Label, string Value)>? Rows = null,
    (string Label, string Url)? Action = null,
    IReadOnlyList<(string Label, string Hash)>? Proofs = null,
    string? Note = null,
    string Footer = MailPage.Basics
)
{
    public const string Basics = "ALOT! is for people of 18 and older. Credits are not cash.";

    public Domain.Mail.Mail To(string address) => new(address, Subject, Text(), Html());

    internal string Text()
    {
        var text = new StringBuilder();
        text.Append(Kicker).Append("\n\n").Append(Title).Append('\n').Append(Lead).Append('\n');
        if (Rows is { Count: > 0 })
        {
            text.Append('\n');
            foreach (var (label, value) in Rows)
                text.Append(label).Append(": ").Append(value).Append('\n');
        }
        if (Action is { } action)
            text.Append('\n').Append(action.Label).Append(":\n").Append(action.Url).Append('\n');
        foreach (var (label, hash) in Proofs ?? [])
            text.Append('\n').Append(label).Append(":\n").Append(hash).Append('\n');
        if (Note is not null)
            text.Append('\n').Append(Note).Append('\n');
        return text.Append("\n-- \n").Append(Footer).Append('\n').ToString();
    }

    internal string Html()
    {
        var rows = string.Concat((Rows ?? []).Select(r => Row(r.Label, r.Value)));
        var facts =
            rows.Length == 0
                ? ""
                : $"""
                    {Perforation}
                    <tr><td style="padding:12px 24px 20px"><table role="presentation" width="100%" cellpadding="0" cellspacing="0">{rows}</table></td></tr>
                    """;
        var action = Action is { } a ? Button(a.Label, a.Url) : "";
        var proofs = string.Concat((Proofs ?? []).Select(p => Proof(p.Label, p.Hash)));
        var last =
            proofs.Length == 0 && Note is null
                ? ""
                : $"""
                    {Perforation}
                    <tr><td style="padding:16px 24px 24px;font-size:13px;line-height:1.5;color:#41555A">{proofs}{Safe(
                        Note ?? ""
                    )}</td></tr>
                    """;
        return $"""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark"><title>{Safe(
                Subject
            )}</title>
            <style>{Dark}</style></head>
            <body class="bg" style="margin:0;background:#EFF4F3">
            <div style="display:none;max-height:0;overflow:hidden">{Safe(Preview)}</div>
            <table role="presentation" width="100%" cellpadding="0" cellspacing="0" class="bg" style="background:#EFF4F3"><tr><td align="center" style="padding:24px 12px">
            <table role="presentation" width="100%" cellpadding="0" cellspacing="0" class="card" style="max-width:560px;background:#FFFFFF;border-radius:6px;font-family:'Hanken Grotesk',Helvetica,Arial,sans-serif;text-align:left">
            <tr><td class="t" style="padding:22px 24px 0;font:900 22px Arial Black,Arial,sans-serif;letter-spacing:-1px;color:#0E1A1D">ALOT<span style="background:#FFD23F;color:#161A12;padding:0 6px;margin-left:2px">!</span></td></tr>
            <tr><td class="m" style="padding:22px 24px 4px;font-size:13px;color:#41555A">{Safe(Kicker)}</td></tr>
            <tr><td class="t" style="padding:0 24px;color:#0E1A1D"><h1 style="margin:0;font-size:30px;line-height:1.1;font-family:Arial,sans-serif">{Safe(
                Title
            )}</h1></td></tr>
            <tr><td class="t" style="padding:6px 24px 20px;font-size:16px;line-height:1.5;color:#0E1A1D">{Safe(
                Lead
            )}</td></tr>
            {facts}
            {action}
            {last}
            </table>
            <p class="m" style="max-width:560px;font:13px/1.5 Helvetica,Arial,sans-serif;color:#41555A;text-align:left;padding:0 12px">{Safe(
                Footer
            )}</p>
            </td></tr></table></body></html>
            """;
    }

    private const string Perforation =
        """<tr><td class="edge" style="border-top:2px dashed #647A7F;font-size:0;line-height:0">&nbsp;</td></tr>""";

    private const string Dark =
        "@media (prefers-color-scheme:dark){.bg{background:#0C1518!important}.card{background:#132024!important}"
        + ".t{color:#EDF4F2!important}.m{color:#A9BBBB!important}.line{border-color:#2A3D43!important}"
        + ".h{background:#081012!important;color:#EDF4F2!important}.edge{border-color:#71888D!important}}";

    private static string Row(string label, string value) =>
        $"""<tr><td class="m line" style="padding:9px 0;border-top:1px solid #CBD8D6;color:#41555A;font-size:15px">{Safe(label)}</td><td align="right" class="t line" style="padding:9px 0 9px 12px;border-top:1px solid #CBD8D6;font-size:15px;font-weight:bold;color:#0E1A1D">{Safe(value)}</td></tr>""";

    private static string Button(string label, string url) =>
        $"""<tr><td style="padding:0 24px 22px"><table role="presentation" cellpadding="0" cellspacing="0"><tr><td style="background:#FFD23F;border:1.5px solid #161A12;border-radius:4px"><a href="{Safe(url)}" style="display:inline-block;padding:14px 22px;font:bold 16px Arial,sans-serif;color:#161A12;text-decoration:none">{Safe(label)}</a></td></tr></table></td></tr>""";

    private static string Proof(string label, string hash) =>
        $"""{Safe(label)}<br><span class="h" style="display:block;background:#E2EAE8;color:#0E1A1D;padding:8px 10px;font:12px/1.5 'JetBrains Mono',Menlo,monospace;word-break:break-all;border-radius:4px;margin:4px 0 12px">{Safe(hash)}</span>""";

    private static string Safe(string text) => WebUtility.HtmlEncode(text);
}
