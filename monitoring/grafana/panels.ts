/** Panels of Grafana's boards, as far as the boards here use them. Sizes are in columns of 24 and rows of 30 px. */

/** A query and the words for its series. */
export interface Target {
  readonly expr: string;
  /** The name of a series, with labels in braces. */
  readonly legend: string;
}

export interface Panel {
  readonly title: string;
  readonly description?: string | undefined;
  readonly width: number;
  readonly height: number;
  /** Everything of the panel but its place. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly targets: readonly Target[];
}

/** Units of Grafana. */
type Unit = 'percentunit' | 'bytes' | 'Bps' | 'watt' | 'celsius' | 's' | 'short' | 'none';

interface Look {
  readonly unit?: Unit;
  readonly description?: string;
  readonly width?: number;
  readonly max?: number;
  readonly stack?: boolean;
}

/** The store that the reader of a board has chosen at its top. */
export const SOURCE = { type: 'prometheus', uid: '$datasource' };

/** The name of a query in its panel, by its place: A, B and so on. */
const letter = (at: number): string => String.fromCharCode(65 + at);

const queries = (targets: readonly Target[], more: Readonly<Record<string, unknown>> = {}) =>
  targets.map(({ expr, legend }, at) => ({
    refId: letter(at),
    datasource: SOURCE,
    expr,
    legendFormat: legend,
    ...more,
  }));

/** One number at the right end of the range, with its course behind it. */
export function stat(
  title: string,
  expr: string,
  { unit = 'short', description, width = 4 }: Look = {},
): Panel {
  const targets = [{ expr, legend: title }];
  return {
    title,
    description,
    width,
    height: 4,
    targets,
    body: {
      type: 'stat',
      fieldConfig: { defaults: { unit, noValue: 'unknown', color: { mode: 'fixed' } }, overrides: [] },
      options: { graphMode: 'area', colorMode: 'none', reduceOptions: { calcs: ['lastNotNull'] } },
      targets: queries(targets),
    },
  };
}

/** Lines over time. What is unknown leaves a gap. */
export function lines(
  title: string,
  targets: readonly Target[],
  { unit = 'short', description, width = 12, max, stack = false }: Look = {},
): Panel {
  const custom = {
    spanNulls: false,
    showPoints: 'never',
    lineWidth: 1,
    fillOpacity: stack ? 30 : 0,
    stacking: { mode: stack ? 'normal' : 'none' },
  };
  const bounds = max === undefined ? { min: 0 } : { min: 0, max };
  return {
    title,
    description,
    width,
    height: 8,
    targets,
    body: {
      type: 'timeseries',
      fieldConfig: { defaults: { unit, ...bounds, custom }, overrides: [] },
      options: {
        legend: { displayMode: 'table', placement: 'right', calcs: ['lastNotNull', 'max'] },
        tooltip: { mode: 'multi', sort: 'desc' },
      },
      targets: queries(targets),
    },
  };
}

/** A column of a table: its heading is the target's legend. */
export interface Column extends Target {
  readonly unit: Unit;
}

/** A table of the present: one row for each set of labels that are named, one column for each query. */
export function table(title: string, labels: readonly string[], columns: readonly Column[]): Panel {
  const headings = Object.fromEntries(columns.map(({ legend }, at) => [`Value #${letter(at)}`, legend]));
  const units = columns.map(({ unit, legend }) => ({
    matcher: { id: 'byName', options: legend },
    properties: [{ id: 'unit', value: unit }],
  }));
  const kept = [...labels, ...Object.keys(headings)];
  const transformations = [
    { id: 'merge', options: {} },
    { id: 'filterFieldsByName', options: { include: { names: kept } } },
    { id: 'organize', options: { renameByName: headings } },
  ];
  return {
    title,
    width: 24,
    height: 9,
    targets: columns,
    body: {
      type: 'table',
      fieldConfig: { defaults: {}, overrides: units },
      options: { showHeader: true },
      transformations,
      targets: queries(columns, { format: 'table', instant: true }),
    },
  };
}
