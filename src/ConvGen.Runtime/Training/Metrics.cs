using System.Globalization;

namespace ConvGen;

/// <summary>What <see cref="Trainer.Evaluate"/> measured.</summary>
/// <param name="Loss">The mean loss over the images.</param>
/// <param name="Accuracy">
/// Share of right answers, in [0, 1]: of labels (or rows of targets) whose class got the highest output, or of yes-or-no targets whose output lies on the right
/// side of one half. NaN where the loss asks for no answer: regressions, distances.
/// </param>
/// <param name="Count">How many images were looked at.</param>
public sealed record Metrics(float Loss, float Accuracy, int Count)
{
    /// <summary>One line, for example <c>loss 0.3412, accuracy 87.6 % (2000 images)</c>.</summary>
    public override string ToString()
    {
        var accuracy = float.IsNaN(Accuracy) ? "" : string.Create(CultureInfo.InvariantCulture, $", accuracy {100 * Accuracy:F1} %");
        return string.Create(CultureInfo.InvariantCulture, $"loss {Loss:F4}{accuracy} ({Count} images)");
    }
}
