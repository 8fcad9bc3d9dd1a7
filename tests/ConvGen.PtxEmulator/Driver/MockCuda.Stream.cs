using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ConvGen.Tests.Ptx;

/// <content>Streams, events and graphs.</content>
public static unsafe partial class MockCuda
{
    private const uint EventDisableTiming = 2;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int StreamCreate(nint* stream, uint flags) =>
        Call("cuStreamCreate", Needs.Context, state => state.CreateStream(stream, flags));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int StreamDestroy(nint stream) =>
        Call("cuStreamDestroy_v2", Needs.Context, state => state.DestroyStream(stream));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int StreamSynchronize(nint stream) =>
        Call("cuStreamSynchronize", Needs.Context, state => stream == 0 && state.Disturbed() is { } capture ? state.Invalidate(capture, "the default stream is waited for while another is captured") : state.Synchronize(stream));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int StreamQuery(nint stream) =>
        Call("cuStreamQuery", Needs.Context, state => state.Query(stream));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int StreamWaitEvent(nint stream, nint handle, uint flags) =>
        Call("cuStreamWaitEvent", Needs.Context, state => flags > 1 ? CudaError.InvalidValue : state.WaitEvent(stream, handle));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int EventCreate(nint* handle, uint flags) =>
        Call("cuEventCreate", Needs.Context, state => flags > 7 ? CudaError.InvalidValue : Done(*handle = state.Add(new MockEvent(hasTime: (flags & EventDisableTiming) == 0))));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int EventRecord(nint handle, nint stream) =>
        Call("cuEventRecord", Needs.Context, state => state.RecordEvent(handle, stream));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int EventSynchronize(nint handle) =>
        Call("cuEventSynchronize", Needs.Context | Needs.NoCapture, state => state.SynchronizeEvent(handle));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int EventQuery(nint handle) =>
        Call("cuEventQuery", Needs.Context | Needs.NoCapture, state => state.QueryEvent(handle));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int EventElapsedTime(float* milliseconds, nint from, nint to) =>
        Call("cuEventElapsedTime", Needs.Context, state => state.Elapsed(milliseconds, from, to));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int EventElapsedTimeV2(float* milliseconds, nint from, nint to) =>
        Call("cuEventElapsedTime_v2", Needs.Context, state => state.Elapsed(milliseconds, from, to));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int EventDestroy(nint handle) =>
        Call("cuEventDestroy_v2", Needs.Context, state => state.Remove<MockEvent>(handle) ? CudaError.Success : CudaError.InvalidHandle);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int StreamBeginCapture(nint stream, int mode) =>
        Call("cuStreamBeginCapture_v2", Needs.Context, state => state.BeginCapture(stream, mode));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int StreamEndCapture(nint stream, nint* graph) =>
        Call("cuStreamEndCapture", Needs.Context, state => state.EndCapture(stream, graph));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int GraphInstantiateWithFlags(nint* exec, nint graph, ulong flags) =>
        Call("cuGraphInstantiateWithFlags", Needs.Context, state => state.Instantiate(exec, graph));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int GraphUpload(nint exec, nint stream) =>
        Call("cuGraphUpload", Needs.Context, state => state.Get<MockGraphExec>(exec) is null || state.FindStream(stream) is null ? CudaError.InvalidHandle : CudaError.Success);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int GraphLaunch(nint exec, nint stream) =>
        Call("cuGraphLaunch", Needs.Context, state => state.LaunchGraph(exec, stream));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int GraphExecDestroy(nint exec) =>
        Call("cuGraphExecDestroy", Needs.Context, state => state.Remove<MockGraphExec>(exec) ? CudaError.Success : CudaError.InvalidHandle);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int GraphDestroy(nint graph) =>
        Call("cuGraphDestroy", Needs.Context, state => state.Remove<MockGraph>(graph) ? CudaError.Success : CudaError.InvalidHandle);
}
