import type { UnknownReason } from '@rbee/contract';
import { type Missing, missing } from '../figure.ts';
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

/** What to do if the driver of a vendor gives one GPU of the machine and not another. */
const LOST =
  'see the kernel log (journalctl -k) for why the driver does not give it, or give the container all GPUs (--gpus all)';

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
      `${counted(read)} can be read; whether the machine has more is not known (${present.reason}); mount sysfs(5) at /sys, or set sysRoot to where it is mounted.`,
    ];
  }
  if (gap) {
    const isInWsl = unlisted.some(({ vendor }) => vendor === null);
    const all = unlisted.length > 0 ? `${read} of ${counted(read + unlisted.length)}` : counted(read);
    return [
      read > 0 ? 'partly' : 'no',
      `${all} can be read, so GPU use and GPU memory are unknown (${gap.reason}) for every worker that is seen on none${isInWsl ? '; in WSL only GPUs of NVIDIA can be read, by the driver of Windows' : ''}.`,
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
  const said = own.flatMap((it) => it.missing);
  const ofUnlisted = said.length > 0 ? said : [cards.length > 0 ? LOST : DRIVERS[vendor]];
  const reasons = new Set([...limits.map((it) => it.reason), ...(said.length > 0 ? [] : failed)]);
  const through = own.flatMap((it) => it.through ?? [])[0];
  const clauses = [
    ...(cards.length > 0 ? [readClause(cards.length, through, limits)] : []),
    ...(unlisted.length > 0 ? [unreadClause(unlisted)] : []),
    ...failed.map((it) => `the driver cannot be asked (${it})`),
    ...(unlisted.length > 0 ? ofUnlisted : said),
    ...[...reasons].flatMap((it) => REMEDIES[it] ?? []),
  ];
  const isWhole = limits.length + unlisted.length + failed.length === 0;
  return [isWhole ? 'ok' : cards.length > 0 ? 'partly' : 'no', `${clauses.join('; ')}.`];
}

/** Something that the driver does not tell, and why. */
interface Limit {
  readonly what: string;
  readonly reason: UnknownReason;
}

/** Reasons that end by themselves. */
const PASSING: ReadonlySet<UnknownReason> = new Set(['first_sample', 'asleep']);

const processCount = (count: number): string => (count === 1 ? '1 process' : `${count} processes`);

function limitsOf(cards: readonly GpuCard[]): readonly Limit[] {
  const limits = new Map<string, Limit>();
  const add = (what: string, { reason }: Missing) => {
    if (!PASSING.has(reason)) limits.set(`${what} ${reason}`, { what, reason });
  };
  for (const { utilPct, usedMb, totalMb, processes, refused } of cards) {
    if (!utilPct.ok) add('their use', utilPct);
    for (const it of [usedMb, totalMb]) if (!it.ok) add('their memory', it);
    if (refused?.size) add(`what ${processCount(refused.size)} may use of them`, missing('permission'));
    if (!processes.ok) add('which processes use them', processes);
    for (const it of processes.ok ? processes.value : []) {
      if (!it.vramMb.ok) add('the memory of workers', it.vramMb);
      if (!it.utilPct.ok) add('the use by workers', it.utilPct);
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
