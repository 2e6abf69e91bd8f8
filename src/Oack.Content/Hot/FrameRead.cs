using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Content;

/// <summary>How a read of framed blocks ended.</summary>
/// <param name="Status">Ok: every byte is there. Pending: some of them would have to be waited for.</param>
/// <param name="ReachedBytes">With Failed: the offset in the file that was reached.</param>
/// <param name="Error">With Failed: the errno, or 0 when the file ended there.</param>
internal readonly record struct FrameRead(ContentStatus Status, long ReachedBytes = 0, int Error = 0)
{
    /// <summary>
    /// Frames blocks of a file and reads their payloads into the frames, in one system call as long as the system has
    /// them in memory.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="run">The blocks.</param>
    /// <param name="frames">Where they go: exactly the bytes of the run.</param>
    public static FrameRead TryRead(SharedFile file, in BlockRun run, Span<byte> frames)
    {
        int wanted = frames.Length - (run.Count * DataPacket.HeaderBytes);
        if (wanted > 0 && (file.NoWaitUnsupported || !OperatingSystem.IsLinux()))
        {
            return new(ContentStatus.Pending);
        }

        for (int index = 0; index < run.Count; index++)
        {
            run.WriteHeader(frames[(index * run.DatagramBytes)..], index);
        }

        int handle = wanted > 0 ? (int)file.Handle.DangerousGetHandle() : -1;
        for (int done = 0; done < wanted && OperatingSystem.IsLinux();)
        {
            nint count = LinuxNative.ReadFramesNoWaiting(
                handle, frames, run.DatagramBytes, DataPacket.HeaderBytes, done, run.OffsetBytes + done);
            if (count > 0)
            {
                done += (int)count;
                continue;
            }

            int error = count == 0 ? 0 : LinuxNative.LastError;
            switch (error)
            {
                case LinuxError.Interrupted:
                    continue;
                case LinuxError.TryAgain:
                    return new(ContentStatus.Pending);
                case LinuxError.NotSupported or LinuxError.NotImplemented or LinuxError.Invalid:
                    file.NoWaitUnsupported = true;
                    return new(ContentStatus.Pending);
                default:
                    return new(ContentStatus.Failed, run.OffsetBytes + done, error);
            }
        }

        return new(ContentStatus.Ok);
    }
}
