import Type from 'typebox';
import { LIMITS } from './limits.ts';
import { f64, percent, text, u32, u64 } from './schema.ts';
import { UnknownFieldsSchema } from './worker.ts';

/** One GPU of a machine (section N). */
export const GpuSchema = Type.Object({
  uuid: text('The GPU, as its driver names it for ever.'),
  index: u32("The GPU's place in its driver's order."),
  vendor: text('nvidia, amd, intel, apple.'),
  name: text('Product name.'),
  util_pct: percent('Use, 0-100.'),
  vram_used_mb: u64('GPU memory in use, MiB.'),
  vram_total_mb: u64('GPU memory, MiB.'),
  temp_c: Type.Optional(Type.Number({ description: 'Temperature, degrees Celsius.' })),
  power_w: Type.Optional(f64('Power drawn, watts.')),
  power_limit_w: Type.Optional(f64('Power limit, watts.')),
  unattributed_vram_mb: Type.Optional(u64('GPU memory in use that no process was seen to hold, MiB.')),
  unknown: Type.Optional(UnknownFieldsSchema),
});

/** One GPU of a machine (section N). */
export type Gpu = Type.Static<typeof GpuSchema>;

/** Samples that never reached the queen, by why; counted since the hive's start. */
const LostSchema = Type.Object({
  skipped: u64('Not taken: their moment had passed when the hive came to it.'),
  failed: u64('Could not be taken.'),
  dropped: u64('Taken and dropped from a full outbox, the oldest first ([L2]).'),
  refused: u64('Sent and refused by the queen ([H5]).'),
});

/** The machine that a hive runs on (section N). */
export const NodeStatsSchema = Type.Object(
  {
    hostname: text("The machine's name."),
    os: text('Operating system: linux, darwin, win32.'),
    kernel: text('Kernel release.'),
    cpu_count: u32('Logical CPUs.'),
    cpu_pct: f64('CPU use of the whole machine; 100 is one core fully used.'),
    load_1: f64('Load average over one minute.'),
    ram_used_mb: u64('Memory in use: total less available, MiB.'),
    ram_total_mb: u64('Memory, MiB.'),
    swap_used_mb: u64('Swap in use, MiB.'),
    gpus: Type.Array(GpuSchema, { maxItems: LIMITS.maxGpus }),
    agent: Type.Object(
      {
        version: text("The hive's version."),
        cpu_pct: f64('CPU use of the hive itself; 100 is one core fully used.'),
        rss_mb: u64('Resident memory of the hive itself, MiB.'),
        lost: Type.Optional(LostSchema),
        unknown: Type.Optional(UnknownFieldsSchema),
      },
      { description: 'What the hive itself costs.' },
    ),
    unreadable_processes: Type.Optional(
      u32(
        'Processes that the hive may not look into: their files, environments and I/O are not known to it.',
      ),
    ),
    unknown: Type.Optional(UnknownFieldsSchema),
  },
  {
    description:
      'The machine (section N). `unknown` may name the fields above, and `workers` where workers cannot be seen at all.',
  },
);

/** The machine that a hive runs on (section N). */
export type NodeStats = Type.Static<typeof NodeStatsSchema>;
