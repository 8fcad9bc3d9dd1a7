using System.Globalization;

namespace ConvGen;

/// <summary>Saves the weights after epochs, as safetensors.</summary>
public sealed class ModelCheckpoint : Callback
{
    private readonly string _path;
    private readonly bool _saveBestOnly;
    private readonly BestValue _best;

    /// <summary>Names as in Keras.</summary>
    /// <param name="path">The file; <c>{epoch}</c> in it becomes the epoch's number. Folders on the way are created.</param>
    /// <param name="saveBestOnly">Saves only where the watched number is the best so far.</param>
    /// <param name="monitor">The number to watch.</param>
    public ModelCheckpoint(string path, bool saveBestOnly = false, Monitored monitor = Monitored.ValidationLoss)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _path = path;
        _saveBestOnly = saveBestOnly;
        _best = new BestValue(monitor);
    }

    /// <inheritdoc/>
    public override void OnTrainingStart(TrainingState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (_saveBestOnly)
            _best.Reset(state, nameof(ModelCheckpoint));
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingState state, EpochRecord epoch)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(epoch);
        if (_saveBestOnly && !_best.Improves(epoch))
            return;

        var path = _path.Replace("{epoch}", epoch.Epoch.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
            Directory.CreateDirectory(folder);
        state.Network.SaveWeights(path);
    }
}
