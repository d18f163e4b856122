namespace Alot.Domain.Draws;

public enum DrawMode
{
    Classic,
    Roster,
    Beacon,
}
