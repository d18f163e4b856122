namespace Alot.Web.Accounts;

// What the account pages' forms send. Absent fields are empty; the use cases say what is wrong with them.

public sealed class LoginForm
{
    public string? Email { get; set; }
    public string? Password { get; set; }
}

public sealed class CodeForm
{
    public string? Code { get; set; }
}

public sealed class RegisterForm
{
    public string? Email { get; set; }
    public string? Username { get; set; }
    public string? Password { get; set; }
    public string? DateOfBirth { get; set; }
    public string? Country { get; set; }
    public string? Region { get; set; }
}

public sealed class ForgotForm
{
    public string? Email { get; set; }
}

public sealed class PasswordForm
{
    public string? Current { get; set; }
    public string? Password { get; set; }
}

public sealed class NameForm
{
    public bool Shown { get; set; }
}

public sealed class SessionForm
{
    public Guid Session { get; set; }
}
