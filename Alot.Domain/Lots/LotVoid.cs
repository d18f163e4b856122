namespace Alot.Domain.Lots;

// Voiding: draws.md, "Rules". The only way left to avoid a result, so it takes a frozen lot and two people of staff.
public sealed partial class Lot
{
    /// <param name="paid">Some of its players have been settled.</param>
    /// <exception cref="Refusal"><c>move_not_allowed</c>, <c>lot_not_frozen</c>, <c>settlement_begun</c>.</exception>
    public void RequireCanVoid(bool paid)
    {
        if (Status is not (LotStatus.Funded or LotStatus.Drawing))
            throw new Refusal(
                "move_not_allowed",
                $"Only a funded or drawn lot can be voided; lot {NumberText} is {LotLifecycle.Word(Status)}."
            );
        if (FrozenAt is null)
            throw new Refusal(
                "lot_not_frozen",
                "Only a frozen lot can be voided: as long as seed, entries and books match, it is drawn and paid."
            );
        if (paid)
            throw new Refusal(
                "settlement_begun",
                "Some of its players have been paid already. What was paid can't be taken back by voiding the lot."
            );
    }

    /// <summary>Gives everything back at 100 % instead of drawing or paying out. The freeze ends with it, so that the money can go home.</summary>
    /// <param name="reason">Players read it.</param>
    /// <param name="by">The second person.</param>
    /// <inheritdoc cref="RequireCanVoid"/>
    public LotMove Void(bool paid, string reason, PlayerId by, DateTimeOffset now)
    {
        RequireCanVoid(paid);

        CancelledAt = now;
        CancelReason = reason;
        FrozenAt = null;
        FrozenReason = null;
        return MoveTo(LotStatus.Cancelled, now, by, "void");
    }

    /// <summary>
    /// A winner can lose the prize once everyone was paid. Until then whoever is suspended keeps their tickets, and the prize is
    /// held.
    /// </summary>
    /// <exception cref="Refusal"><c>lot_not_settled</c>, <c>lot_frozen</c>.</exception>
    public void RequireCanDisqualify()
    {
        if (Status != LotStatus.Settled)
            throw new Refusal(
                "lot_not_settled",
                $"Lot {NumberText} is {LotLifecycle.Word(Status)}: a winner can be disqualified once everyone was paid."
            );
        RequireNotFrozen();
    }
}
