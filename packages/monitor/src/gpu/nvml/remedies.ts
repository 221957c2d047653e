import { hidesDevices, type NvidiaPlaces } from './driver-presence.ts';
import type { Failure } from './protocol.ts';

/** What to do about a driver without cards; the other reasons explain themselves. */
const REMEDIES: Readonly<Partial<Record<Failure, string>>> = {
  no_library:
    "NVIDIA's library libnvidia-ml.so.1 was not found or cannot be loaded; install it (apt install libnvidia-ml1), in a container start it with --gpus all and NVIDIA_DRIVER_CAPABILITIES=utility, or name it with --nvml-library",
  library_mismatch:
    "NVIDIA's library and kernel module have different versions, as after an upgrade of the driver; restart the machine",
  driver_unsupported: "NVIDIA's kernel module is not loaded (modprobe nvidia)",
  permission:
    'the hive may not open /dev/nvidiactl; in a systemd unit set DeviceAllow=char-nvidia*; start a container again, as the system can take its devices away',
};

/** These reasons have another cause where the hive does not see the driver's devices. */
const WITHOUT_DEVICES: ReadonlySet<Failure> = new Set(['driver_unsupported', 'driver_error', 'permission']);

/** What to do about a driver that failed, for `rbee doctor`; undefined if nothing is known. */
export const remedyFor = (failure: Failure, places: NvidiaPlaces): string | undefined =>
  WITHOUT_DEVICES.has(failure) && hidesDevices(places)
    ? "NVIDIA's driver is loaded, but the hive has no /dev/nvidiactl; in a systemd unit set PrivateDevices=no, in a container start it with --gpus all"
    : REMEDIES[failure];
