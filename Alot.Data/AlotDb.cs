using Microsoft.EntityFrameworkCore;

namespace Alot.Data;

public sealed class AlotDb(DbContextOptions<AlotDb> options) : DbContext(options);
