import Type from 'typebox';
import { LIMITS } from './limits.ts';
import { f64, percent, text, u32, u64 } from './schema.ts';
import { UnknownFieldsSchema } from './worker.ts';

/** One GPU of a machine (section N). */
export const GpuSchema = Type.Object({
  uuid: text('Permanent id of the GPU, from its driver.'),
  index: u32('Index of the GPU in its driver.'),
  vendor: text('Vendor: nvidia, amd, intel, apple.'),
  name: text('Product name.'),
  util_pct: percent('Use of the GPU, 0-100.'),
  vram_used_mb: u64('GPU memory in use, MiB.'),
  vram_total_mb: u64('Total GPU memory, MiB.'),
  temp_c: Type.Optional(Type.Number({ description: 'Temperature, degrees Celsius.' })),
  power_w: Type.Optional(f64('Power draw, watts.')),
  power_limit_w: Type.Optional(f64('Power limit, watts.')),
  unattributed_vram_mb: Type.Optional(u64('GPU memory in use that belongs to no visible process, MiB.')),
  unknown: Type.Optional(UnknownFieldsSchema),
});

/** One GPU of a machine (section N). */
export type Gpu = Type.Static<typeof GpuSchema>;

/** Number of samples that the queen did not receive, by reason, since the start of the hive. */
const LostSchema = Type.Object({
  skipped: u64('Skipped, because the hive was late.'),
  failed: u64('Failed with an error.'),
  dropped: u64('Dropped from the full outbox, oldest first ([L2]).'),
  refused: u64('Refused by the queen ([H5]).'),
});

/** The machine that a hive runs on (section N). */
export const NodeStatsSchema = Type.Object(
  {
    hostname: text('Host name of the machine.'),
    os: text('Operating system: linux, darwin, win32.'),
    kernel: text('Kernel release.'),
    cpu_count: u32('Logical CPUs.'),
    cpu_pct: f64('CPU use of the whole machine; 100 is one core fully used.'),
    load_1: f64('Load average over one minute.'),
    ram_used_mb: u64('Memory in use: total minus available, MiB.'),
    ram_total_mb: u64('Total memory, MiB.'),
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
      { description: 'Resource use of the hive itself.' },
    ),
    unreadable_processes: Type.Optional(u32('Number of processes that the hive has no permission to read.')),
    unknown: Type.Optional(UnknownFieldsSchema),
  },
  {
    description:
      'The machine (section N). `unknown` may name any of its fields, and `workers` if no workers can be seen.',
  },
);

/** The machine that a hive runs on (section N). */
export type NodeStats = Type.Static<typeof NodeStatsSchema>;
