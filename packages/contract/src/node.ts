import { Type } from '#schemas';
import { LIMITS } from './limits.ts';
import { f64, percent, text, u32, u64 } from './schema.ts';
import { UnknownFieldsSchema } from './worker.ts';

/** Part of a GPU that is divided by NVIDIA's Multi-Instance GPU. */
const MigDeviceSchema = Type.Object({
  uuid: text('Permanent id of the part, from its driver.'),
  vram_used_mb: u64('Memory of the part in use, MiB.'),
  vram_total_mb: u64('Total memory of the part, MiB.'),
  unknown: Type.Optional(UnknownFieldsSchema),
});

/**
 * What is wrong with a GPU, or slows it down (section N); later versions can have more. `power_limit`, `thermal`,
 * `hardware_slowdown`: the driver slows the GPU down because of its power limit, its temperature, or a signal of the
 * hardware. `ecc_errors`: uncorrectable memory errors since the driver was loaded. `retirement_pending`,
 * `remap_pending`: faulty memory is replaced at the next reset. `remap_failed`: it could not be replaced. `xid`: the
 * driver reported an error, see `last_xid`. `lost`: the GPU no longer answers.
 */
export const GPU_HEALTH_CODES = [
  'power_limit',
  'thermal',
  'hardware_slowdown',
  'ecc_errors',
  'retirement_pending',
  'remap_pending',
  'remap_failed',
  'xid',
  'lost',
] as const;

/** What is wrong with a GPU, or slows it down. */
export type GpuHealthCode = (typeof GPU_HEALTH_CODES)[number];

/** One GPU of a machine (section N). */
export const GpuSchema = Type.Object({
  uuid: text('Permanent id of the GPU, from its driver.'),
  index: u32('Index of the GPU in its driver.'),
  vendor: text('Vendor: nvidia, amd, intel, apple.'),
  name: text('Product name.'),
  util_pct: percent('Use of the GPU, 0-100.'),
  vram_used_mb: u64('GPU memory in use, MiB.'),
  vram_total_mb: u64('Total GPU memory, MiB.'),
  pci: Type.Optional(text('PCI address, such as 0000:65:00.0.')),
  temp_c: Type.Optional(Type.Number({ description: 'Temperature, degrees Celsius.' })),
  power_w: Type.Optional(f64('Power draw, watts.')),
  power_limit_w: Type.Optional(f64('Power limit, watts.')),
  clock_mhz: Type.Optional(u32('Clock of the GPU, MHz.')),
  memory_clock_mhz: Type.Optional(u32('Clock of its memory, MHz.')),
  fan_pct: Type.Optional(percent('Speed of its fans, percent of the maximum.')),
  pcie_generation: Type.Optional(u32('Generation of its PCI Express link at present.')),
  pcie_width: Type.Optional(u32('Lanes of its PCI Express link at present.')),
  mig: Type.Optional(
    Type.Array(MigDeviceSchema, {
      description: "Parts of a GPU that is divided by NVIDIA's Multi-Instance GPU; absent if it is not.",
      maxItems: LIMITS.maxGpus,
    }),
  ),
  health: Type.Optional(
    Type.Array(text('What is wrong with the GPU or slows it down, such as thermal.'), {
      description: 'Empty if nothing is wrong; absent if it was not checked.',
      maxItems: LIMITS.maxGpuHealthCodes,
    }),
  ),
  last_xid: Type.Optional(u32("Number of the last error that NVIDIA's driver reported (XID).")),
  shares_ram: Type.Optional(Type.Boolean({ description: 'True if its memory is memory of the machine.' })),
  unattributed_vram_mb: Type.Optional(u64('GPU memory in use that no worker holds, MiB.')),
  origin: Type.Optional(
    Type.Enum(['simulated'], { description: 'Set for GPUs of `rbee simulate`, which do not exist.' }),
  ),
  unknown: Type.Optional(UnknownFieldsSchema),
});

/** One GPU of a machine (section N). */
export type Gpu = Type.Static<typeof GpuSchema>;

/** GPUs, parts of one or what a worker uses of them, without those that claim the uuid of an earlier one ([N1]). */
export function distinctGpus<T extends { readonly uuid: string }>(list: readonly T[]): readonly T[] {
  const seen = new Set<string>();
  return list.filter(({ uuid }) => !seen.has(uuid) && seen.add(uuid));
}

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
