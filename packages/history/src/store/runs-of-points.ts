import type { RolledBlock } from '../block.ts';
import { MAX_JOINED } from '../blocks/index.ts';

/** Points of figures in one row: those of an hour of 2,000 figures. Of a larger hive fewer minutes are joined. */
const MOST_POINTS = 128 * 1_024;

type Run = [RolledBlock, ...RolledBlock[]];

/** Divides points that follow each other into those that can be joined: their entities and columns are the same objects. */
export function* runsOf(points: Iterable<RolledBlock>): Generator<Run> {
  let run: Run | undefined;
  for (const point of points) {
    if (run !== undefined && canJoin(run, point)) run.push(point);
    else {
      if (run !== undefined) yield run;
      run = [point];
    }
  }
  if (run !== undefined) yield run;
}

function canJoin(run: Run, { entities, columns }: RolledBlock): boolean {
  const [first] = run;
  const isAlike = first.entities === entities && first.columns === columns;
  return isAlike && run.length < MAX_JOINED && (run.length + 1) * columns.length <= MOST_POINTS;
}
