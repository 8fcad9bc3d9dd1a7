using Xunit.Abstractions;
using Xunit.Sdk;

namespace ConvGen.Tests.Harness;

/// <summary>Runs a class's tests in the order of their names: cases of one network stand together, so that the oracle computes it once for all code paths.</summary>
public sealed class ByName : ITestCaseOrderer
{
    /// <inheritdoc/>
    public IEnumerable<TTestCase> OrderTestCases<TTestCase>(IEnumerable<TTestCase> testCases)
        where TTestCase : ITestCase => testCases.OrderBy(test => test.DisplayName, StringComparer.Ordinal);
}
