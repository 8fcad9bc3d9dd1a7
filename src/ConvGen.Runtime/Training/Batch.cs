namespace ConvGen;

/// <summary>
/// Room for one batch of a dataset, filled again and again. Gathering a batch costs far less than a training step, so it happens on
/// the calling thread.
/// </summary>
internal sealed class Batch
{
    private readonly INetwork _network;
    private readonly Dataset _dataset;
    private readonly int _targetsPerImage;
    private readonly int _imageLength;
    private readonly int _outputLength;
    private readonly int _lossOutputStart;
    private readonly int _lossOutputLength;
    private readonly float[] _images;
    private readonly int[] _labels = [];
    private readonly float[] _targets = [];
    private float[] _outputs = [];

    public Batch(INetwork network, Dataset dataset)
    {
        _network = network;
        _dataset = dataset;
        _targetsPerImage = dataset.TargetsPerImage;
        _imageLength = dataset.ImageLength;
        int[] lengths = [.. network.Description.Outputs.Select(output => ImageLength(output.Shape))];
        var lossOutput = network.Description.Loss?.Output ?? 0;
        _outputLength = lengths.Sum();
        _lossOutputStart = lengths.Take(lossOutput).Sum();
        _lossOutputLength = lengths[lossOutput];
        _images = new float[checked(network.BatchSize * _imageLength)];
        if (dataset.HasLabels)
            _labels = new int[checked(network.BatchSize * _targetsPerImage)];
        else
            _targets = new float[checked(network.BatchSize * _targetsPerImage)];
    }

    /// <summary>How many images were loaded.</summary>
    public int Count { get; private set; }

    public ReadOnlySpan<int> Labels => _labels.AsSpan(0, Count * _targetsPerImage);

    /// <summary>What the last <see cref="TestStep"/> or <see cref="Predict"/> gave for the output that the loss is for.</summary>
    public ReadOnlySpan<float> LossOutput => _outputs.AsSpan(Count * _lossOutputStart, Count * _lossOutputLength);

    public ReadOnlySpan<float> Images => _images.AsSpan(0, Count * _imageLength);

    public ReadOnlySpan<float> Targets => _targets.AsSpan(0, Count * _targetsPerImage);

    public void Load(ReadOnlySpan<int> indices)
    {
        Count = indices.Length;
        _dataset.FillImages(indices, _images.AsSpan(0, Count * _imageLength));
        if (_dataset.HasLabels)
            _dataset.FillLabels(indices, _labels.AsSpan(0, Count * _targetsPerImage));
        else
            _dataset.FillTargets(indices, _targets.AsSpan(0, Count * _targetsPerImage));
    }

    public float TrainStep() => _dataset.HasLabels ? _network.TrainStep(Images, Labels) : _network.TrainStep(Images, Targets);

    public float TestStep() => _dataset.HasLabels ? _network.TestStep(Images, Labels, Outputs()) : _network.TestStep(Images, Targets, Outputs());

    public void Predict() => _network.Predict(Images, Outputs());

    private Span<float> Outputs()
    {
        if (_outputs.Length == 0)
            _outputs = new float[checked(_network.BatchSize * _outputLength)];
        return _outputs.AsSpan(0, Count * _outputLength);
    }

    private static int ImageLength(IReadOnlyList<int> shape) => shape.Aggregate(1, (product, extent) => checked(product * extent));
}
