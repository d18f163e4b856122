namespace Alot.Web.Kit;

/// <summary>How a <see cref="PlateCard"/> lies on the page.</summary>
public enum PlateShape
{
    /// <summary>Plate above stub.</summary>
    Card,

    /// <summary>Plate at the left, perforation standing up.</summary>
    Row,

    /// <summary>A row on phones, a card from 700 px on.</summary>
    Fluid,

    /// <summary>The one large card of a page.</summary>
    Feature,
}
