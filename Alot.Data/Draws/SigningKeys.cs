using System.Security.Cryptography;
using Alot.Data.Mapping;
using Alot.Data.Transactions;
using Alot.Domain.Compliance;
using Alot.Domain.Draws;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Draws;

/// <summary>
/// The signing keys, one in use at a time for each who signs: the first is made on first use, <see cref="RotateKey"/> makes the next.
/// Private halves are sealed, public ones published for good. Nothing of them is kept between transactions.
/// </summary>
public sealed class SigningKeys(Sealer sealer)
{
    private const long MakeLock = 0x616c6f745f6b6579;

    /// <summary>
    /// Signs with the key in use. Its row is locked until the caller has committed, so that no key ends under a statement that
    /// is being made, and none is signed with a key that has ended. The caller's transaction makes the key if there is none yet.
    /// </summary>
    /// <param name="now">The time the statement says.</param>
    /// <exception cref="KeyChangedException">The key began after that time: the caller waited for a rotation.</exception>
    internal Task<SignedStatement> SignAsync(
        AlotDb db,
        Statement statement,
        DateTimeOffset now,
        CancellationToken stop
    ) => SignAsync(db, SigningUse.Platform, statement, now, stop);

    /// <inheritdoc cref="SignAsync(AlotDb, Statement, DateTimeOffset, CancellationToken)"/>
    internal async Task<SignedStatement> SignAsync(
        AlotDb db,
        SigningUse use,
        Statement statement,
        DateTimeOffset now,
        CancellationToken stop
    )
    {
        var key = await InUseAsync(db, use, toEndIt: false, stop) ?? await MakeFirstAsync(db, use, now, stop);
        if (now < key.ValidFrom)
            throw new KeyChangedException(key.Id);
        using var privateKey = ECDsa.Create();
        privateKey.ImportPkcs8PrivateKey(
            Convert.FromBase64String(sealer.Open(key.PrivateKeySealed, Purpose(key.Id))),
            out _
        );
        return statement.SignWith(privateKey);
    }

    /// <summary>The key in use, its row locked; waits for whoever ends it at this moment. Null when there is none.</summary>
    /// <param name="toEndIt">Locks it against all others; else only against whoever would end it.</param>
    internal static async Task<SigningKey?> InUseAsync(AlotDb db, SigningUse use, bool toEndIt, CancellationToken stop)
    {
        var its = EnumText.Text(use);
        // A second look: who waited for a rotation finds the old key ended, and does not see the new one in the same statement.
        return await LookAsync() ?? await LookAsync();

        Task<SigningKey?> LookAsync() =>
            (
                toEndIt
                    ? db.SigningKeys.FromSql(
                        $"select * from signing_keys where use = {its} and valid_until is null for update"
                    )
                    : db.SigningKeys.FromSql(
                        $"select * from signing_keys where use = {its} and valid_until is null for share"
                    )
            )
                .AsNoTracking()
                .SingleOrDefaultAsync(stop);
    }

    /// <summary>Whether one of the platform's keys, in use or not, made this statement.</summary>
    internal static async Task<bool> HoldsAsync(
        AlotDb db,
        SignedStatement signed,
        CancellationToken stop,
        SigningUse use = SigningUse.Platform
    )
    {
        var key = await db
            .SigningKeys.AsNoTracking()
            .SingleOrDefaultAsync(k => k.Id == signed.KeyId && k.Use == use, stop);
        return key is not null
            && StatementSignature.Verify(key.PublicKey, signed.Kind, signed.Fields, signed.Signature);
    }

    /// <summary>A fresh key, valid from this moment on.</summary>
    internal SigningKey Make(SigningUse use, DateTimeOffset from)
    {
        using var fresh = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var publicKey = StatementSignature.PublicKeyOf(fresh);
        var id = StatementSignature.KeyIdOf(publicKey);
        return new SigningKey
        {
            Id = id,
            Use = use,
            PublicKey = publicKey,
            PrivateKeySealed = sealer.Seal(Convert.ToBase64String(fresh.ExportPkcs8PrivateKey()), Purpose(id)),
            ValidFrom = from,
        };
    }

    /// <summary>Who makes keys takes turns, until the commit.</summary>
    internal static Task OneAtATimeAsync(AlotDb db, CancellationToken stop) =>
        db.RunSqlAsync("select pg_advisory_xact_lock($1)", stop, MakeLock);

    private async Task<SigningKey> MakeFirstAsync(AlotDb db, SigningUse use, DateTimeOffset now, CancellationToken stop)
    {
        await OneAtATimeAsync(db, stop);
        if (await InUseAsync(db, use, toEndIt: false, stop) is { } made)
            return made;
        var key = Make(use, now);
        db.SigningKeys.Add(key);
        await db.SaveChangesAsync(stop);
        return key;
    }

    private static string Purpose(string id) => $"signing-key:{id}";
}

/// <summary>
/// The signing key changed between the reading of the clock and the signing: the whole unit runs again, with a later time.
/// </summary>
internal sealed class KeyChangedException(string id)
    : Exception($"Signing key {id} began after the time the statement says.");
