import type { PartialReason, ProcessStats, ServedModel, UnknownFields } from '@rbee/contract';
import { LIMITS } from '@rbee/contract/plain';
import type { EngineReport } from '../engine-reader.ts';
import { unknownOrNothing, writeFigures } from '../figure.ts';
import type { WorkerGpuFigures } from '../gpu/index.ts';
import { type JoinedModel, mainModel } from './joined-models.ts';
import { compareText, type NamedWorker } from './worker.ts';
import type { WorkerFigures } from './worker-figures.ts';

/** What is known of a worker besides its figures. */
export interface WorkerFacts {
  /** Its models, and those of them that are reported. */
  readonly joined: readonly JoinedModel[];
  readonly models: readonly ServedModel[];
  readonly said: EngineReport;
  /** Undefined unless its CPU use tells whether it works ([R2]). */
  readonly cpuBusy: boolean | undefined;
  readonly gpu: WorkerGpuFigures;
  /** True if the machine is known to have no GPU. */
  readonly hasNoGpu: boolean;
}

/** A worker in the form of the wire ([W1]-[W5]). Unknown figures are listed in `unknown` with a reason ([W2]). */
export function workerStats(
  named: NamedWorker,
  figures: WorkerFigures,
  { joined, models, said, cpuBusy, gpu, hasNoGpu }: WorkerFacts,
): ProcessStats {
  const { worker, instance, container } = named;
  const model = mainModel(joined)?.name ?? null;
  const { values, unknown } = writeFigures(
    { cpu_pct: figures.cpuPct, io_r_mb_s: figures.readMbS, io_w_mb_s: figures.writeMbS },
    {
      rss_mb: figures.rssMb,
      uptime_s: figures.uptimeS,
      gpu_util_pct: gpu.utilPct,
      vram_mb: gpu.vramMb,
      total_vram_mb: gpu.totalVramMb,
    },
  );
  const origin = worker.told?.engine?.origin;
  return {
    pid: worker.root.pid,
    group: worker.group,
    instance,
    ...values,
    model,
    ...(named.modelGap && model === null ? { model_gap: named.modelGap } : {}),
    ...(models.length > 0 ? { models: [...models] } : {}),
    ...(figures.rssSharedMb === null ? {} : { rss_shared_mb: Math.round(figures.rssSharedMb) }),
    pids: worker.members.length,
    ...startedAt(figures.startedAtMs),
    ...(gpu.gpus.length > 0 ? { gpus: [...gpu.gpus] } : {}),
    ...(container ? { container } : {}),
    ...(cpuBusy === undefined ? {} : { cpu_busy: cpuBusy }),
    ...(said.engine ? { engine: said.engine } : {}),
    ...(worker.foundBy === 'gpu' || worker.told?.isHeadless ? { serves: false } : {}),
    ...(origin ? { origin } : {}),
    ...unknownOrNothing({
      ...unknown,
      ...withoutModel(named.unknown, model !== null),
      ...(said.missing ? { engine: said.missing } : {}),
    }),
    ...(figures.rssAtMost ? { at_most: { rss_mb: figures.rssAtMost } } : {}),
    ...partialFigures(unknown, worker.lacksRanks === true, gpu.isPartial, hasNoGpu),
  };
}

/** An engine may name the model that the command line does not. */
function withoutModel({ model, ...others }: UnknownFields, isKnown: boolean): UnknownFields {
  return model === undefined || isKnown ? others : { model, ...others };
}

const SUMS = ['cpu_pct', 'rss_mb', 'io_r_mb_s', 'io_w_mb_s'] as const;
const OF_GPUS = ['gpu_util_pct', 'vram_mb', 'total_vram_mb'] as const;

/** The known figures of a worker that leave something out ([W6]). On a machine without a GPU no rank uses one. */
function partialFigures(
  unknown: UnknownFields,
  lacksRanks: boolean,
  lacksGpus: boolean,
  hasNoGpu: boolean,
): { partial?: Record<string, PartialReason> } {
  if (!lacksRanks && !lacksGpus) return {};
  const ofGpus = lacksRanks && !hasNoGpu ? 'unassigned_ranks' : lacksGpus ? 'unreadable_gpus' : null;
  const reasons = [
    ...(lacksRanks ? SUMS.map((it) => [it, 'unassigned_ranks'] as const) : []),
    ...(ofGpus ? OF_GPUS.map((it) => [it, ofGpus] as const) : []),
  ].filter(([it]) => unknown[it] === undefined);
  return reasons.length > 0 ? { partial: Object.fromEntries(reasons) } : {};
}

/** The latest time that RFC 3339 can express: the end of the year 9999. */
const LAST_MS = Date.UTC(10_000, 0) - 1;

const startedAt = (ms: number | null): { started_at?: string } =>
  ms === null || ms > LAST_MS ? {} : { started_at: new Date(ms).toISOString() };

/** Sorts workers by group and instance, and cuts the list to the limit of a heartbeat ([H1]). */
export const inOrder = (workers: readonly ProcessStats[]): ProcessStats[] =>
  workers
    .toSorted((a, b) => compareText(a.group, b.group) || compareText(a.instance, b.instance))
    .slice(0, LIMITS.maxWorkers);
