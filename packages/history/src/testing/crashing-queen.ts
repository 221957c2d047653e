import { writeSync } from 'node:fs';
import { openHistory } from '../open-history.ts';
import { systemClock } from '../threads/index.ts';
import { aLayout, aSecond } from './a-second.ts';

/**
 * A program that hands over seconds to a history as fast as it takes them, until it is killed, and prints the number of each second
 * that is on the disk. Arguments: the folder, the number of the first second, and its time in milliseconds since the epoch.
 */
const [dataFolder = '', first = '', start = ''] = process.argv.slice(2);
const clock = { ...systemClock, now: () => Number(start) };
const history = await openHistory({ dataFolder, clock });
const layouts = ['a', 'b', 'c'].map((hive_id, id) => aLayout({ id, hive_id }));
for (let number = Number(first); ; number += 1) {
  const at = Number(start) + (number - Number(first)) * 1_000;
  const cells = layouts.map((layout) => [layout, at, layout.columns.map(() => number)] as const);
  history.append(aSecond(at, cells));
  await history.synced();
  writeSync(1, `${number}\n`);
}
