using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Program;
using static ConvGen.Generator.Backends.CSharp.Simd;

namespace ConvGen.Generator.Backends.CSharp;

/// <summary>
/// Prints a product with transposed weights: a driver over items of eight terms and, for each, groups of images; a tile that sums products lane by lane through all panels;
/// and a method that adds up the lanes. Later groups of images find an item's weights in the second cache; tiles fetch those of the next item.
/// </summary>
internal sealed class TransposedProductPrinter(MethodLibrary library, TransposedProduct kernel) : KernelPrinter(library)
{
    /// <summary>Terms of a tile: with three images twelve sums, as many as sixteen registers hold beside what is multiplied.</summary>
    private const int TermsOfTile = 4;

    /// <summary>Sums of an image, in floats.</summary>
    private const int Sums = TransposedProduct.TermsOfItem * Packing.Width;

    /// <summary>The shared method. Parameters: a, w, c, begin, end (items), frame, sizes.</summary>
    public MethodCall Print()
    {
        var (code, sizes) = (new CodeWriter(), new Sizes());
        var (panels, panel) = (sizes.Of("panels", kernel.Panels), sizes.Of("panel", Packing.Width * kernel.Terms));
        var (image, output) = (sizes.Of("aImage", kernel.Input.ImageStep), sizes.Of("cImage", kernel.Output.ImageStep));
        code.Line("/// <summary>Σ a·w over the lanes of all panels, for eight terms an item.</summary>");
        code.Line(Driver);
        code.Open($"private static void {MethodLibrary.Name}(float* a, float* w, float* c, int begin, int end, Frame* f{sizes.Parameters})");
        code.Line("float* t = f->TakeScratch();");
        code.Open("for (nint item = begin; item < end; item++)");
        code.Line($"float* weights = w + item * {Number(Sums)}, target = c + item * {Number(TransposedProduct.TermsOfItem)};");
        code.Open("for (nint image = 0; image < f->Batch;)");
        code.Line($"int images = f->Batch - image < {Number(TransposedProduct.Images)} ? 1 : {Number(TransposedProduct.Images)};");
        code.Line($"float* from = a + image * {image};");
        code.Open($"for (nint term = 0; term < {Number(Sums)}; term += {Number(TermsOfTile * Packing.Width)})");
        code.Line($"for (nint lane = 0; lane < {Number(Packing.Width)}; lane += P.Width)");
        code.Indented(1, () =>
        {
            code.Line("if (images == 1)");
            code.Line($"    {Tile(1)}{Widest}(from + lane, weights + term + lane, t + term + lane, {panels}, {panel}, {image});");
            code.Line("else");
            code.Line($"    {Tile(TransposedProduct.Images)}{Widest}(from + lane, weights + term + lane, t + term + lane, {panels}, {panel}, {image});");
        });
        code.Close();
        code.Line($"{Add()}(t, target + image * {output}, images, {output});");
        code.Line("image += images;");
        code.Close();
        code.Close();
        code.Line("f->ReturnScratch(t);");
        code.Close();
        return new MethodCall(Library.Add("TransposedProduct", code.ToString()), sizes.Arguments);
    }

    /// <summary>Four terms' sums for some images: a step loads a vector of weights for each term and multiplies it with each image's.</summary>
    private string Tile(int images) => Library.Once(("TileTransposed", images), () =>
    {
        var (code, all, terms) = (new CodeWriter(), Enumerable.Range(0, images).ToList(), Enumerable.Range(0, TermsOfTile).ToList());
        code.Line($"/// <summary>{Number(TermsOfTile)} terms of {Number(images)} {(images == 1 ? "image" : "images")}: products lane by lane, summed over the panels.</summary>");
        code.Lines(Kernel.TrimEnd('\n'));
        code.Open($"private static void {MethodLibrary.Name}{TypeParameters}(float* a, float* w, float* t, nint panels, nint panel, nint image){TypeConstraints}");
        foreach (var term in terms)
            code.Line($"V {string.Join(", ", all.Select(i => $"{Sum(term, i)} = {Zero}"))};");
        code.Open($"for (; panels > 0; panels--, a += {Number(Packing.Width)}, w += panel)");
        code.Line(string.Join(" ", terms.Select(term => $"T.Fetch({Place("w", Sums + (term * Packing.Width))});")));
        code.Line($"V {string.Join(", ", all.Select(i => $"x{Number(i)} = {Load("a" + (i == 0 ? "" : i == 1 ? " + image" : $" + {Number(i)} * image"))}"))};");
        foreach (var term in terms)
        {
            var weights = Load(Place("w", term * Packing.Width));
            code.Line((images == 1 ? "" : $"var w{Number(term)} = {weights}; ")
                + string.Join(" ", all.Select(i => $"{Sum(term, i)} = {MultiplyAdd(images == 1 ? weights : "w" + Number(term), "x" + Number(i), Sum(term, i))};")));
        }

        code.Close();
        foreach (var i in all)
            code.Line(string.Join(" ", terms.Select(term => Store(Place("t", (i * Sums) + (term * Packing.Width)), Sum(term, i)))));
        code.Close();
        return Library.Add($"TileTransposed{Number(TermsOfTile)}x{Number(images)}_", code.ToString());

        static string Sum(int term, int image) => $"s{Number(term)}{(char)('A' + image)}";
    });

    /// <summary>Eight sums of sixteen numbers each become eight numbers: halves are added, transposed, and added again two by two, so that every processor rounds alike.</summary>
    private string Add() => Library.Once("AddLanes", () =>
    {
        var (code, lanes) = (new CodeWriter(), Enumerable.Range(0, Packing.Half).ToList());
        code.Line("/// <summary>Adds up the lanes of eight sums for each image.</summary>");
        code.Lines(Kernel.TrimEnd('\n'));
        code.Open($"private static void {MethodLibrary.Name}(float* t, float* c, nint images, nint image)");
        code.Open($"for (; images > 0; images--, t += {Number(Sums)}, c += image)");
        code.Line($"T.StoreTransposed(t, {Number(Packing.Half)}, {Number(Packing.Half)}, {string.Join(", ", lanes.Select(lane => Sum(Packing.Width * lane, (Packing.Width * lane) + Packing.Half)))});");
        var sums = lanes.Select(lane => Load(Place("t", Packing.Half * lane))).ToList();
        for (var name = 'a'; sums.Count > 1; name++)
        {
            var half = sums.Count / 2;
            code.Line($"V {string.Join(", ", Enumerable.Range(0, half).Select(i => $"{name}{Number(i)} = T.Add({sums[i]}, {sums[i + half]})"))};");
            sums = [.. Enumerable.Range(0, half).Select(i => name + Number(i))];
        }

        code.Line(Store("c", sums[0]));
        code.Close();
        code.Close();
        return Library.Add("AddLanes", code.ToString());

        static string Sum(int left, int right) => $"T.Add({Load(Place("t", left))}, {Load(Place("t", right))})";
    });

    private static string Place(string pointer, int floats) => pointer + (floats == 0 ? "" : " + " + Number(floats));
}
