namespace ConvGen.Tests.Ptx;

/// <summary>The driver's results that the mock gives.</summary>
public static class CudaError
{
    public const int Success = 0;
    public const int InvalidValue = 1;
    public const int OutOfMemory = 2;
    public const int NotInitialized = 3;
    public const int Deinitialized = 4;
    public const int NoDevice = 100;
    public const int InvalidDevice = 101;
    public const int InvalidImage = 200;
    public const int InvalidContext = 201;
    public const int InvalidPtx = 218;
    public const int UnsupportedPtxVersion = 222;
    public const int InvalidHandle = 400;
    public const int NotFound = 500;
    public const int NotReady = 600;
    public const int IllegalAddress = 700;
    public const int LaunchOutOfResources = 701;
    public const int MisalignedAddress = 716;
    public const int LaunchFailed = 719;
    public const int NotPermitted = 800;
    public const int NotSupported = 801;
    public const int StreamCaptureUnsupported = 900;
    public const int StreamCaptureInvalidated = 901;
    public const int StreamCaptureUnmatched = 903;
    public const int StreamCaptureUnjoined = 904;
    public const int StreamCaptureIsolation = 905;
    public const int StreamCaptureImplicit = 906;
    public const int Unknown = 999;

    /// <summary>The name of a result; null where the mock does not give it.</summary>
    public static string? Name(int code) => code switch
    {
        Success => "CUDA_SUCCESS",
        InvalidValue => "CUDA_ERROR_INVALID_VALUE",
        OutOfMemory => "CUDA_ERROR_OUT_OF_MEMORY",
        NotInitialized => "CUDA_ERROR_NOT_INITIALIZED",
        Deinitialized => "CUDA_ERROR_DEINITIALIZED",
        NoDevice => "CUDA_ERROR_NO_DEVICE",
        InvalidDevice => "CUDA_ERROR_INVALID_DEVICE",
        InvalidImage => "CUDA_ERROR_INVALID_IMAGE",
        InvalidContext => "CUDA_ERROR_INVALID_CONTEXT",
        InvalidPtx => "CUDA_ERROR_INVALID_PTX",
        UnsupportedPtxVersion => "CUDA_ERROR_UNSUPPORTED_PTX_VERSION",
        InvalidHandle => "CUDA_ERROR_INVALID_HANDLE",
        NotFound => "CUDA_ERROR_NOT_FOUND",
        NotReady => "CUDA_ERROR_NOT_READY",
        IllegalAddress => "CUDA_ERROR_ILLEGAL_ADDRESS",
        LaunchOutOfResources => "CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES",
        MisalignedAddress => "CUDA_ERROR_MISALIGNED_ADDRESS",
        LaunchFailed => "CUDA_ERROR_LAUNCH_FAILED",
        NotPermitted => "CUDA_ERROR_NOT_PERMITTED",
        NotSupported => "CUDA_ERROR_NOT_SUPPORTED",
        StreamCaptureUnsupported => "CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED",
        StreamCaptureInvalidated => "CUDA_ERROR_STREAM_CAPTURE_INVALIDATED",
        StreamCaptureUnmatched => "CUDA_ERROR_STREAM_CAPTURE_UNMATCHED",
        StreamCaptureUnjoined => "CUDA_ERROR_STREAM_CAPTURE_UNJOINED",
        StreamCaptureIsolation => "CUDA_ERROR_STREAM_CAPTURE_ISOLATION",
        StreamCaptureImplicit => "CUDA_ERROR_STREAM_CAPTURE_IMPLICIT",
        Unknown => "CUDA_ERROR_UNKNOWN",
        _ => null,
    };
}
