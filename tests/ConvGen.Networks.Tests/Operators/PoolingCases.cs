using ConvGen.Tests.Oracle;

namespace ConvGen.Tests.Operators;

/// <summary>Windows over single channels, overlapping, padded and uneven.</summary>
internal static class PoolingCases
{
    public static IEnumerable<Sequential> All =>
    [
        new(new(8, 6, 3), new MaxPooling2D(2)),
        new(new(9, 7, 17), new MaxPooling2D(2)),
        new(new(9, 8, 6), new MaxPooling2D(3) { Strides = 2 }),
        new(new(9, 8, 6), new MaxPooling2D(3) { Strides = 2, Padding = Padding.Same }),
        new(new(8, 9, 3), new MaxPooling2D(3) { Strides = 1, Padding = Padding.Same }),
        new(new(7, 8, 8), new MaxPooling2D(3) { Strides = 2, Border = Border.All(1) }),
        new(new(7, 8, 1), new MaxPooling2D(3) { Strides = 3, Border = new(1, 0, 0, 1) }),
        new(new(7, 8, 33), new MaxPooling2D(2, 3) { Strides = 2 }),
        new(new(5, 4, 3), new MaxPooling2D(5, 4) { Strides = 1 }),
        new(new(10, 9, 3), new MaxPooling2D(2) { Strides = 3 }),
        new(new(9, 8, 6), new MaxPooling2D(2) { StrideWidth = 1 }),
        new(new(8, 9, 17), new MaxPooling2D(3, 2) { Strides = 2, StrideWidth = 3, Padding = Padding.Same }),
        new(new(9, 11, 3), new MaxPooling2D(3) { Strides = 1, StrideWidth = 2, Border = Border.All(1) }),
        new(new(8, 6, 3), new AveragePooling2D(2)),
        new(new(9, 8, 6), new AveragePooling2D(2) { StrideWidth = 1 }),
        new(new(8, 9, 17), new AveragePooling2D(3, 2) { Strides = 2, StrideWidth = 3, Padding = Padding.Same }),
        new(new(9, 11, 3), new AveragePooling2D(3) { Strides = 1, StrideWidth = 2, Border = Border.All(1), CountIncludePad = true }),
        new(new(9, 7, 17), new AveragePooling2D(2)),
        new(new(9, 8, 6), new AveragePooling2D(3) { Strides = 2 }),
        new(new(9, 8, 6), new AveragePooling2D(3) { Strides = 2, Padding = Padding.Same }),
        new(new(9, 8, 6), new AveragePooling2D(3) { Strides = 2, Padding = Padding.Same, CountIncludePad = true }),
        new(new(7, 8, 8), new AveragePooling2D(3) { Strides = 2, Border = Border.All(1) }),
        new(new(7, 8, 8), new AveragePooling2D(3) { Strides = 2, Border = Border.All(1), CountIncludePad = true }),
        new(new(8, 7, 1), new AveragePooling2D(3) { Strides = 1, Border = new(1, 0, 0, 1) }),
        new(new(7, 8, 33), new AveragePooling2D(3, 2) { Strides = 3 }),
        new(new(5, 4, 3), new AveragePooling2D(5, 4) { Strides = 1 }),
        .. Tiles,
        new(new(9, 8, 3), new Conv2D(6, 3) { Activation = Activation.ReLU }, new MaxPooling2D(2)),
        new(new(9, 8, 3), new Conv2D(6, 3) { Activation = Activation.Tanh }, new AveragePooling2D(3) { Strides = 2 }, new MaxPooling2D(2)),
        new(new(9, 8, 3), new MaxPooling2D(3) { Strides = 1 }, new MaxPooling2D(3) { Strides = 2, Padding = Padding.Same }, new Conv2D(5, 2)),
    ];

    /// <summary>Windows that tile a map, whose gradients go with the formula that made it, and some that just do not: behind, before and between layers.</summary>
    private static IEnumerable<Sequential> Tiles =>
    [
        .. from activation in (Activation[])[Activation.None, Activation.ReLU, Activation.LeakyReLU, Activation.Sigmoid, Activation.Tanh, Activation.HardSwish, Activation.GELU, Activation.PReLU]
           select new Sequential(new(10, 8, 3), new Conv2D(6, 3) { Activation = activation }, new AveragePooling2D(2), new Conv2D(5, 2)),
        .. from filters in (int[])[1, 8, 17, 24, 40] select new Sequential(new(5, 7, 3), new Conv2D(filters, 2) { Activation = Activation.Tanh }, new AveragePooling2D(2), new Flatten(), new Dense(3)),
        .. from width in (int[])[1, 2, 3, 4, 5]
           select new Sequential(new(4, 60, 3), new Conv2D(6, 1) { Activation = Activation.Tanh }, new AveragePooling2D(1, width) { Strides = 1, StrideWidth = width }, new Conv2D(4, 2)),
        .. from height in (int[])[2, 3, 4]
           select new Sequential(new(12, 3, 3), new Conv2D(17, 1) { Activation = Activation.Sigmoid }, new AveragePooling2D(height, 1) { Strides = height, StrideWidth = 1 }, new Conv2D(4, 2)),
        .. from padding in (Padding[])[Padding.Valid, Padding.Same] from height in (int[])[6, 7] from width in (int[])[4, 5]
           select new Sequential(new(height, width, 3), new Conv2D(6, 1) { Activation = Activation.Tanh }, new AveragePooling2D(2) { Padding = padding }, new Conv2D(4, 2)),
        new(new(2, 2, 3), new Conv2D(6, 1) { Activation = Activation.Tanh }, new AveragePooling2D(2), new Conv2D(4, 1)),
        new(new(2, 4, 3), new Conv2D(6, 1) { Activation = Activation.ReLU }, new AveragePooling2D(2), new Flatten(), new Dense(4)),
        new(new(8, 8, 3), new Conv2D(6, 3) { Padding = Padding.Same, Activation = Activation.ReLU }, new AveragePooling2D(2), new Conv2D(5, 3) { Padding = Padding.Same, Activation = Activation.Tanh }, new AveragePooling2D(2), new Conv2D(4, 2)),
        new(new(6, 8, 3), new Conv2D(8, 3) { Padding = Padding.Same }, new BatchNormalization(), new ReLU(), new AveragePooling2D(2), new Conv2D(4, 3) { Padding = Padding.Same }),
        new(new(6, 8, 3), new Conv2D(8, 1), new Tanh(), new AveragePooling2D(2), new AveragePooling2D(1, 2) { Strides = 1, StrideWidth = 2 }, new Conv2D(4, 2)),
        new(new(6, 8, 3), new ReLU(), new AveragePooling2D(2), new Conv2D(4, 2)),
    ];
}
