namespace ConvGen;

/// <summary>The mean of (output − target)² over batch and elements; targets are <c>float</c>, in the output's shape.</summary>
public sealed class MeanSquaredErrorAttribute : LossAttribute;
