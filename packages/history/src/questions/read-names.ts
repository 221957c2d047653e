import { HISTORY_LIMITS, HIVE_ID, LIMITS, visibleText } from '@rbee/contract';
import { closest, distance } from 'fastest-levenshtein';
import { type EntityKind, FIELDS, type FieldName } from '../fields.ts';
import type { WorkerName } from '../queries.ts';
import type { Parameters } from './parameters.ts';

const HIVE_ID_PATTERN = new RegExp(HIVE_ID.pattern);

/** The id of a hive ([H1]) in a parameter. */
export const readHiveId = (parameters: Parameters, name: string): string | undefined =>
  parameters.read(name, `the id of a hive: ${HIVE_ID.expected}`, (text) =>
    HIVE_ID_PATTERN.test(text) ? text : undefined,
  );

/** The permanent id of a GPU in a parameter, as the queen shows it ([H9]). */
export const readUuid = (parameters: Parameters, name: string): string | undefined =>
  parameters.read(name, 'the id of a GPU, such as its uuid in /v1/hives', (text) =>
    text !== '' && text.length <= LIMITS.maxTextChars ? visibleText(text) : undefined,
  );

/** The id of a worker ([S3]) in a parameter. */
export const readWorker = (parameters: Parameters, name: string): WorkerName | undefined =>
  parameters.read(name, 'the id of a worker: <hive_id>/<group>/<instance>', (text) => {
    const [hive_id = '', group = '', instance = '', ...more] = text.split('/', 4);
    const names = [group, instance].map((it) => visibleText(it.replace(/%(25|2F)/gi, decodeURIComponent)));
    const areNames = names.every((it) => it !== '' && it.length <= LIMITS.maxNameChars);
    if (!HIVE_ID_PATTERN.test(hive_id) || !areNames || more.length > 0) return undefined;
    return { hive_id, group: names[0] as string, instance: names[1] as string };
  });

/** The fields of some kinds of entity that a parameter lists, with commas between them; at least one. */
export function readFields(parameters: Parameters, name: string, kinds: readonly EntityKind[]): FieldName[] {
  const names = (parameters.text(name) ?? '').split(',', HISTORY_LIMITS.maxFields + 1);
  const known = kinds.flatMap((kind) => Object.keys(FIELDS[kind])) as FieldName[];
  if (names.length > HISTORY_LIMITS.maxFields) {
    parameters.fail(`${name} must have at most ${HISTORY_LIMITS.maxFields} fields.`);
  }
  const fields = names.map((it) => readField(parameters, name, it.trim(), kinds, known));
  return [...new Set(fields.filter((field) => field !== undefined))];
}

function readField(
  parameters: Parameters,
  name: string,
  text: string,
  kinds: readonly EntityKind[],
  known: readonly FieldName[],
): FieldName | undefined {
  const field = known.find((it) => it === text);
  if (field !== undefined) return field;
  const whose = kinds.map((kind) => WHOSE[kind]).join(' or ');
  const list = [...new Set(known)].join(', ');
  if (text === '') return parameters.fail(`${name} must be given: fields of ${whose}, which are ${list}.`);
  const shown = text.slice(0, LIMITS.maxNameChars);
  const likely = closest(shown, known);
  const hint =
    distance(shown, likely) <= Math.max(2, shown.length / 3) ? `did you mean ${likely}? There` : 'there';
  return parameters.fail(
    `${name} has ${JSON.stringify(shown)}, which is no field of ${whose}; ${hint} are ${list}.`,
  );
}

const WHOSE: Readonly<Record<EntityKind, string>> = {
  node: 'a hive',
  gpu: 'a GPU',
  worker: 'a worker',
  use: 'what a worker uses of a GPU',
};
