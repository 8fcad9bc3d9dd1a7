namespace ConvGen;

/// <summary>The results of CUDA's calls (CUresult) that are told apart.</summary>
internal static class CudaResult
{
    public const int Success = 0;

    /// <summary>CUDA_ERROR_OUT_OF_MEMORY.</summary>
    public const int OutOfMemory = 2;

    /// <summary>CUDA_ERROR_NO_DEVICE.</summary>
    public const int NoDevice = 100;

    private const int InvalidValue = 1, LaunchOutOfResources = 701, NotPermitted = 800, NotSupported = 801;

    /// <summary>CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED to CUDA_ERROR_STREAM_CAPTURE_WRONG_THREAD.</summary>
    private const int FirstOfCapture = 900, LastOfCapture = 908;

    /// <summary>What a result means for the calls that follow. Only those that the manual says so of leave the context as it was; all others may be a kernel's fault, which any call reports.</summary>
    public static GpuFailure FailureOf(int result) => result switch
    {
        OutOfMemory or LaunchOutOfResources => GpuFailure.TooLittle,
        InvalidValue or NotPermitted or NotSupported => GpuFailure.NotSupported,
        _ => IsOfCapture(result) ? GpuFailure.NotSupported : GpuFailure.Lasting,
    };

    /// <summary>True for what a capture has come to, which is over with it.</summary>
    public static bool IsOfCapture(int result) => result is >= FirstOfCapture and <= LastOfCapture;
}
