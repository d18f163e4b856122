using System.Security.Cryptography;
using Alot.Domain.Compliance;

namespace Alot.Web.Operations;

/// <summary>
/// Where the key that seals personal data and draw seeds comes from: <c>Alot:MasterKey</c> (32 bytes, base64),
/// <c>Alot:PreviousMasterKeys</c> for those it replaced. Only Development makes its own, once, in a file.
/// </summary>
public static class MasterKey
{
    public static IServiceCollection AddMasterKey(
        this IServiceCollection services,
        IConfiguration configuration,
        IHostEnvironment environment
    ) => services.AddSingleton(Load(configuration, environment));

    /// <exception cref="InvalidOperationException">There is none, outside Development.</exception>
    public static Sealer Load(IConfiguration configuration, IHostEnvironment environment)
    {
        var previous =
            configuration.GetSection("Alot:PreviousMasterKeys").Get<string[]>()?.Select(Sealer.ParseKey) ?? [];
        if (configuration["Alot:MasterKey"] is { Length: > 0 } key)
            return new Sealer(Sealer.ParseKey(key), previous);
        if (!environment.IsDevelopment())
            throw new InvalidOperationException(
                "Alot:MasterKey is not configured. It is 32 random bytes as base64 (openssl rand -base64 32); without it sealed data can't be read."
            );
        return new Sealer(Sealer.ParseKey(OwnKey(FileOf(configuration, environment))), previous);
    }

    private static string FileOf(IConfiguration configuration, IHostEnvironment environment) =>
        configuration["Alot:MasterKeyFile"] is { Length: > 0 } file
            ? file
            : Path.Combine(environment.ContentRootPath, "..", ".alot", "master.key");

    // Two nodes that start at once must end up with one key: whoever moves its file into place first wins.
    private static string OwnKey(string file)
    {
        if (!File.Exists(file))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
            var draft = $"{file}.{Environment.ProcessId}";
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using (var writer = new StreamWriter(draft, options))
                writer.Write(Convert.ToBase64String(RandomNumberGenerator.GetBytes(Sealer.KeyBytes)));
            try
            {
                File.Move(draft, file, overwrite: false);
            }
            catch (IOException) when (File.Exists(file))
            {
                File.Delete(draft);
            }
        }
        return File.ReadAllText(file);
    }
}
