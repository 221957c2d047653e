import {
  distinctGpus,
  type HiveTelemetry,
  type ProcessStats,
  workerActivity,
  workerId,
} from '@rbee/contract';

/** What series are about: the machine, each of its GPUs, or each of its workers. */
export type SubjectKind = 'node' | 'gpu' | 'worker';

/** A figure of a sample: its value, the reason why it is unknown ([W2]), or undefined if the sample does not have it. */
export type Figure = number | string | undefined;

/** One worker, one GPU or the machine of a sample. */
export interface Subject {
  /** Worker id ([S3]) or uuid of the GPU; empty for the machine. */
  readonly id: string;
  readonly figureOf: (field: string) => Figure;
}

/** Everything of one kind in a sample. Names of fields are those of the history ([P1]). */
export function subjectsOf(sample: HiveTelemetry, kind: SubjectKind): readonly Subject[] {
  const { node } = sample;
  switch (kind) {
    case 'worker':
      return sample.workers.map((worker) => ({
        id: workerId(sample.hive_id, worker),
        figureOf: (field) => figureOfWorker(worker, field),
      }));
    case 'gpu':
      return distinctGpus(node?.gpus ?? []).map((gpu) => ({
        id: gpu.uuid,
        figureOf: (field) => figureIn(gpu, field),
      }));
    case 'node':
      return node ? [{ id: '', figureOf: (field) => figureOfNode(node, field) }] : [];
    default:
      return kind satisfies never;
  }
}

/** A figure of the worker itself, else of its engine. */
function figureOfWorker(worker: ProcessStats, field: string): Figure {
  if (field === 'busy') return busyFigure(worker);
  const own = figureIn(worker, field);
  return own ?? (worker.engine ? figureIn(worker.engine, field) : undefined);
}

/** 1 or 0 ([R2]). */
function busyFigure(worker: ProcessStats): Figure {
  const activity = workerActivity(worker);
  return activity === 'unknown' ? 'not_exposed' : Number(activity === 'busy');
}

const AGENT = 'agent_';

const figureOfNode = (node: NonNullable<HiveTelemetry['node']>, field: string): Figure =>
  field.startsWith(AGENT) ? figureIn(node.agent, field.slice(AGENT.length)) : figureIn(node, field);

interface Figures {
  readonly unknown?: Readonly<Record<string, string>> | undefined;
}

function figureIn(source: Figures, field: string): Figure {
  const { unknown } = source;
  if (unknown && Object.hasOwn(unknown, field)) return unknown[field];
  const value: unknown = Object.hasOwn(source, field) ? Reflect.get(source, field) : undefined;
  return typeof value === 'number' ? value : undefined;
}
