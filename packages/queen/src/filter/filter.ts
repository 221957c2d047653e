/** What lists and the stream are narrowed by ([S9], [Q]). An empty set lets everything pass. */
export interface Filter {
  readonly hives: ReadonlySet<string>;
  readonly groups: ReadonlySet<string>;
  readonly models: ReadonlySet<string>;
}

/** Every value that a query gives a name, which may be repeated; the query string is split already. */
export const valuesOf = (raw: Readonly<Record<string, unknown>>, name: string): string[] =>
  [raw[name] ?? []].flat().filter((value) => typeof value === 'string');

/** Reads a filter from a query. */
export const readFilter = (raw: Readonly<Record<string, unknown>>): Filter => ({
  hives: new Set(valuesOf(raw, 'hive')),
  groups: new Set(valuesOf(raw, 'group')),
  models: new Set(valuesOf(raw, 'model')),
});

/** Whether a hive is asked for by its id. */
export const asksForHive = ({ hives }: Filter, hiveId: string): boolean => passes(hives, hiveId);

/** Whether a worker's group and model are asked for. */
export const asksForWorker = (
  { groups, models }: Filter,
  { group, model }: { readonly group: string; readonly model: string | null },
): boolean => passes(groups, group) && passes(models, model);

/** Whether workers are told apart at all. */
export const narrowsWorkers = ({ groups, models }: Filter): boolean => groups.size + models.size > 0;

const passes = (allowed: ReadonlySet<string>, value: string | null): boolean =>
  allowed.size === 0 || (value !== null && allowed.has(value));
