import Type from 'typebox';
import { EngineSchema } from './engine.ts';
import { LIMITS } from './limits.ts';
import { f64, nullable, percent, text, timestamp, u32, u64 } from './schema.ts';

/** Why a value could not be read: the closed set of [W2]. */
export const UNKNOWN_REASONS = [
  'first_sample',
  'permission',
  'pid_namespace',
  'mig',
  'wddm',
  'driver_unsupported',
  'driver_error',
  'not_exposed',
  'timeout',
] as const;

/** Why a value could not be read ([W2]). */
export type UnknownReason = (typeof UNKNOWN_REASONS)[number];

/** Field name to the reason why its value is not known ([W2]). */
export type UnknownFields = Readonly<Record<string, UnknownReason>>;

export const UnknownFieldsSchema = Type.Record(Type.String(), Type.Enum([...UNKNOWN_REASONS]), {
  description: 'Fields whose value could not be read, each with the reason; they carry 0 or null ([W2]).',
  maxProperties: LIMITS.maxUnknownFields,
});

/** Where a worker that is not a user's own comes from ([W3]). */
export const WORKER_ORIGINS = ['sample', 'simulated'] as const;

/** `sample`: started by `rbee up` to have something to show; `simulated`: no process stands behind it. */
export type WorkerOrigin = (typeof WORKER_ORIGINS)[number];

const WorkerGpuSchema = Type.Object({
  uuid: text('The GPU, as its driver names it for ever.'),
  index: u32("The GPU's place in its driver's order."),
  vram_mb: u64('GPU memory that the worker holds on this GPU, MiB.'),
  util_pct: percent("The worker's use of this GPU, 0-100."),
});

const ContainerSchema = Type.Object({
  id: text('Container id as the runtime gives it.'),
  name: Type.Optional(text('Name of the container, or of the pod that it is in, where it is known.')),
  runtime: Type.Optional(text('What runs it, where it is known: docker, podman, containerd, cri-o.')),
  pod_uid: Type.Optional(text('The Kubernetes pod that it is in.')),
});

const name = (description: string) =>
  Type.String({ description, minLength: 1, maxLength: LIMITS.maxNameChars });

/** One worker in a heartbeat ([W1]-[W4]). */
export const ProcessStatsSchema = Type.Object(
  {
    pid: u32("Root of the worker's process tree."),
    group: name("Service: the cgroup's service under rbee.slice, else the engine's family."),
    instance: name('Instance within the group: normally the listening port as text.'),
    cpu_pct: f64('CPU use of the tree; 100 is one core fully used.'),
    rss_mb: u64('Resident memory of the tree, MiB.'),
    io_r_mb_s: f64('Storage reads of the tree, MiB/s.'),
    io_w_mb_s: f64('Storage writes of the tree, MiB/s.'),
    uptime_s: u64('Seconds since the root started.'),
    gpu_util_pct: percent("Use of the busiest of the worker's GPUs, 0-100; 0 is idle."),
    vram_mb: u64('GPU memory that the tree holds, summed over its GPUs, MiB.'),
    total_vram_mb: u64('Memory of the GPUs it uses, summed, MiB; 0 where it uses none.'),
    model: nullable(text('Normalised model name, never a secret, never a raw command line.')),
    unknown: Type.Optional(UnknownFieldsSchema),
    pids: Type.Optional(u32('Processes in the tree ([W3]).')),
    started_at: Type.Optional(timestamp('When the root started ([W3]).')),
    gpus: Type.Optional(Type.Array(WorkerGpuSchema, { maxItems: LIMITS.maxGpus })),
    container: Type.Optional(ContainerSchema),
    engine: Type.Optional(EngineSchema),
    origin: Type.Optional(
      Type.Enum([...WORKER_ORIGINS], { description: "Set for what is not a user's own worker ([W3])." }),
    ),
  },
  { description: 'One worker: one inference server, its whole process tree ([W1]).' },
);

/** One worker in a heartbeat ([W1]-[W4]): the seed's twelve fields, and optional ones. */
export type ProcessStats = Type.Static<typeof ProcessStatsSchema>;
