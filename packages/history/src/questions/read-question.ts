import { HISTORY_LIMITS } from '@rbee/contract';
import type { Question, SeriesOf } from '../queries.ts';
import { readCursor } from './answer-events.ts';
import { Parameters, type RawQuery } from './parameters.ts';
import { readFields, readHiveId, readUuid, readWorker } from './read-names.ts';
import { kindOf } from './series-want.ts';

/** The question, or one sentence that says what is wrong with a parameter. */
export type ReadQuestion =
  | { readonly ok: true; readonly question: Question }
  | { readonly ok: false; readonly detail: string };

/**
 * Reads a question of a parsed query string ([P3]-[P6]); unknown parameters are ignored. Whatever its parameters say, nothing is read
 * for it from files. `now` is milliseconds since the epoch by the queen's clock.
 */
export function readQuestion(kind: Question['kind'], raw: RawQuery, now: number): ReadQuestion {
  const parameters = new Parameters(raw, now);
  const question = READ[kind](parameters);
  const { problem } = parameters;
  if (problem === null && question !== undefined) return { ok: true, question };
  return { ok: false, detail: problem ?? 'The question is not complete.' };
}

const READ: Readonly<Record<Question['kind'], (parameters: Parameters) => Question | undefined>> = {
  series: readSeries,
  top: readTop,
  holders: readHolders,
  events: readEvents,
};

function readSeries(parameters: Parameters): Question | undefined {
  const of = readOf(parameters);
  if (of === undefined) return undefined;
  const { defaultPoints, maxPoints } = HISTORY_LIMITS;
  const query = {
    of,
    fields: readFields(parameters, 'fields', [kindOf(of)]),
    ...parameters.range(),
    max_points: parameters.whole('max_points', { most: maxPoints, standard: defaultPoints }),
  };
  return { kind: 'series', query };
}

function readOf(parameters: Parameters): SeriesOf | undefined {
  const worker = readWorker(parameters, 'worker');
  const hive_id = readHiveId(parameters, 'hive');
  const uuid = readUuid(parameters, 'gpu');
  const each = parameters.text('each');
  if (worker && (hive_id !== undefined || uuid !== undefined)) {
    return parameters.fail('worker must not be given together with hive or gpu.');
  }
  if (worker) return eachOf(parameters, each, { worker }, ['gpu']);
  if (uuid !== undefined) {
    const of = hive_id === undefined ? { uuid } : { uuid, hive_id };
    return eachOf(parameters, each, of, ['worker']);
  }
  if (hive_id !== undefined) return eachOf(parameters, each, { hive_id }, ['gpu', 'worker']);
  return parameters.fail('One of worker, hive and gpu must be given.');
}

/** Adds `each` to what the series are of. */
function eachOf<Of extends object, Each extends string>(
  parameters: Parameters,
  text: string | undefined,
  of: Of,
  words: readonly Each[],
): Of | (Of & { readonly each: Each }) | undefined {
  if (text === undefined) return of;
  const each = words.find((word) => word === text);
  const name = 'worker' in of ? 'worker' : 'uuid' in of ? 'gpu' : 'hive';
  return each
    ? { ...of, each }
    : parameters.fail(`each must be ${words.join(' or ')} together with ${name}.`);
}

function readTop(parameters: Parameters): Question | undefined {
  const by = parameters.oneOf('by', ['worker', 'hive', 'gpu', 'model']);
  const kinds = { worker: ['worker'], model: ['worker'], gpu: ['gpu'], hive: ['worker', 'gpu'] } as const;
  const [field, ...more] = readFields(parameters, 'field', kinds[by]);
  if (more.length > 0) parameters.fail('field must be one field.');
  if (field === undefined) return undefined;
  const query = {
    field,
    by,
    order: parameters.oneOf('order', ['mean', 'max']),
    n: parameters.whole('n', { most: HISTORY_LIMITS.maxTop, standard: HISTORY_LIMITS.defaultTop }),
    ...parameters.range(),
  };
  return { kind: 'top', query };
}

function readHolders(parameters: Parameters): Question | undefined {
  const uuid = readUuid(parameters, 'gpu');
  if (uuid === undefined)
    return parameters.fail('gpu must be given: the id of a GPU, such as its uuid in /v1/hives.');
  const hive_id = readHiveId(parameters, 'hive');
  const at = parameters.time('at') ?? parameters.now;
  if (at > parameters.now) parameters.fail('at must not be in the future.');
  return { kind: 'holders', query: { uuid, at, ...(hive_id !== undefined && { hive_id }) } };
}

function readEvents(parameters: Parameters): Question {
  const { defaultEvents, maxEvents } = HISTORY_LIMITS;
  const hive_id = readHiveId(parameters, 'hive');
  const worker = readWorker(parameters, 'worker');
  if (worker && hive_id !== undefined) parameters.fail('worker must not be given together with hive.');
  const after = parameters.read('cursor', 'the next_cursor of the page before', readCursor);
  const query = {
    ...parameters.range(0),
    limit: parameters.whole('limit', { most: maxEvents, standard: defaultEvents }),
    ...(hive_id !== undefined && { hive_id }),
    ...(worker && { worker }),
    ...(after !== undefined && { after }),
  };
  return { kind: 'events', query };
}
