import { type Panel, SOURCE } from './panels.ts';

/** A choice at the top of a board. */
export interface Variable {
  readonly name: string;
  readonly label: string;
  /** The values, as a query of Grafana's for Prometheus. */
  readonly query: string;
  /** True if several can be chosen, or all of them. */
  readonly isMany: boolean;
}

export interface Board {
  /** A part of the board's address; stays the same for ever. */
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly variables: readonly Variable[];
  readonly panels: readonly Panel[];
}

const COLUMNS = 24;

/** The board as JSON for Grafana 10 and later: panels stand in lines from left to right. */
export function boardJson({ uid, title, description, variables, panels }: Board): object {
  return {
    uid,
    title,
    description,
    tags: ['rbee'],
    schemaVersion: 39,
    version: 1,
    editable: true,
    graphTooltip: 1,
    refresh: '15s',
    time: { from: 'now-1h', to: 'now' },
    templating: { list: [datasource, ...variables.map(variableJson)] },
    links: [{ type: 'dashboards', title: 'rbee', tags: ['rbee'], asDropdown: false, includeVars: true }],
    panels: placed(panels),
  };
}

const datasource = { name: 'datasource', label: 'Source', type: 'datasource', query: 'prometheus' };

function variableJson({ name, label, query, isMany }: Variable): object {
  const all = isMany
    ? { multi: true, includeAll: true, allValue: '.*' }
    : { multi: false, includeAll: false };
  return {
    name,
    label,
    type: 'query',
    datasource: SOURCE,
    query,
    definition: query,
    refresh: 2,
    sort: 1,
    ...all,
  };
}

function placed(panels: readonly Panel[]): readonly object[] {
  let [x, y, lineHeight] = [0, 0, 0];
  return panels.map(({ title, description, width, height, body }, at) => {
    if (x + width > COLUMNS) [x, y, lineHeight] = [0, y + lineHeight, 0];
    const gridPos = { x, y, w: width, h: height };
    x += width;
    lineHeight = Math.max(lineHeight, height);
    return { id: at + 1, title, description, datasource: SOURCE, gridPos, ...body };
  });
}
