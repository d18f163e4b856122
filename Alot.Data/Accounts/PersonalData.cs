namespace Alot.Data.Accounts;

/// <summary>What the sealed columns of a person are sealed for.</summary>
public static class PersonalData
{
    public static string FullName(Guid userId) => $"full-name:{userId}";

    public static string DateOfBirth(Guid userId) => $"date-of-birth:{userId}";

    public static string PhoneNumber(Guid userId) => $"phone-number:{userId}";
}
