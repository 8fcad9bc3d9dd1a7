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
        new(new(9, 8, 3), new Conv2D(6, 3) { Activation = Activation.ReLU }, new MaxPooling2D(2)),
        new(new(9, 8, 3), new Conv2D(6, 3) { Activation = Activation.Tanh }, new AveragePooling2D(3) { Strides = 2 }, new MaxPooling2D(2)),
        new(new(9, 8, 3), new MaxPooling2D(3) { Strides = 1 }, new MaxPooling2D(3) { Strides = 2, Padding = Padding.Same }, new Conv2D(5, 2)),
    ];
}
