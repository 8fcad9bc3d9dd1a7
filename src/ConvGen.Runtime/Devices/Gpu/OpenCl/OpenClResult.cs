namespace ConvGen;

/// <summary>The results of OpenCL's calls, which no driver gives names to.</summary>
internal static class OpenClResult
{
    public const int Success = 0;

    /// <summary>CL_DEVICE_NOT_FOUND: a platform has no device.</summary>
    public const int DeviceNotFound = -1;

    /// <summary>CL_BUILD_PROGRAM_FAILURE: the build log says what is wrong.</summary>
    public const int BuildProgramFailure = -11;

    /// <summary>CL_PLATFORM_NOT_FOUND_KHR: the loader found no driver.</summary>
    public const int PlatformNotFound = -1001;

    /// <summary>Whether there is not enough memory, of the device or of the machine.</summary>
    public static bool IsMemory(int result) => result is -4 or -5 or -6 or -61;

    /// <summary>"CL_OUT_OF_RESOURCES (-5)".</summary>
    public static string Describe(int result) => Name(result) is { } name ? $"{name} ({result})" : $"error {result}";

    private static string? Name(int result) => result switch
    {
        DeviceNotFound => "CL_DEVICE_NOT_FOUND",
        -2 => "CL_DEVICE_NOT_AVAILABLE",
        -3 => "CL_COMPILER_NOT_AVAILABLE",
        -4 => "CL_MEM_OBJECT_ALLOCATION_FAILURE",
        -5 => "CL_OUT_OF_RESOURCES",
        -6 => "CL_OUT_OF_HOST_MEMORY",
        -7 => "CL_PROFILING_INFO_NOT_AVAILABLE",
        BuildProgramFailure => "CL_BUILD_PROGRAM_FAILURE",
        -13 => "CL_MISALIGNED_SUB_BUFFER_OFFSET",
        -14 => "CL_EXEC_STATUS_ERROR_FOR_EVENTS_IN_WAIT_LIST",
        -30 => "CL_INVALID_VALUE",
        -32 => "CL_INVALID_PLATFORM",
        -33 => "CL_INVALID_DEVICE",
        -34 => "CL_INVALID_CONTEXT",
        -36 => "CL_INVALID_COMMAND_QUEUE",
        -38 => "CL_INVALID_MEM_OBJECT",
        -43 => "CL_INVALID_BUILD_OPTIONS",
        -44 => "CL_INVALID_PROGRAM",
        -45 => "CL_INVALID_PROGRAM_EXECUTABLE",
        -46 => "CL_INVALID_KERNEL_NAME",
        -48 => "CL_INVALID_KERNEL",
        -49 => "CL_INVALID_ARG_INDEX",
        -50 => "CL_INVALID_ARG_VALUE",
        -51 => "CL_INVALID_ARG_SIZE",
        -52 => "CL_INVALID_KERNEL_ARGS",
        -54 => "CL_INVALID_WORK_GROUP_SIZE",
        -55 => "CL_INVALID_WORK_ITEM_SIZE",
        -59 => "CL_INVALID_OPERATION",
        -61 => "CL_INVALID_BUFFER_SIZE",
        -63 => "CL_INVALID_GLOBAL_WORK_SIZE",
        PlatformNotFound => "CL_PLATFORM_NOT_FOUND_KHR",
        _ => null,
    };
}
