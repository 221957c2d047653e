/** Places of hives in the comb: a hive keeps its place for as long as it is there, and a new one takes the first that is free. */
export class CombPlaces {
  readonly #places = new Map<string, number>();

  /** The place of each id, counted from 0. */
  assign(ids: readonly string[]): ReadonlyMap<string, number> {
    const present = new Set(ids);
    for (const id of [...this.#places.keys()]) if (!present.has(id)) this.#places.delete(id);
    const taken = new Set(this.#places.values());
    let next = 0;
    for (const id of ids) {
      if (this.#places.has(id)) continue;
      while (taken.has(next)) next += 1;
      this.#places.set(id, next);
      taken.add(next);
    }
    return this.#places;
  }
}

/** How hexagons lie: the radius of one, the hexagons in a row of a hive, its rows, and how many hives are in a row of the comb. */
export interface CombGrid {
  readonly radius: number;
  readonly inRow: number;
  readonly rows: number;
  readonly hivesInRow: number;
  readonly width: number;
  readonly height: number;
}

const SQRT_3 = Math.sqrt(3);
/** Space between two hives, in radii. */
const GAP = 1.4;
const MAX_RADIUS = 16;
const MIN_RADIUS = 3;

/** The largest hexagons with which all places fit into an area; at least so large that one can be pointed at. */
export function combGrid(places: number, workersInHive: number, width: number, height: number): CombGrid {
  const rows = Math.max(1, Math.min(2, workersInHive), Math.round(Math.sqrt(workersInHive / 2)));
  const inRow = Math.max(1, Math.ceil(workersInHive / rows));
  for (let radius = MAX_RADIUS; ; radius -= 0.5) {
    const hiveWidth = radius * SQRT_3 * (inRow + (rows > 1 ? 0.5 : 0)) + radius * GAP;
    const hiveHeight = radius * (1.5 * (rows - 1) + 2) + radius * GAP;
    const hivesInRow = Math.max(1, Math.floor(width / hiveWidth));
    const used = Math.ceil(places / hivesInRow) * hiveHeight;
    if ((used <= height && hivesInRow * hiveWidth <= width) || radius <= MIN_RADIUS) {
      return { radius, inRow, rows, hivesInRow, width: hivesInRow * hiveWidth, height: used };
    }
  }
}

/** The centre of a worker's hexagon: its number within its hive, and the place of the hive. */
export function combCentre(grid: CombGrid, place: number, number: number): readonly [x: number, y: number] {
  const { radius, inRow, rows, hivesInRow } = grid;
  const hiveWidth = radius * SQRT_3 * (inRow + (rows > 1 ? 0.5 : 0)) + radius * GAP;
  const hiveHeight = radius * (1.5 * (rows - 1) + 2) + radius * GAP;
  const row = Math.floor(number / inRow);
  const left = (place % hivesInRow) * hiveWidth;
  const top = Math.floor(place / hivesInRow) * hiveHeight;
  const shift = row % 2 === 1 ? 0.5 : 0;
  return [
    left + radius * SQRT_3 * ((number % inRow) + 0.5 + shift) + (radius * GAP) / 2,
    top + radius * (1 + 1.5 * row) + (radius * GAP) / 2,
  ];
}
