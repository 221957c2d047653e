import { type FieldMetric, fieldMetrics, INFO_METRICS } from '../field-metrics.ts';
import { type EntityKind, FIELDS } from '../fields.ts';
import type { Column, Entity } from '../second.ts';
import { type LabelBody, LabelEncoder, type Labels } from './label-bytes.ts';
import { type SentMetric, SeriesList } from './series-list.ts';

/** Which series the columns of a hive's samples are. */
export interface Plan {
  readonly series: SeriesList;
  /** Position of the series of each column; -1 for a field that this version does not know. */
  readonly columns: Int32Array;
  /** Position of the series that says that the entity of the column is there; -1 if it has none. */
  readonly infos: Int32Array;
}

/** What a plan is made of: a layout or a block. */
export interface Described {
  readonly hive_id: string;
  readonly entities: readonly Entity[];
  readonly columns: readonly Column[];
}

/** Makes the plans of one target, with labels and names as on `/metrics` ([P9]). */
export class Planner {
  readonly #labels: LabelEncoder;
  readonly #withMaxima: boolean;
  readonly #metrics = new Map<FieldMetric, SentMetric>();
  readonly #fields: ReadonlyMap<string, readonly [FieldMetric, number]>;

  /**
   * @param external labels that every series gets
   * @param withMaxima true if gauges have a second series with their maximum
   */
  constructor(external: Labels, withMaxima: boolean) {
    this.#labels = new LabelEncoder(external);
    this.#withMaxima = withMaxima;
    const kinds = Object.keys(FIELDS) as EntityKind[];
    this.#fields = new Map(
      kinds.flatMap((kind) =>
        fieldMetrics(kind).map(([field, metric]) => {
          const decimals = (FIELDS[kind] as Readonly<Record<string, number>>)[field] ?? 0;
          return [`${kind} ${field}`, [metric, 10 ** decimals]] as const;
        }),
      ),
    );
  }

  plan({ hive_id, entities, columns }: Described): Plan {
    const metrics: SentMetric[] = [];
    const bodies: LabelBody[] = [];
    const add = (metric: FieldMetric, scale: number, body: LabelBody): number => {
      bodies.push(body);
      return metrics.push(this.#metric(metric, scale)) - 1;
    };
    const infos = entities.map((entity) => {
      const metric = INFO_METRICS[entity.kind];
      return metric ? add(metric, 1, this.#labels.body(infoLabels(hive_id, entity))) : -1;
    });
    const bodyOf = this.#bodiesOf(hive_id, entities);
    const series = columns.map(({ entity, field }) => {
      const [metric, scale] = this.#fields.get(`${entities[entity]?.kind} ${field}`) ?? [];
      return metric ? add(metric, scale ?? 1, bodyOf(entity, metric)) : -1;
    });
    // Entities that followed each other under one name are one series.
    const { list, places } = new SeriesList([], []).with(new SeriesList(metrics, bodies));
    return {
      series: list,
      columns: Int32Array.from(series, (at) => places[at] ?? -1),
      infos: Int32Array.from(columns, ({ entity }) => places[infos[entity] ?? -1] ?? -1),
    };
  }

  /** Labels of the series of an entity, encoded once for each set of them. */
  #bodiesOf(hiveId: string, entities: readonly Entity[]) {
    const made = new Map<string, LabelBody>();
    return (position: number, { ofEngine, quantile }: FieldMetric): LabelBody => {
      const key = `${position} ${ofEngine} ${quantile}`;
      let body = made.get(key);
      if (!body) {
        const entity = entities[position] as Entity;
        const engine = (ofEngine && entity.kind === 'worker' && entity.engine) || '';
        body = this.#labels.body({
          ...labelsOf(hiveId, entity, entities),
          ...(engine !== '' && { engine }),
          ...(quantile !== undefined && { quantile }),
        });
        made.set(key, body);
      }
      return body;
    };
  }

  #metric(metric: FieldMetric, scale: number): SentMetric {
    let sent = this.#metrics.get(metric);
    if (!sent) {
      const { name, factor, kind } = metric;
      const isLast = kind !== 'gauge';
      const maxHead = this.#withMaxima && !isLast ? this.#labels.head(`${name}_max`) : null;
      sent = { name, head: this.#labels.head(name), maxHead, factor, scale, isLast };
      this.#metrics.set(metric, sent);
    }
    return sent;
  }
}

function labelsOf(hive_id: string, entity: Entity, entities: readonly Entity[]): Labels {
  switch (entity.kind) {
    case 'node':
      return { hive_id };
    case 'gpu':
      return { hive_id, gpu_uuid: entity.uuid };
    case 'worker':
      return { hive_id, group: entity.group, instance: entity.instance };
    case 'use': {
      const worker = entities[entity.worker];
      return { ...(worker ? labelsOf(hive_id, worker, entities) : { hive_id }), gpu_uuid: entity.uuid };
    }
  }
}

function infoLabels(hiveId: string, entity: Entity): Labels {
  const labels = labelsOf(hiveId, entity, []);
  if (entity.kind === 'worker') return { ...labels, model: entity.model ?? '' };
  return entity.kind === 'gpu' ? { ...labels, index: String(entity.index), name: entity.name } : labels;
}
