using System.Reflection;
using Oack.Simulation.Scenarios;

namespace Oack.Simulation.Tests.Scenarios;

public sealed class ScenarioCatalogueTests
{
    [Fact]
    public void TestRunTakesTwentyThousandSeeds_When_AllScenariosAreCounted() =>
        Assert.True(ScenarioCatalogue.All.Sum(scenario => scenario.TestSeeds) >= 20_000);

    [Fact]
    public void EachScenarioIsRunByATest_When_ItIsInTheCatalogue()
    {
        IEnumerable<string> run =
            from type in typeof(ScenarioCatalogueTests).Assembly.GetTypes()
            from method in type.GetMethods()
            from data in method.GetCustomAttributes<MemberDataAttribute>()
            where data.MemberType == typeof(Seeds)
            select (string)data.Arguments[0]!;
        Assert.Equal(ScenarioCatalogue.All.Select(scenario => scenario.Name).Order(), run.Order());
    }
}
