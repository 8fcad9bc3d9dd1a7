namespace ConvGen.Generator.Operators;

/// <summary>Reads the arguments that the pooling layers share.</summary>
internal static class PoolingWindow
{
    /// <summary>
    /// The stride defaults to the window's size. Padding stays smaller than the window, or a window would see nothing but padding and have
    /// neither maximum nor mean.
    /// </summary>
    public static SlidingWindow Read(LayerArguments arguments)
    {
        var size = arguments.Positive("PoolSize", 1);
        var height = arguments.Positive("PoolHeight", size);
        var width = arguments.Positive("PoolWidth", size);
        var padding = PaddingRule.Read(arguments);
        if (height != width && !arguments.Has("Strides") && !(arguments.Has("StrideHeight") && arguments.Has("StrideWidth")))
            arguments.Report("CVG2017", null, LayerArguments.Text(height), LayerArguments.Text(width));

        if (padding.Top >= height || padding.Bottom >= height)
            Report(padding.Top >= height, "PadTop", "PadBottom", padding.Top >= height ? padding.Top : padding.Bottom, height);
        else if (padding.Left >= width || padding.Right >= width)
            Report(padding.Left >= width, "PadLeft", "PadRight", padding.Left >= width ? padding.Left : padding.Right, width);

        var (strideHeight, strideWidth) = SlidingWindow.ReadStrides(arguments, height);
        return new SlidingWindow(height, width, strideHeight, strideWidth, 1, padding);

        void Report(bool isFirst, string first, string second, int pad, int extent)
        {
            var side = isFirst ? first : second;
            var argument = arguments.Has(side) ? side : "Pad";
            arguments.Report("CVG2016", argument, argument, LayerArguments.Text(pad), LayerArguments.Text(extent), LayerArguments.Text(extent - 1));
        }
    }
}
