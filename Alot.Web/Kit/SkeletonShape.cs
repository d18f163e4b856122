namespace Alot.Web.Kit;

/// <summary>What a <see cref="Skeleton"/> stands for.</summary>
public enum SkeletonShape
{
    Card,
    Row,
    Fund,
    Lines,
}
