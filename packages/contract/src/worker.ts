import { Type } from '#schemas';
import { EngineSchema, engineModelFields } from './engine.ts';
import { LIMITS } from './limits.ts';
import { byField, f64, nullable, percent, text, timestamp, u32, u64 } from './schema.ts';

/** Reasons why a value could not be read; a closed set ([W2]). */
export const UNKNOWN_REASONS = [
  // A rate that needs a second sample ([W4]).
  'first_sample',
  // The operating system denies the hive access.
  'permission',
  // The hive is in a container and sees only its processes, not those of the machine.
  'pid_namespace',
  // NVIDIA's Multi-Instance GPU: the driver gives no use of a part of a GPU.
  'mig',
  // The Windows Display Driver Model: Windows manages GPU memory, and the driver gives none per process.
  'wddm',
  // The hive cannot read this GPU or its driver.
  'driver_unsupported',
  // The GPU driver failed.
  'driver_error',
  // The operating system or the engine does not give the value.
  'not_exposed',
  // The value did not arrive in time.
  'timeout',
  // The GPU has no memory of its own, and its driver does not give what it uses of the machine's.
  'unified_memory',
  // The GPU is powered down, and a reading would wake it.
  'asleep',
] as const;

/** Reason why a value could not be read ([W2]). */
export type UnknownReason = (typeof UNKNOWN_REASONS)[number];

/** Maps the name of a field to the reason why its value is not known ([W2]). */
export type UnknownFields = Readonly<Record<string, UnknownReason>>;

export const UnknownFieldsSchema = byField(
  Type.Enum([...UNKNOWN_REASONS]),
  'Fields whose value could not be read, with the reason; these fields are 0 or null ([W2]).',
);

/**
 * Reasons why a figure leaves something out ([W6]); later versions can have more. `unassigned_ranks`: ranks that another
 * daemon started, such as Ray's, cannot be told from those of another worker. `unreadable_gpus`: whether the worker uses
 * another GPU of the same vendor cannot be read.
 */
export type PartialReason = 'unassigned_ranks' | 'unreadable_gpus';

/** Why a figure may count something more than once ([W8]). */
export type AtMostReason = 'not_measured' | 'permission' | 'not_exposed';

/** Origins of workers that no user started ([W3]). */
export const WORKER_ORIGINS = ['sample', 'simulated'] as const;

/** `sample`: an example worker that `rbee up` started; `simulated`: there is no process. */
export type WorkerOrigin = (typeof WORKER_ORIGINS)[number];

const WorkerGpuSchema = Type.Object({
  uuid: text('Permanent id of the GPU, from its driver.'),
  index: u32('Index of the GPU in its driver.'),
  vram_mb: u64('GPU memory of the worker on this GPU, MiB.'),
  util_pct: percent('Use of this GPU by the worker, 0-100.'),
  unknown: Type.Optional(UnknownFieldsSchema),
});

const ContainerSchema = Type.Object({
  id: text('Container id of the runtime.'),
  name: Type.Optional(text('Name of the container or of its pod, if known.')),
  runtime: Type.Optional(text('Container runtime, if known: docker, podman, containerd, cri-o.')),
  pod_uid: Type.Optional(text('UID of the Kubernetes pod of the container.')),
});

const name = (description: string) =>
  Type.String({ description, minLength: 1, maxLength: LIMITS.maxNameChars });

/** A model that a worker serves or can load ([W5]). */
const ServedModelSchema = Type.Object({
  name: Type.String({
    description: 'Normalised model name; never a secret or a raw command line.',
    minLength: 1,
    maxLength: LIMITS.maxTextChars,
  }),
  pid: Type.Optional(u32('Oldest process of this model.')),
  rss_mb: Type.Optional(u64('Resident memory of the processes of this model, MiB.')),
  vram_mb: Type.Optional(u64('GPU memory of the processes of this model, MiB.')),
  ...engineModelFields,
  unknown: Type.Optional(UnknownFieldsSchema),
});

