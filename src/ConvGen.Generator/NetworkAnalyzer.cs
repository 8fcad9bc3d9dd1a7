using System.Collections.Immutable;
using ConvGen.Generator.Diagnostics;
using ConvGen.Generator.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ConvGen.Generator;

/// <summary>
/// Checks networks while they are typed: reads each class, builds its graph, infers its shapes. It does what the generator does up to
/// there, because editors run analyzers on every edit but generators only on save or build.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class NetworkAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => Rules.All;

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(start =>
        {
            var blocks = new BlockReader(start.Compilation.Assembly);
            start.RegisterSymbolAction(
                symbol =>
                {
                    foreach (var diagnostic in NetworkDiagnostics.Of((INamedTypeSymbol)symbol.Symbol, symbol.Compilation, blocks, symbol.CancellationToken))
                        symbol.ReportDiagnostic(diagnostic);
                },
                SymbolKind.NamedType);
        });
    }
}
