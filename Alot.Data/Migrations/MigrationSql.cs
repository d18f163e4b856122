using System.Reflection;

namespace Alot.Data.Migrations;

/// <summary>SQL that stands in a file beside the migrations and is part of one.</summary>
internal static class MigrationSql
{
    public static string Read(string name)
    {
        using var stream =
            Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