/** A model that a worker serves or can load ([W5]). */
export type ServedModel = Type.Static<typeof ServedModelSchema>;

/** One worker in a heartbeat ([W1]-[W8]). `ProcessStats` is its name in the first version of the wire. */
export const ProcessStatsSchema = Type.Object(
  {
    pid: u32('Process id of the root of the process tree.'),
    group: name(
      'Service: its cgroup under rbee.slice, else the group of the watch pattern, else `llm` for a known engine and `gpu` for others.',
    ),
    instance: name(
      'Instance within the group; usually the listening port as text, of group `gpu` the program.',
    ),
    cpu_pct: f64('CPU use of the process tree; 100 is one core fully used.'),
    rss_mb: u64('Resident memory of the process tree, MiB.'),
    io_r_mb_s: f64('Storage reads of the process tree, MiB/s.'),
    io_w_mb_s: f64('Storage writes of the process tree, MiB/s.'),
    uptime_s: u64('Seconds since the root process started.'),
    gpu_util_pct: percent('Use of the busiest GPU of the worker, 0-100; 0 is idle.'),
    vram_mb: u64('GPU memory of the process tree, summed over its GPUs, MiB.'),
    total_vram_mb: u64('Total memory of the GPUs that the worker uses, summed, MiB; 0 if it uses none.'),
    model: nullable(text('Normalised model name; never a secret or a raw command line.')),
    unknown: Type.Optional(UnknownFieldsSchema),
    model_gap: Type.Optional(
      text('Why the model is not known although it could be read, such as not_loaded ([W7]).'),
    ),
    partial: Type.Optional(
      byField(
        text('Why the figure leaves something out, such as unassigned_ranks.'),
        'Figures that leave something out, with the reason; the worker uses at least as much ([W6]).',
      ),
    ),
    at_most: Type.Optional(
      byField(
        text('Why the figure may count something more than once, such as permission.'),
        'Figures that are upper bounds, with the reason ([W8]).',
      ),
    ),
    models: Type.Optional(
      Type.Array(ServedModelSchema, {
        description:
          'All models of a worker with more than one, or with what its engine says of them ([W5]).',
        maxItems: LIMITS.maxModels,
      }),
    ),
    rss_shared_mb: Type.Optional(
      u64(
        'Of rss_mb, memory of mapped files and of shared memory, MiB: other workers may count the same ([W3]).',
      ),
    ),
    pids: Type.Optional(u32('Number of processes in the tree ([W3]).')),
    started_at: Type.Optional(timestamp('Start time of the root process ([W3]).')),
    gpus: Type.Optional(Type.Array(WorkerGpuSchema, { maxItems: LIMITS.maxGpus })),
    container: Type.Optional(ContainerSchema),
    cpu_busy: Type.Optional(
      Type.Boolean({ description: 'Its CPU use says that it works, and did so for some seconds ([R2]).' }),
    ),
    engine: Type.Optional(EngineSchema),
    serves: Type.Optional(
      Type.Boolean({
        description: 'False for a program that is not known to take requests, such as a training ([W3]).',
      }),
    ),
    origin: Type.Optional(
      Type.Enum([...WORKER_ORIGINS], { description: 'Set for workers that no user started ([W3]).' }),
    ),
  },
  {
    description:
      'A worker: one inference server, or another program on a GPU, with its whole process tree ([W1]).',
  },
);

/**
 * One worker in a heartbeat ([W1]-[W8]): twelve required fields, and optional ones. The name is that of the first version of
 * the wire; a worker can have many processes.
 */
export type ProcessStats = Type.Static<typeof ProcessStatsSchema>;

/** Names of all models that a worker serves, each once, that of `model` first ([W5]). */
export function modelsOf({
  model,
  models,
}: {
  readonly model: string | null;
  readonly models?: readonly { readonly name: string }[] | undefined;
}): readonly string[] {
  const first = model === null ? [] : [model];
  return models ? [...new Set([...first, ...models.map(({ name }) => name)])] : first;
}
