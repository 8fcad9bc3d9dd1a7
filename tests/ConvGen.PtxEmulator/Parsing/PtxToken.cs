namespace ConvGen.Tests.Ptx;

/// <summary>A word, a number, a mark of one character or a text in quotes.</summary>
/// <param name="Kind">'w', 'n', 'q', the mark itself, or '\0' at the end.</param>
/// <param name="Text">As written.</param>
/// <param name="Line">From 1.</param>
/// <param name="Start">Where in the text it begins.</param>
/// <param name="End">Behind its last character.</param>
internal readonly record struct PtxToken(char Kind, string Text, int Line, int Start, int End);
