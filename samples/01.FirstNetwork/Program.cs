using ConvGen;
using FirstNetwork;

// The lesson itself is in Lesson.cs; here is only what a command needs: options in, exit code out.
try
{
    var options = SampleOptions.Parse(args);
    if (options.Help)
        Console.WriteLine(SampleOptions.Usage);
    else if (options.PredictOnce)
        Lesson.PredictOnce(options);
    else
        Lesson.Run(options);
    return 0;
}
catch (Exception e) when (e is UsageException or IdxFormatException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"FirstNetwork: {e.Message}");
    Console.Error.WriteLine("Use --help to see the options.");
    return 2;
}
