namespace Alot.Web.Pots.Staff;

/// <summary>One bar of a chart, with the row that stands behind it.</summary>
public sealed record StaffBar(string Name, long Value);
