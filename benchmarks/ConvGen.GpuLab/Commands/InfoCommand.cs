using ConvGen.GpuLab.Measuring;
using ConvGen.GpuLab.Networks;

namespace ConvGen.GpuLab.Commands;

/// <summary>What the driver says, and what this executable holds.</summary>
internal static class InfoCommand
{
    public static int Run()
    {
        var info = CudaDevices.Info;
        using var device = CudaDevices.Open();
        Line.Write(
            "device", ("name", info.Name), ("capability", CudaInfo.CapabilityText(info.Capability)), ("driver_cuda", CudaInfo.VersionText(info.DriverVersion)), ("records", device.CanCapture),
            ("keeps_compiled", info.Driver.HasLinker), ("all", Device.All.Select(each => $"{each} ({each.Description})")),
            ("networks", LabNetwork.All.Select(network => network.Name)), ("layers", LabLayer.All.Select(layer => layer.Name)), ("dry_layers", LabLayer.Dry.Select(layer => layer.Name)));
        return 0;
    }
}
