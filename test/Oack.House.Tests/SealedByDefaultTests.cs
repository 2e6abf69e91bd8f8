using System.Reflection;

namespace Oack.House.Tests;

/// <summary>A class is sealed unless it is made to be derived from, which abstract or a derived class shows.</summary>
public sealed class SealedByDefaultTests
{
    public static TheoryData<string> Libraries => [.. Library.Names];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Class_IsSealed_WhenNothingDerivesFromIt(string library)
    {
        Type[] types = Assembly.Load(library).GetTypes();

        IEnumerable<string> open = types
            .Where(type => type is { IsClass: true, IsSealed: false, IsAbstract: false } && !IsMade(type))
            .Where(type => !types.Any(other => other.BaseType == type))
            .Select(type => type.FullName!);

        House.AssertNone(open, $"classes of {library} that are neither sealed nor derived from");
    }

    private static bool IsMade(Type type) =>
        type.FullName!.Contains('<', StringComparison.Ordinal)
        || type.IsDefined(typeof(System.Runtime.CompilerServices.CompilerGeneratedAttribute), inherit: false);
}
