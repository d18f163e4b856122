using System.Security.Cryptography;
using Alot.Data.Transactions;
using Alot.Domain.Compliance;
using Alot.Domain.Draws;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Draws;

/// <summary>The platform's signing key: made on first use, private half sealed, public half published for good.</summary>
public sealed class SigningKeys(Sealer sealer)
{
    private const long MakeLock = 0x616c6f745f6b6579;

    /// <summary>Signs with the key in use. The caller's transaction makes the key if there is none yet.</summary>
    internal async Task<SignedStatement> SignAsync(
        AlotDb db,
        Statement statement,
        DateTimeOffset now,
        CancellationToken stop
    )
    {
        var key = await CurrentAsync(db, stop) ?? await MakeAsync(db, now, stop);
        using var privateKey = ECDsa.Create();
        privateKey.ImportPkcs8PrivateKey(
            Convert.FromBase64String(sealer.Open(key.PrivateKeySealed, Purpose(key.Id))),
            out _
        );
        return statement.SignWith(privateKey);
    }

    /// <summary>Whether one of the platform's keys, in use or not, made this statement.</summary>
    internal static async Task<bool> HoldsAsync(AlotDb db, SignedStatement signed, CancellationToken stop)
    {
        var key = await db.SigningKeys.AsNoTracking().SingleOrDefaultAsync(k => k.Id == signed.KeyId, stop);
        return key is not null
            && StatementSignature.Verify(key.PublicKey, signed.Kind, signed.Fields, signed.Signature);
    }

    private static Task<SigningKey?> CurrentAsync(AlotDb db, CancellationToken stop) =>
        db
            .SigningKeys.AsNoTracking()
            .Where(k => k.ValidUntil == null)
            .OrderByDescending(k => k.ValidFrom)
            .FirstOrDefaultAsync(stop);

    private async Task<SigningKey> MakeAsync(AlotDb db, DateTimeOffset now, CancellationToken stop)
    {
        await using (var oneAtATime = db.Sql("select pg_advisory_xact_lock($1)", MakeLock))
            await oneAtATime.ExecuteNonQueryAsync(stop);
        if (await CurrentAsync(db, stop) is { } made)
            return made;
        using var fresh = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var publicKey = StatementSignature.PublicKeyOf(fresh);
        var id = StatementSignature.KeyIdOf(publicKey);
        var key = new SigningKey
        {
            Id = id,
            PublicKey = publicKey,
            PrivateKeySealed = sealer.Seal(Convert.ToBase64String(fresh.ExportPkcs8PrivateKey()), Purpose(id)),
            ValidFrom = now,
        };
        db.SigningKeys.Add(key);
        await db.SaveChangesAsync(stop);
        return key;
    }

    private static string Purpose(string id) => $"signing-key:{id}";
}
