namespace ConvGen;

/// <summary>A device that has the parameters too, and changes them.</summary>
internal interface IParameterMirror
{
    /// <summary>True where the device's values are newer than those here.</summary>
    bool ValuesAreNewer { get; }

    /// <summary>True where the device's gradients are newer than those here.</summary>
    bool GradientsAreNewer { get; }

    /// <summary>Copies the device's values here.</summary>
    /// <param name="values">All parameters in the compiler's layout.</param>
    void BringValues(Span<float> values);

    /// <summary>Copies the device's gradients here.</summary>
    /// <param name="gradients">Laid out likewise.</param>
    void BringGradients(Span<float> gradients);

    /// <summary>Takes an optimiser's step on the device.</summary>
    /// <param name="state">What the optimiser remembers, laid out as the parameters; from now on it is the device's, until <see cref="BringState"/>.</param>
    /// <param name="rule">The rule's name among the program's segments.</param>
    /// <param name="settings">The step's constants, in the rule's order.</param>
    void Step(AlignedFloats[] state, string rule, ReadOnlySpan<float> settings);

    /// <summary>Copies what an optimiser remembers back to where it was, if the device has it.</summary>
    void BringState(AlignedFloats[] state);
}
