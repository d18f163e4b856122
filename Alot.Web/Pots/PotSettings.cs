using Alot.Domain.Ledger;
using Alot.Domain.Pots;

namespace Alot.Web.Pots;

/// <summary>
/// What an installation decides about its pots: configuration <c>Pots</c>. <c>Pots:Templates:{name}</c> is
/// {Title, EntryCost, MaxTickets, MaxPerUser, DurationSeconds}.
/// </summary>
public static class PotSettings
{
    private const string Section = "Pots";

    /// <exception cref="InvalidOperationException">Something of it can't be right.</exception>
    public static PotPolicy From(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        var usual = new PotPolicy();
        return usual with
        {
            RevealDelay = Seconds(section, "RevealDelaySeconds", usual.RevealDelay),
            WatchPatience = Seconds(section, "WatchPatienceSeconds", usual.WatchPatience),
            SettleWithin = Seconds(section, "SettleWithinSeconds", usual.SettleWithin),
            FlagAt = Number(section, "FlagAt", usual.FlagAt),
            LargeWin = new Credits(Number(section, "LargeWin", (int)usual.LargeWin.Amount)),
            JoinsPerPlayer = Number(section, "JoinsPerPlayer", usual.JoinsPerPlayer),
            JoinsPerDevice = Number(section, "JoinsPerDevice", usual.JoinsPerDevice),
            JoinsPerAddress = Number(section, "JoinsPerAddress", usual.JoinsPerAddress),
            EntriesPerAddress = Number(section, "EntriesPerAddress", usual.EntriesPerAddress),
            BlockedRegions = (section.GetSection("BlockedRegions").Get<string[]>() ?? []).ToHashSet(
                StringComparer.OrdinalIgnoreCase
            ),
            // Off where pots must not open by themselves, though templates stand in the configuration.
            Templates = section.GetValue("Rotating", true)
                ? [.. section.GetSection("Templates").GetChildren().Select(Template)]
                : [],
        };
    }

    private static PotTemplate Template(IConfigurationSection section)
    {
        var plan = new PotPlan(
            section["Title"] ?? section.Key,
            new Credits(Number(section, "EntryCost", 0)),
            Number(section, "MaxTickets", 0),
            Number(section, "MaxPerUser", 0),
            TimeSpan.FromSeconds(Number(section, "DurationSeconds", 0)),
            section.Key
        );
        try
        {
            return new PotTemplate(section.Key, plan.Checked());
        }
        catch (Domain.Refusal refused)
        {
            throw new InvalidOperationException($"{section.Path}: {refused.Message}");
        }
    }

    private static TimeSpan Seconds(IConfigurationSection section, string key, TimeSpan usual) =>
        TimeSpan.FromSeconds(Number(section, key, (int)usual.TotalSeconds));

    private static int Number(IConfigurationSection section, string key, int usual) =>
        section.GetValue(key, usual) is var number and >= 0
            ? number
            : throw new InvalidOperationException($"{section.Path}:{key} is below zero.");
}
