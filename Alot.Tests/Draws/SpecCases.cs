using System.Globalization;
using Alot.Domain;
using Alot.Domain.Draws;
using Alot.Domain.Ledger;

namespace Alot.Tests.Draws;

/// <summary>The worked cases that the product was specified with: inputs here, their results as literals in the tests.</summary>
internal static class SpecCases
{
    public const string RosterRoot = "9aab467b343bd2b72830813efd0309d41cccdedd3e8947373098adeaebd252a5";
    public const string Randomness = "0de581d40a992485562d4e74a9fc088fe959ff25ef999f0fd746193b7789a364";
    public const string TagKey = "cb4914a5656cd9f7fe5fa47b5e456189a09bdae25969293efdaa93e45e64487a";

    public static readonly LotId Lot = new(Guid.Parse("019a2b3c-4d5e-7f60-8a1b-2c3d4e5f6071"));

    public static readonly string[] Players =
    [
        "019a2b3c-0000-7000-8000-000000000001",
        "019a2b3c-0000-7000-8000-000000000002",
        "019a2b3c-0000-7000-8000-000000000003",
        "019a2b3c-0000-7000-8000-000000000004",
        "019a2b3c-0000-7000-8000-000000000005",
    ];

    public static readonly string[] Leaves =
    [
        "019a2b3d-1111-7abc-9def-000000000000:1:25:7bdc105abaffd726:live",
        "019a2b3d-1111-7abc-9def-000000000001:26:35:5d96a42bf6e1e0dd:live",
        "019a2b3d-1111-7abc-9def-000000000002:36:40:da2094d6e33d0cbd:live",
        "019a2b3d-1111-7abc-9def-000000000003:41:90:7bdc105abaffd726:live",
        "019a2b3d-1111-7abc-9def-000000000004:91:190:04842e019da6f2f9:void",
        "019a2b3d-1111-7abc-9def-000000000005:191:191:8afe712765a97ad2:live",
        "019a2b3d-1111-7abc-9def-000000000006:192:366:5d96a42bf6e1e0dd:live",
    ];

    public static DrawInputs Classic() =>
        new()
        {
            Mode = DrawMode.Classic,
            LotId = Lot,
            CreatedAt = Time("2026-11-20T09:15:00.123456Z"),
            Seed = ServerSeed.FromHex("947f95a4a6a7dacd9f93300bcaf30ba3e057cf61a342540f2b2cfcafda07b17b"),
            Commitment = "1cca510288ecf4be7b0ab19523959c516d6e534a178d1776a5c63aebc5b83ecf",
            TotalTickets = 2561,
            EscrowBalance = Money.Dollars(2500),
        };

    public static DrawInputs WithRoster() =>
        new()
        {
            Mode = DrawMode.Roster,
            LotId = Lot,
            CreatedAt = Time("2026-11-20T09:15:00Z"),
            Seed = ServerSeed.FromHex("6204e47b55f3b3aa663736e540e468a878b88f81460754351f50c28ae602a48f"),
            Commitment = "47226d21cbc87bc8ea44b27b7b577de2a7f44db5a44f5e704af2f59b97ab280b",
            TotalTickets = 366,
            EscrowBalance = Money.Dollars(250),
            Roster = Roster.Parse(Leaves),
            RosterRoot = RosterRoot,
        };

    public static DrawInputs WithBeacon() =>
        WithRoster() with
        {
            Mode = DrawMode.Beacon,
            Seed = ServerSeed.FromHex("947f95a4a6a7dacd9f93300bcaf30ba3e057cf61a342540f2b2cfcafda07b17b"),
            Commitment = "1cca510288ecf4be7b0ab19523959c516d6e534a178d1776a5c63aebc5b83ecf",
            Randomness = Randomness,
        };

    public static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
