import { visibleText } from '@rbee/contract';
import type { Sample } from './sample/index.ts';

/** A filter of lists and of the stream ([S9], [Q]). An empty set matches everything. */
export interface Filter {
  readonly hives: ReadonlySet<string>;
  readonly groups: ReadonlySet<string>;
  readonly models: ReadonlySet<string>;
}

/** All values of a query parameter, which may be repeated. `raw` is the parsed query string. */
export const valuesOf = (raw: Readonly<Record<string, unknown>>, name: string): string[] =>
  [raw[name] ?? []].flat().filter((value) => typeof value === 'string');

/** Reads the filter of a parsed query string. Its names are compared as the queen shows them ([H9]). */
export const readFilter = (raw: Readonly<Record<string, unknown>>): Filter => ({
  hives: new Set(valuesOf(raw, 'hive')),
  groups: new Set(valuesOf(raw, 'group').map(visibleText)),
  models: new Set(valuesOf(raw, 'model').map(visibleText)),
});

/** True if the filter matches a hive's id. */
export const asksForHive = ({ hives }: Filter, hiveId: string): boolean => passes(hives, hiveId);

/** True if the filter matches a worker's group and one of its models ([W5]). */
export const asksForWorker = (
  { groups, models }: Filter,
  worker: { readonly group: string; readonly modelNames: readonly string[] },
): boolean =>
  passes(groups, worker.group) && (models.size === 0 || worker.modelNames.some((model) => models.has(model)));

/** True if the filter restricts workers, by group or model. */
export const narrowsWorkers = ({ groups, models }: Filter): boolean => groups.size + models.size > 0;

/** True if the filter restricts anything. */
export const narrows = (filter: Filter): boolean => filter.hives.size > 0 || narrowsWorkers(filter);

/** True if the filter matches a hive's id and, if it restricts workers, at least one of the hive's workers. */
export function matchesHive(filter: Filter, sample: Sample): boolean {
  if (!asksForHive(filter, sample.hive_id)) return false;
  return !narrowsWorkers(filter) || sample.rows().some((worker) => asksForWorker(filter, worker));
}

const passes = (allowed: ReadonlySet<string>, value: string): boolean =>
  allowed.size === 0 || allowed.has(value);
