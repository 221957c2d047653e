import type { ServedModel } from '@rbee/contract';
import { LIMITS, visibleText } from '@rbee/contract/plain';
import type { EngineModel } from '../engine-reader.ts';
import { modelName, servedNames } from '../processes/index.ts';
import type { NamedModel } from './worker.ts';

/** A model as the command line and the engine know it. */
export interface JoinedModel extends NamedModel {
  /** What the engine says of it, in the form of the wire; empty if it says nothing. */
  readonly said: Omit<ServedModel, 'name'>;
}

/**
 * The models of a worker: those of its engine's own list, with the processes that the command line tells, and then
 * those that only the command line names. A model of a single one on both sides is the same under two names, and keeps
 * that of the command line. Loaded models go first if there are too many.
 */
export function joinedModels(
  named: readonly NamedModel[],
  said: readonly EngineModel[],
): readonly JoinedModel[] {
  const [only] = named;
  if (only && named.length === 1 && said.length === 1) return [{ ...only, said: writtenModel(said[0]) }];
  const models = new Map<string, JoinedModel>();
  for (const it of loadedFirst(said)) {
    const names = namesOf(it.name);
    const known = named.find(({ name }) => names.includes(name));
    const name = known?.name ?? names[0];
    if (name !== undefined && !models.has(name)) {
      models.set(name, { name, processes: known?.processes ?? [], said: writtenModel(it) });
    }
  }
  for (const it of named) if (!models.has(it.name)) models.set(it.name, { ...it, said: {} });
  return [...models.values()].slice(0, LIMITS.maxModels);
}

/** The index of the model that stands for the worker: the first that is loaded, else the first ([W5]). */
export const mainModel = (models: readonly JoinedModel[]): JoinedModel | undefined =>
  models.find(({ said }) => said.state === 'loaded') ?? models[0];

const loadedFirst = (said: readonly EngineModel[]): readonly EngineModel[] =>
  said.length > LIMITS.maxModels
    ? said.toSorted((a, b) => Number(b.state === 'loaded') - Number(a.state === 'loaded'))
    : said;

/** The name that an engine gives, as the wire has it, and as the command line's rules shorten it ([H9]). */
function namesOf(given: string): readonly string[] {
  const served = servedNames([given]);
  const names = [served?.is === 'named' ? served.name : null, modelName(given)];
  return names.flatMap((it) => (it === null ? [] : visibleText(it)));
}

/** The latest time that RFC 3339 can express. */
const LAST_MS = Date.UTC(10_000, 0) - 1;

/** What an engine says, in the form of the wire; what is not of that form is left out. */
function writtenModel(said: EngineModel | undefined): Omit<ServedModel, 'name'> {
  if (!said) return {};
  const { state, size_mb, quantisation, context_length, expires_at } = said;
  const expiresMs = Date.parse(expires_at ?? '');
  const quant = quantisation === undefined ? null : modelName(quantisation);
  return {
    ...(state === undefined ? {} : { state }),
    ...(isWhole(size_mb) ? { size_mb } : {}),
    ...(quant === null ? {} : { quantisation: visibleText(quant) }),
    ...(isWhole(context_length) ? { context_length } : {}),
    ...(expiresMs > 0 && expiresMs <= LAST_MS ? { expires_at: new Date(expiresMs).toISOString() } : {}),
  };
}

const isWhole = (value: number | undefined): value is number =>
  value !== undefined && Number.isSafeInteger(value) && value >= 0;
