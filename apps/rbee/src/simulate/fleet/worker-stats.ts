import type { ProcessStats, UnknownFields, UnknownReason } from '@rbee/contract';
import type { Machine, Placed, Run, WorkerFigures } from '../model/index.ts';
import { type EngineConstants, engineConstants, engineStats, servedModels } from './engine-stats.ts';
import { heldOnEachMb, memoryGap } from './gpu-stats.ts';
import { tenths } from './tenths.ts';

/** The fields of a worker that stay the same during one run of it, and what its hive cannot read. */
export interface WorkerConstants {
  readonly facts: Pick<ProcessStats, 'pid' | 'group' | 'instance' | 'model' | 'total_vram_mb'>;
  /** Undefined for a program that is no inference server. */
  readonly engine: EngineConstants | undefined;
  /** Its cards; none if it runs on the CPU. */
  readonly cards: readonly { readonly uuid: string; readonly index: number }[];
  readonly isIoKnown: boolean;
  /** Why its use of its cards is not known; undefined if it is. */
  readonly useGap: UnknownReason | undefined;
  /** Undefined if everything is known. */
  readonly unknown: UnknownFields | undefined;
}

/** The constants of a run; `zeroMs` is when the simulation began by the clock of the machine, milliseconds since 1970. */
export function workerConstants(machine: Machine, index: number, run: Run, zeroMs: number): WorkerConstants {
  const placed = machine.workers[index];
  if (!placed) throw new RangeError(`The machine has no worker ${index}.`);
  const { cards, program } = placed;
  const { seed, blindness } = machine;
  const isIoKnown = !isForeign(blindness, index);
  const useGap = cards.length > 0 ? useGapOf(blindness) : undefined;
  const totalGap = cards.length > 0 ? memoryGap(machine) : undefined;
  const pid = 1_000 + ((seed + index * 7_919 + run.count * 104_729) % 4_000_000);
  const startedMs = Math.floor(zeroMs + run.startMs);
  const facts = {
    pid,
    ...(program === null ? serverFacts(placed, seed, index) : programFacts(program)),
    origin: 'simulated' as const,
    started_at: new Date(startedMs).toISOString(),
    total_vram_mb: totalGap ? 0 : cards.length * machine.chassis.card.vramMb,
  };
  return {
    facts,
    engine: program === null ? engineConstants(placed, { pid, startedMs }) : undefined,
    cards: cards.map((card) => ({ uuid: machine.cardIds[card] ?? '', index: card })),
    isIoKnown,
    useGap,
    unknown: unknownOf({
      ...(!isIoKnown && { io_r_mb_s: 'permission', io_w_mb_s: 'permission' }),
      ...(useGap && { gpu_util_pct: useGap }),
      ...(totalGap && { total_vram_mb: totalGap }),
      ...(program !== null && { model: 'not_exposed' }),
    }),
  };
}

function serverFacts({ model, second, engine, port, cards }: Placed, seed: number, index: number) {
  const hasContainer = engine.reserves && (seed + index) % 3 !== 0;
  const id = (seed * 4_096 + index).toString(16).padStart(12, '0');
  return {
    group: model.group,
    instance: String(port),
    model: model.name,
    pids: engine.pids + Math.max(0, cards.length - 1) + (second ? 1 : 0),
    // Servers for many users mostly run in a container.
    ...(hasContainer && { container: { id, name: `${engine.kind}-${port}`, runtime: 'docker' } }),
  };
}

/** A program that computes on a GPU and takes no requests ([W3], [W7]). */
const programFacts = (program: string) => ({
  group: 'gpu',
  instance: program,
  model: null,
  model_gap: 'unknown_program',
  serves: false,
  pids: 1,
});

const useGapOf = (blindness: Machine['blindness']): UnknownReason | undefined =>
  blindness === 'mig' || blindness === 'not_exposed' ? blindness : undefined;

const unknownOf = (unknown: UnknownFields): UnknownFields | undefined =>
  Object.keys(unknown).length > 0 ? unknown : undefined;

/** True for the workers of other users, which their hive may not look into. */
export const isForeign = (blindness: Machine['blindness'], index: number): boolean =>
  blindness === 'permission' && index % 2 === 1;

const FIRST_SAMPLE: UnknownFields = {
  cpu_pct: 'first_sample',
  io_r_mb_s: 'first_sample',
  io_w_mb_s: 'first_sample',
};

/** A worker of a heartbeat; `isFirst` if no heartbeat before had it, so that no rate is known yet ([W4]). */
export function workerStats(
  constants: WorkerConstants,
  figures: WorkerFigures,
  isFirst: boolean,
): ProcessStats {
  const { facts, cards, useGap } = constants;
  const isIoKnown = constants.isIoKnown && !isFirst;
  const unknown = isFirst ? { ...FIRST_SAMPLE, ...constants.unknown } : constants.unknown;
  const vram_mb = heldOnEachMb(figures, cards.length);
  const stats: ProcessStats = {
    ...facts,
    cpu_pct: isFirst ? 0 : tenths(figures.cpuPct),
    rss_mb: figures.rssMb,
    rss_shared_mb: figures.rssSharedMb,
    io_r_mb_s: isIoKnown ? tenths(figures.readMbS) : 0,
    io_w_mb_s: isIoKnown ? tenths(figures.writeMbS) : 0,
    uptime_s: figures.uptimeS,
    gpu_util_pct: useGap ? 0 : tenths(figures.gpuPct),
    vram_mb: vram_mb * cards.length,
  };
  if (unknown) stats.unknown = unknown;
  if (cards.length > 0) {
    const util_pct = stats.gpu_util_pct;
    stats.gpus = cards.map(({ uuid, index }) =>
      useGap
        ? { uuid, index, vram_mb, util_pct, unknown: { util_pct: useGap } }
        : { uuid, index, vram_mb, util_pct },
    );
  }
  if (!constants.engine) return stats;
  const models = servedModels(constants.engine, stats, figures);
  if (models.length > 0) stats.models = models;
  stats.engine = engineStats(constants.engine, figures);
  return stats;
}
