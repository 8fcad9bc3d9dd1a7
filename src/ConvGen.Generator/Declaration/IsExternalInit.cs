// netstandard2.0 lacks the marker type that records and init-only properties compile against.
namespace System.Runtime.CompilerServices;

internal static class IsExternalInit;
