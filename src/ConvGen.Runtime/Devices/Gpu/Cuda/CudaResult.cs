namespace ConvGen;

/// <summary>The results of CUDA's calls (CUresult) that are told apart.</summary>
internal static class CudaResult
{
    public const int Success = 0;

    /// <summary>CUDA_ERROR_OUT_OF_MEMORY.</summary>
    public const int OutOfMemory = 2;

    /// <summary>CUDA_ERROR_NO_DEVICE.</summary>
    public const int NoDevice = 100;
}
