import type { Machine } from './machine.ts';
import type { Setting } from './setting.ts';
import { hiveTable, queenTable, upTable } from './tables.ts';

/** Every setting that a config file can hold, by its key there (`queen.port`). */
export function fileSettings(machine: Machine): ReadonlyMap<string, Setting<unknown>> {
  const tables = [hiveTable(machine), queenTable(machine), upTable(machine)];
  const settings = tables.flatMap((table): Setting<unknown>[] => Object.values(table));
  return new Map(settings.flatMap((it) => (it.key === undefined ? [] : [[it.key, it]])));
}
