using Alot.Data.Accounts;
using Alot.Data.Pots;
using Alot.Domain;
using Alot.Domain.Accounts;
using Alot.Domain.Pots;
using Alot.Web.Kit;

namespace Alot.Web.Pots.Staff;

/// <summary>The words and addresses of the back office's pages about pots.</summary>
public static class StaffPotText
{
    public const string Queue = "/staff/pots";
    public const string Dashboard = "/staff/pots/dashboard";

    /// <summary>Who plays with whom is for those who can do something about it.</summary>
    public static bool MayLook(StaffView staff) => staff.May(Permission.PausePots);

    public static bool MaySeeFigures(StaffView staff) => MayLook(staff) || staff.May(Permission.ViewAnalytics);

    public static string PotUrl(PotId pot) => $"{Queue}/{pot}";

    public static string ItemUrl(string key) => $"{Queue}?item={key}";

    public static string Word(PotStatus status) => status.ToString().ToLowerInvariant();

    public static string StatusClass(StaffPot pot) =>
        pot switch
        {
            { Late: true } => "st bad",
            { Paused: true } or { CancelRequestedAt: not null, IsOver: false } => "st warn",
            { Status: PotStatus.Settled } => "st ok",
            { Status: PotStatus.Cancelled } => "st idle",
            _ => "st info",
        };

    public static string State(StaffPot pot) =>
        pot switch
        {
            { Late: true } => "locked, late",
            { IsOver: false, CancelRequestedAt: not null } => "called off, going back",
            { Paused: true } => $"{Word(pot.Status)}, paused",
            _ => Word(pot.Status),
        };

    /// <summary>The sentences of "Why it is here"; none when nothing is wrong with it.</summary>
    public static IEnumerable<string> Why(StaffPot pot)
    {
        if (pot.Late)
            yield return "It is locked for more than two minutes and not settled. Jobs try again by themselves; the alerts say what stops them.";
        if (pot.Flags.Count(f => f.Flagged) is > 0 and var flagged)
            yield return $"{(flagged == 1 ? "One player looks" : $"{Figures.Of(flagged)} players look")} like playing together against the others. A flag stops nothing: pause it, take an entry out while it is open, call it off, or clear the flag.";
        if (pot is { Paused: true, IsOver: false })
            yield return $"It is paused: {pot.PauseReason} Joins, timer and settlement stand still until it goes on.";
        if (pot is { CancelRequestedAt: not null, IsOver: false })
            yield return $"It is called off: {pot.CancelReason} Its credits are on their way back.";
    }

    public static string Reason(string kind) =>
        kind switch
        {
            FlagKinds.SharedDevice => "same device",
            FlagKinds.SharedAddress => "same address",
            FlagKinds.Circular => "keep meeting",
            FlagKinds.NewAccounts => "new accounts",
            _ => kind.Replace('_', ' '),
        };

    public static string Action(string action) => action.Replace('_', ' ');

    public static string Seconds(TimeSpan? span) =>
        span is not { } time ? "–"
        : time < TimeSpan.FromMinutes(2)
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} s")
        : string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{(int)time.TotalMinutes}:{time.Seconds:00} min"
        );

    public static string Share(int part, int whole) => whole == 0 ? "–" : $"{Figures.PercentOf(part, whole)}%";
}
