import type { Gpu, GpuHealthCode } from '@rbee/contract';
import type { FleetHive } from '../fleet-hive.ts';
import { healthCommand, holdersCommand } from './commands.ts';
import type { ProblemSeverity, Sign } from './problem.ts';
import { PROBLEM_LIMITS } from './rules.ts';

/** Adds to `signs` what the last sample of a hive, or its absence, shows of the hive itself and of its GPUs. */
export function addHiveSigns(signs: Sign[], hive: FleetHive): void {
  if (hive.report === 'silent') signs.push(absenceOf(hive, 'silent'));
  // Without a connection to the queen hives are late that reported: nothing is known of them ([R1]).
  else if (hive.report === 'late') {
    if (hive.hive.health === 'degraded') signs.push(absenceOf(hive, 'late'));
  } else {
    addIdentitySigns(signs, hive);
    for (const gpu of hive.gpus) addGpuSigns(signs, hive.hive.hive_id, gpu);
  }
}

/** `workers` is the number in the last sample. */
function absenceOf({ hive, workers }: FleetHive, kind: 'silent' | 'late'): Sign {
  const began = Date.parse(hive.last_update);
  return {
    ...{ id: `${kind}:${hive.hive_id}`, kind, subject: { hive_id: hive.hive_id }, isOn: true },
    values: { workers: workers.length },
    command: kind === 'silent' ? 'systemctl status rbee-hive' : 'npx rbee doctor',
    began: Number.isNaN(began) ? undefined : began,
  };
}

function addIdentitySigns(signs: Sign[], { hive }: FleetHive): void {
  const { hive_id, clock_skew_ms: skew = 0, conflicting_hives: others = 0 } = hive;
  const subject = { hive_id };
  if (others > 0) {
    // `others`: runs that were refused in the last minute.
    const of = { kind: 'id_twice', subject, isOn: true, values: { others } } as const;
    signs.push({ id: `id_twice:${hive_id}`, ...of, command: "pgrep -af 'rbee.* hive'" });
  }
  const { begin, end } = PROBLEM_LIMITS.clockMs;
  if (Math.abs(skew) < end) return;
  signs.push({
    ...{ id: `clock:${hive_id}`, kind: 'clock', subject, isOn: Math.abs(skew) >= begin },
    // Whole seconds: a difference that trembles is no news.
    values: { direction: skew > 0 ? 'ahead' : 'behind', seconds: Math.round(Math.abs(skew) / 1_000) },
    command: 'timedatectl status',
  });
}

/** How grave the codes of a GPU's health are. `power_limit` is missing: a GPU that works hard is often there, as it should be. */
const HEALTH_SEVERITIES: Readonly<Record<Exclude<GpuHealthCode, 'power_limit'>, ProblemSeverity>> = {
  thermal: 'warning',
  hardware_slowdown: 'warning',
  ecc_errors: 'grave',
  retirement_pending: 'warning',
  remap_pending: 'warning',
  remap_failed: 'grave',
  xid: 'grave',
  lost: 'grave',
};
const SEVERITIES: ReadonlyMap<string, ProblemSeverity> = new Map(Object.entries(HEALTH_SEVERITIES));

function addGpuSigns(signs: Sign[], hive_id: string, gpu: Gpu): void {
  const { uuid, index, name } = gpu;
  const subject = { hive_id, gpu: { uuid, index, name } };
  for (const code of gpu.health?.length ? new Set(gpu.health) : []) {
    const severity = SEVERITIES.get(code);
    if (severity === undefined) continue;
    const values = code === 'xid' && gpu.last_xid !== undefined ? { code, xid: gpu.last_xid } : { code };
    const of = { kind: 'gpu_health', subject, isOn: true, severity, values } as const;
    signs.push({ id: `gpu_health:${hive_id}/${uuid}:${code}`, ...of, command: healthCommand(gpu) });
  }
  const memory = gpu.unknown?.['unattributed_vram_mb'] === undefined ? (gpu.unattributed_vram_mb ?? 0) : 0;
  const { begin, end } = PROBLEM_LIMITS.unclaimedMb;
  if (memory < end) return;
  signs.push({
    ...{ id: `gpu_unclaimed:${hive_id}/${uuid}`, kind: 'gpu_unclaimed', subject, isOn: memory >= begin },
    values: { memory, total: gpu.vram_total_mb },
    command: holdersCommand(gpu),
  });
}
