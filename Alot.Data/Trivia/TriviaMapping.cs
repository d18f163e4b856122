using Alot.Data.Mapping;
using Alot.Domain.Lots;
using Alot.Domain.Trivia;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Alot.Data.Trivia;

internal sealed class TriviaQuestionMapping : IEntityTypeConfiguration<TriviaQuestion>
{
    public void Configure(EntityTypeBuilder<TriviaQuestion> question)
    {
        question.ToTable(
            "trivia_questions",
            t => t.HasCheckConstraint("ck_trivia_questions_purpose", EnumText.CheckSql<TriviaPurpose>("purpose"))
        );
        question.Property(q => q.Id).ValueGeneratedNever();
        question.Property(q => q.LotId).HasColumnName("room_id");
        question.Property(q => q.Purpose).AsText();
        question.HasIndex(q => new { q.LotId, q.Purpose }).IsUnique();
        question
            .Property(q => q.AnswerHashes)
            .HasColumnType("text[]")
            .HasConversion(
                hashes => hashes.ToArray(),
                hashes => hashes,
                new ValueComparer<IReadOnlyList<string>>(
                    (a, b) => a!.SequenceEqual(b!),
                    list => list.Count,
                    list => list
                )
            );
        question.HasOne<Lot>().WithMany().HasForeignKey(q => q.LotId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class TriviaAttemptMapping : IEntityTypeConfiguration<TriviaAttempt>
{
    public void Configure(EntityTypeBuilder<TriviaAttempt> attempt)
    {
        attempt.ToTable("room_trivia_attempts");
        attempt.Property(a => a.Id).ValueGeneratedNever();
        attempt.Property(a => a.LotId).HasColumnName("room_id");
        attempt.Property(a => a.PlayerId).HasColumnName("user_id");
        attempt
            .HasIndex(a => new
            {
                a.LotId,
                a.PlayerId,
                a.AttemptNumber,
            })
            .IsUnique();
        attempt.HasOne<Lot>().WithMany().HasForeignKey(a => a.LotId).OnDelete(DeleteBehavior.Restrict);
    }
}
