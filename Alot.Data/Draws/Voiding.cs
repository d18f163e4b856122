using Alot.Data.Auditing;
using Alot.Data.Live;
using Alot.Data.Lots;
using Alot.Data.Mapping;
using Alot.Data.Transactions;
using Alot.Domain.Accounts;
using Alot.Domain.Draws;
using Alot.Domain.Lots;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Draws;

internal static class Voiding
{
    /// <summary>
    /// Carries out what two people agreed on, with the lot locked: workers order the refunds and return the credits, as of any
    /// cancelled lot, and the log says in public that there was no result.
    /// </summary>
    public static async Task VoidAsync(
        this AlotDb db,
        SigningKeys keys,
        Lot lot,
        Approval approved,
        DateTimeOffset now,
        CancellationToken stop
    )
    {
        var (from, frozenFor, by) = (lot.Status, lot.FrozenReason ?? "", approved.DecidedBy!.Value);
        var move = lot.Void(await db.HasPaidAsync(lot.Id, stop), approved.Reason, by, now);
        var salt = await db.DrawCommitments.Where(c => c.LotId == lot.Id).Select(c => c.LogSalt).SingleAsync(stop);
        // "audit: counters_are_rows" is for staff.
        var signed = await keys.SignAsync(
            db,
            DrawStatements.Void(lot.Id, EnumText.Text(from), frozenFor.Split(':')[0], now),
            now,
            stop
        );

        db.Record(move);
        await db.RunSqlAsync(
            "update reveals set status = 'cancelled' where room_id = $1 and status = 'active'",
            stop,
            lot.Id.Value
        );
        await db.WriteToMembersAsync("lot_cancelled", lot.Id, now, stop);
        await db.ClearAlertsAsync("lot_frozen", lot.Id.ToString(), by, now, stop);
        db.Audit(
            by,
            "lot_voided",
            "lot",
            lot.Id.Value,
            new
            {
                lot.Number,
                from,
                frozenFor,
                approved.Reason,
                ApprovalId = approved.Id,
                approved.RequestedBy,
            }
        );
        await db.AppendAsync(signed, lot, salt, now, stop);
        db.Announce(Topic.Lot(lot.Id), Topic.Lots, Topic.DueLots);
    }
}
