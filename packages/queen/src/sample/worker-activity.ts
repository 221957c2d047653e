import { type ActivityFigures, activityOf, type Leaf, type Shape, type WorkerActivity } from '@rbee/contract';
import { cachedByShape } from './cached-by-shape.ts';

/** What a worker does ([R2]), by the leaves of its sample and the index of its first one. */
export type ActivityReader = (leaves: readonly Leaf[], first: number) => WorkerActivity;

type Figures = { -readonly [K in keyof ActivityFigures]: ActivityFigures[K] };

/** Tells what a worker with that shape does. It makes no object, as it runs for every worker of every sample. */
export const activityReader = cachedByShape((worker: Shape): ActivityReader => {
  const engine = worker.field('engine');
  const inEngine = engine ? offsetOf(engine.shape, 'requests_running') : NOWHERE;
  const running = engine && inEngine !== NOWHERE ? engine.offset + inEngine : NOWHERE;
  const gpu = offsetOf(worker, 'gpu_util_pct');
  const vram = offsetOf(worker, 'total_vram_mb');
  const cpu = offsetOf(worker, 'cpu_pct');
  const cpuBusy = worker.field('cpu_busy')?.offset ?? NOWHERE;
  const figures: Figures = {
    requests_running: undefined,
    gpu_util_pct: undefined,
    total_vram_mb: undefined,
    cpu_pct: undefined,
    cpu_busy: undefined,
    partial: new Set(worker.field('partial')?.shape.keys ?? []),
  };
  return (leaves, first) => {
    figures.requests_running = numberAt(leaves, first, running);
    figures.gpu_util_pct = numberAt(leaves, first, gpu);
    figures.total_vram_mb = numberAt(leaves, first, vram);
    figures.cpu_pct = numberAt(leaves, first, cpu);
    const busy = cpuBusy === NOWHERE ? undefined : leaves[first + cpuBusy];
    figures.cpu_busy = typeof busy === 'boolean' ? busy : undefined;
    return activityOf(figures);
  };
});

/** Offset of a figure that is missing or unknown ([W2]). */
const NOWHERE = -1;

const offsetOf = (shape: Shape, name: string): number =>
  shape.field('unknown')?.shape.field(name) ? NOWHERE : (shape.field(name)?.offset ?? NOWHERE);

function numberAt(leaves: readonly Leaf[], first: number, offset: number): number | undefined {
  if (offset === NOWHERE) return undefined;
  const leaf = leaves[first + offset];
  return typeof leaf === 'number' ? leaf : undefined;
}
