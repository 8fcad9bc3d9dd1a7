using System;
using ConvGen.Generator.Backends.Gpu.Language;

namespace ConvGen.Generator.Backends.Gpu.Kernels;

/// <summary>A thread for every item of every image. Small images share blocks; large ones have blocks of their own, whose image is then one for all threads.</summary>
internal static class ItemLoop
{
    private const int BlockThreads = 256, FewThreads = 64;

    /// <summary>Items from which on an image has blocks of its own.</summary>
    private const int LargeImage = 2048;

    /// <summary>Threads of a block: few where there are few items and the batch has no say.</summary>
    public static int Threads(int items, bool perImage) => perImage || items >= LargeImage ? BlockThreads : FewThreads;

    /// <summary>Builds a kernel whose threads run <paramref name="body"/>.</summary>
    /// <param name="k">With a block of <see cref="Threads"/> threads.</param>
    /// <param name="items">Of an image, or altogether.</param>
    /// <param name="perImage">False where there is nothing for each image.</param>
    /// <param name="body">Takes the image and the item.</param>
    /// <returns>How many blocks to launch.</returns>
    public static Blocks Write(KernelBuilder k, int items, bool perImage, Action<Int, Int> body)
    {
        var blocksOfImage = (items + k.Threads - 1) / k.Threads;
        var item = (k.BlockX * k.Threads) + k.Thread;
        if (!perImage)
        {
            k.If(item < k.Size("items", items), () => body(0, item));
            return new Blocks(0, blocksOfImage);
        }

        if (items < LargeImage)
        {
            var (imageOfThread, itemOfImage) = k.DivideRemainder(item, k.Divisor("items", items));
            k.If(imageOfThread < k.Batch, () => body(imageOfThread, itemOfImage));
            return new Blocks(items, 0, k.Threads);
        }

        var (image, block) = k.DivideRemainder(k.BlockX, k.Divisor("blocks of image", blocksOfImage));
        var element = (block * k.Threads) + k.Thread;
        k.If(element < k.Size("items", items), () => body(image, element));
        return new Blocks(blocksOfImage, 0);
    }
}
