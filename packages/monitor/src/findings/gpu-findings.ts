import type { UnknownReason } from '@rbee/contract';
import type { GpuFacts } from '../gpu/index.ts';
import type { GpuCard, GpuVendor } from '../gpu-reader.ts';
import { type Finding, finding, type Outcome } from './finding.ts';

const VENDORS: readonly (readonly [GpuVendor, string])[] = [
  ['nvidia', 'NVIDIA'],
  ['amd', 'AMD'],
  ['intel', 'Intel'],
];

/** What to do if a vendor's GPU has no driver that the hive can read, and its reader does not know better. */
const DRIVERS: Readonly<Record<GpuVendor, string>> = {
  nvidia:
    "install NVIDIA's driver (apt install nvidia-driver); in a container, start it with --gpus all and NVIDIA_DRIVER_CAPABILITIES=utility; in a systemd unit, set PrivateDevices=no",
  amd: "load the kernel's driver (modprobe amdgpu) and install its firmware (apt install firmware-amd-graphics); in a container, mount the machine's /sys",
  intel:
    "load the kernel's driver (modprobe i915, or modprobe xe) and install its firmware (apt install firmware-misc-nonfree); in a container, mount the machine's /sys",
};

/** What to do about a reason of [W2]; no entry if only the driver's maker can do something. */
const REMEDIES: Readonly<Partial<Record<UnknownReason, string>>> = {
  permission: 'run the hive as root, or with CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH',
  pid_namespace:
    "share the host's PID namespace (--pid=host), or mount the host's /proc and set procRoot to it",
  driver_error: 'see the kernel log (journalctl -k)',
  timeout: 'see the kernel log (journalctl -k); if the driver hangs, only a restart of the machine helps',
};

/** The GPUs of all vendors, and one finding for each vendor of which the machine has a GPU. */
export const gpuFindings = (facts: GpuFacts): readonly Finding[] => [
  finding('gpus', 'GPUs', overview(facts)),
  ...VENDORS.flatMap(([vendor, name]) => {
    const outcome = outcomeOf(vendor, facts);
    return outcome ? [finding(`gpus-${vendor}`, `${name} GPUs`, outcome)] : [];
  }),
];

const cardsOf = ({ vendors }: Pick<GpuFacts, 'vendors'>): readonly GpuCard[] =>
  vendors.flatMap(({ reading }) => (reading.ok ? reading.value : []));

const counted = (count: number): string => (count === 1 ? '1 GPU' : `${count} GPUs`);

function overview(facts: GpuFacts): Outcome {
  const { present, unlisted, gap } = facts;
  const read = cardsOf(facts).length;
  if (present?.ok === false) {
    return [
      read > 0 ? 'partly' : 'no',
      `${counted(read)} can be read, but not whether the machine has more (${present.reason}); mount sysfs(5) at /sys, or set sysRoot to where it is mounted.`,
    ];
  }
  if (gap) {
    const all = unlisted.length > 0 ? `${read} of ${counted(read + unlisted.length)}` : counted(read);
    return [
      read > 0 ? 'partly' : 'no',
      `${all} can be read, so GPU use and GPU memory are unknown (${gap.reason}) for every worker that is seen on none.`,
    ];
  }
  if (read > 0) return ['ok', `${counted(read)} can be read.`];
  return ['ok', 'The machine has no GPU of NVIDIA, AMD or Intel, so it is known that no worker uses one.'];
}

/** Null for a vendor of which the machine has no GPU. */
function outcomeOf(vendor: GpuVendor, facts: GpuFacts): Outcome | null {
  const own = facts.vendors.filter((it) => it.vendor === vendor);
  const cards = cardsOf({ vendors: own }).filter((it) => it.vendor === vendor);
  const unlisted = facts.unlisted.filter((it) => it.vendor === vendor);
  const failed = own.flatMap(({ reading }) =>
    reading.ok || reading.reason === 'driver_unsupported' ? [] : [reading.reason],
  );
  if (cards.length + unlisted.length + failed.length === 0) return null;
  const limits = limitsOf(cards);
  const missing = own.flatMap((it) => it.missing);
  const reasons = [...new Set([...limits.map((it) => it.reason), ...failed])];
  const remedies = [
    ...(missing.length > 0 || unlisted.length === 0 ? missing : [DRIVERS[vendor]]),
    ...reasons.flatMap((it) => REMEDIES[it] ?? []),
  ];
  const through = own.flatMap((it) => it.through ?? [])[0];
  const clauses = [
    ...(cards.length > 0 ? [readClause(cards.length, through, limits)] : []),
    ...(unlisted.length > 0 ? [unreadClause(unlisted)] : []),
    ...failed.map((it) => `the driver cannot be asked (${it})`),
    ...remedies,
  ];
  const isWhole = limits.length + unlisted.length + failed.length === 0;
  return [isWhole ? 'ok' : cards.length > 0 ? 'partly' : 'no', `${clauses.join('; ')}.`];
}

/** Something that the driver does not tell of processes, and why. */
interface Limit {
  readonly what: string;
  readonly reason: UnknownReason;
}

/** Reasons that end by themselves. */
const PASSING: ReadonlySet<UnknownReason> = new Set(['first_sample', 'asleep']);

const processCount = (count: number): string => (count === 1 ? '1 process' : `${count} processes`);

function limitsOf(cards: readonly GpuCard[]): readonly Limit[] {
  const limits = new Map<string, Limit>();
  const add = (what: string, reason: UnknownReason) => limits.set(`${what} ${reason}`, { what, reason });
  for (const { processes, refused } of cards) {
    if (refused?.size) add(`what ${processCount(refused.size)} may use of them`, 'permission');
    if (!processes.ok) {
      if (!PASSING.has(processes.reason)) add('which processes use them', processes.reason);
      continue;
    }
    for (const { vramMb, utilPct } of processes.value) {
      if (!vramMb.ok && !PASSING.has(vramMb.reason)) add('the memory of workers', vramMb.reason);
      if (!utilPct.ok && !PASSING.has(utilPct.reason)) add('the use by workers', utilPct.reason);
    }
  }
  return [...limits.values()];
}

function readClause(count: number, through: string | undefined, limits: readonly Limit[]): string {
  const cards = `${counted(count)}${through === undefined ? '' : ` through ${through}`}`;
  if (limits.length === 0) return `${cards}: memory and use of every worker`;
  return `${cards}, but not ${limits.map(({ what, reason }) => `${what} (${reason})`).join(' or ')}`;
}

function unreadClause(unlisted: GpuFacts['unlisted']): string {
  const places = unlisted.flatMap(({ pci }) => pci ?? []).slice(0, 16);
  const at = places.length > 0 ? ` (${places.join(', ')})` : '';
  return `${counted(unlisted.length)} of the machine${at} cannot be read`;
}
