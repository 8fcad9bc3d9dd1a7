using System.Text;
using System.Text.Json;

namespace ConvGen.GpuLab.Measuring;

/// <summary>What the lab has to say: a JSON object in a line, written at once, so that nothing is lost when the process ends.</summary>
internal static class Line
{
    private static readonly Lock _gate = new();

    /// <summary>Writes a line.</summary>
    /// <param name="kind">What it is about.</param>
    /// <param name="fields">Names and values: text, numbers, truths, lists of these, timings; null is left out.</param>
    public static void Write(string kind, params ReadOnlySpan<(string Name, object? Value)> fields)
    {
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory))
        {
            json.WriteStartObject();
            json.WriteString("kind", kind);
            foreach (var (name, value) in fields)
            {
                if (value is null)
                    continue;
                json.WritePropertyName(name);
                Write(json, value);
            }

            json.WriteEndObject();
        }

        lock (_gate)
        {
            Console.Out.WriteLine(Encoding.UTF8.GetString(memory.ToArray()));
            Console.Out.Flush();
        }
    }

    private static void Write(Utf8JsonWriter json, object value)
    {
        switch (value)
        {
            case bool truth:
                json.WriteBooleanValue(truth);
                break;
            case int number:
                json.WriteNumberValue(number);
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case double number when !double.IsFinite(number):
                json.WriteStringValue(number.ToString(System.Globalization.CultureInfo.InvariantCulture));
                break;
            case double number:
                json.WriteNumberValue(number);
                break;
            case float number:
                Write(json, (double)number);
                break;
            case Timing timing:
                json.WriteStartObject();
                json.WriteNumber("median_us", timing.Median);
                json.WriteNumber("min_us", timing.Least);
                json.WriteNumber("max_us", timing.Most);
                json.WriteNumber("calls", timing.Calls);
                json.WriteEndObject();
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            case System.Collections.IEnumerable list:
                json.WriteStartArray();
                foreach (var item in list)
                    Write(json, item);
                json.WriteEndArray();
                break;
            default:
                throw new ArgumentException($"{value.GetType().Name} cannot be written.");
        }
    }
}
