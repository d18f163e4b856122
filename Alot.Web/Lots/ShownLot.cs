using Alot.Domain;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;

namespace Alot.Web.Lots;

/// <summary>A moving lot as a page shows it, to tell whether it changed since.</summary>
public sealed record ShownLot(LotId Id, LotStatus Status, Money Funding);
