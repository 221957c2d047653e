import { type FleetHive, type FleetWorker, isAbsent, type WorkerState } from '@rbee/queen-rbee-sdk';
import { type CombGrid, type CombPlaces, combCentre, combGrid } from './comb-layout.ts';

/** What the colour of a hexagon tells. */
export type CombColor = 'gpu' | 'vram' | 'cpu' | 'tokens';

/** A worker as a hexagon. `share` (0 to 1) is its colour and `memory` (0 to 1) its filling; undefined if not known. */
export interface CombCell {
  readonly worker: FleetWorker;
  readonly x: number;
  readonly y: number;
  readonly share: number | undefined;
  readonly memory: number | undefined;
  readonly state: WorkerState;
}

/** The comb of a fleet in an area. */
export interface Comb {
  readonly grid: CombGrid;
  readonly cells: readonly CombCell[];
  /** The value of a full colour, in the unit of the figure. */
  readonly top: number;
}

/** Lays the workers of hives out. Hives keep the places that `places` gives them. */
export function combOf(
  hives: readonly FleetHive[],
  color: CombColor,
  places: CombPlaces,
  area: { readonly width: number; readonly height: number },
): Comb {
  const assigned = places.assign(hives.map(({ hive }) => hive.hive_id));
  const used = Math.max(0, ...assigned.values()) + 1;
  const most = Math.max(1, ...hives.map(({ workers }) => workers.length));
  const grid = combGrid(used, most, area.width, area.height);
  const top = topOf(hives, color);
  const cells = hives.flatMap(({ hive, workers }) =>
    workers.map((worker, number): CombCell => {
      const [x, y] = combCentre(grid, assigned.get(hive.hive_id) ?? 0, number);
      const isCurrent = !isAbsent(worker.state);
      const value = isCurrent ? figureIn(worker, color) : undefined;
      return {
        ...{ worker, x, y, state: worker.state, memory: isCurrent ? memoryOf(worker) : undefined },
        share: value === undefined ? undefined : Math.min(1, value / top),
      };
    }),
  );
  return { grid, cells, top };
}

function memoryOf(worker: FleetWorker): number | undefined {
  const [used, total] = [worker.figure('vram'), worker.figure('vram_total')];
  if (used === undefined || total === undefined) return undefined;
  return total === 0 ? 0 : Math.min(1, used / total);
}

function figureIn(worker: FleetWorker, color: CombColor): number | undefined {
  if (color === 'vram') {
    const memory = memoryOf(worker);
    return memory === undefined ? undefined : memory * 100;
  }
  return worker.figure(color);
}

/** Shares have 100 % as their top; cores and tokens the most that a worker of the fleet has, so that the colours differ. */
function topOf(hives: readonly FleetHive[], color: CombColor): number {
  if (color === 'gpu' || color === 'vram') return 100;
  let top = 0;
  for (const { workers } of hives)
    for (const worker of workers) top = Math.max(top, worker.figure(color) ?? 0);
  return top === 0 ? 1 : top;
}

/** The cell whose hexagon contains a point; undefined beside all of them. */
export function cellAt({ cells, grid }: Comb, x: number, y: number): CombCell | undefined {
  const reach = grid.radius * grid.radius * 0.85;
  return cells.find((cell) => (cell.x - x) ** 2 + (cell.y - y) ** 2 < reach);
}

/** The nearest cell in a direction, for arrow keys; undefined at the edge. */
export function cellBeside(
  { cells }: Comb,
  from: CombCell,
  dx: -1 | 0 | 1,
  dy: -1 | 0 | 1,
): CombCell | undefined {
  let best: CombCell | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const cell of cells) {
    const [x, y] = [cell.x - from.x, cell.y - from.y];
    const along = x * dx + y * dy;
    const beside = Math.abs(x * dy) + Math.abs(y * dx);
    const distance = along + 2.5 * beside;
    if (along > 0.5 && distance < least) [best, least] = [cell, distance];
  }
  return best;
}
