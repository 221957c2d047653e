import type { Engine, EngineState, ModelState, ProcessStats, ServedModel } from '@rbee/contract';
import { WHOLE_ENGINE_FIGURES } from '@rbee/contract/plain';
import type { Placed, RequestFigure, RequestFigures, WorkerFigures } from '../model/index.ts';
import { tenths } from './tenths.ts';

/** What of an engine stays the same during one run of its worker. */
export interface EngineConstants {
  readonly facts: Pick<Engine, 'kind' | 'version' | 'endpoint' | 'models'>;
  readonly tells: readonly RequestFigure[];
  /** The figures that it lacks in a state in which it tells nothing. */
  readonly untold: NonNullable<Engine['unknown']>;
  /** The models that it serves, and those that it can load. */
  readonly models: readonly ListedModel[];
  readonly library: readonly ServedModel[];
  /** When its process started by the clock of its machine, milliseconds since 1970. */
  readonly startedMs: number;
  /** Time without a request after which it unloads a model, seconds; undefined if it does not. */
  readonly keepAliveS: number | undefined;
}

/** A model as its engine lists it, and its process if it has one of its own. */
interface ListedModel {
  readonly facts: Pick<ServedModel, 'name' | 'size_mb' | 'quantisation' | 'context_length'>;
  /** `share` is its part of the memory of the worker, 0 to 1. */
  readonly process?: { readonly pid: number; readonly share: number };
}

/** What is missing of an engine that never tells anything of its requests. */
const SILENT: readonly RequestFigure[] = ['requests_running'];

/** The constants of the engine of a worker with that process. */
export function engineConstants(
  placed: Placed,
  { pid, startedMs }: { readonly pid: number; readonly startedMs: number },
): EngineConstants {
  const { engine, port } = placed;
  const models = modelsOf(placed, pid);
  const library = placed.library
    .filter(({ name }) => name !== placed.second?.name)
    .map(({ name, weightsMb }) => ({ ...aboutModel(name), state: 'unloaded' as const, size_mb: weightsMb }));
  const { kind, version, tells, keepAliveS } = engine;
  return {
    facts: {
      ...{ kind, version, endpoint: `http://127.0.0.1:${port}` },
      models: [...models.map(({ facts }) => facts.name), ...library.map(({ name }) => name)],
    },
    ...{ tells, models, library, startedMs, keepAliveS },
    untold: Object.fromEntries((tells.length > 0 ? tells : SILENT).map((name) => [name, 'not_exposed'])),
  };
}

function modelsOf({ model, second, alias, engine }: Placed, pid: number): readonly ListedModel[] {
  const facts = (name: string) => ({
    ...aboutModel(name),
    ...(engine.context !== undefined && { context_length: engine.context }),
  });
  if (alias !== null) return [{ facts: facts(model.name) }, { facts: facts(alias) }];
  if (!second) return [{ facts: facts(model.name) }];
  const allMb = model.weightsMb + second.weightsMb;
  return [model, second].map(({ name, weightsMb }, at) => ({
    facts: { ...facts(name), size_mb: weightsMb },
    process: { pid: pid + 1 + at, share: weightsMb / allMb },
  }));
}

/** A model with the quantisation that its name ends in, if it does. */
function aboutModel(name: string): Pick<ServedModel, 'name' | 'quantisation'> {
  const [quantisation] = /(?<=-)(?:q\d_\w+|awq|fp8)$/.exec(name) ?? [];
  return quantisation === undefined ? { name } : { name, quantisation: quantisation.toUpperCase() };
}

/** States of the models of an engine that answers. */
const MODEL_STATES: Partial<Record<EngineState, ModelState>> = {
  ready: 'loaded',
  stuck: 'loaded',
  sleeping: 'sleeping',
};

/** The models of a worker ([W5]). The server itself takes a tenth of the memory that is not on a card. */
export function servedModels(
  constants: EngineConstants,
  { rss_mb, vram_mb }: ProcessStats,
  figures: WorkerFigures,
): ServedModel[] {
  const { models, library } = constants;
  const listed = MODEL_STATES[figures.state];
  const expires = listed === 'loaded' ? expiry(constants, figures) : {};
  // Only its command line tells the models of an engine that does not answer.
  if (listed === undefined && models.length === 1) return [];
  const served = models.map(({ facts, process }) => ({
    ...(listed === undefined ? { name: facts.name } : { ...facts, state: listed, ...expires }),
    ...(process && {
      pid: process.pid,
      rss_mb: Math.floor(rss_mb * 0.9 * process.share),
      vram_mb: Math.floor(vram_mb * process.share),
    }),
  }));
  return listed === undefined ? served : [...served, ...library];
}

/** Time between two requests that keep an idle model loaded, seconds. */
const KEPT_EVERY_S = 60;

/** When the engine unloads a model: some time after the last request. */
function expiry(
  { startedMs, keepAliveS }: EngineConstants,
  { uptimeS, requests }: WorkerFigures,
): Pick<ServedModel, 'expires_at'> {
  if (keepAliveS === undefined) return {};
  const isBusy = (requests?.requests_running ?? 0) > 0;
  const lastS = isBusy ? uptimeS : uptimeS - (uptimeS % KEPT_EVERY_S);
  return { expires_at: new Date(startedMs + (lastS + keepAliveS) * 1_000).toISOString() };
}

/** An engine in the form of the wire (section E). */
export const engineStats = (
  { facts, tells, untold }: EngineConstants,
  { state, requests }: WorkerFigures,
): Engine =>
  requests && tells.length > 0
    ? { ...facts, state, ...toldFigures(tells, requests) }
    : { ...facts, state, unknown: untold };

function toldFigures(
  tells: readonly RequestFigure[],
  requests: RequestFigures,
): Partial<Record<RequestFigure, number>> {
  const told: Partial<Record<RequestFigure, number>> = {};
  for (const name of tells) {
    const value = requests[name];
    if (value !== undefined) told[name] = WHOLE_ENGINE_FIGURES.has(name) ? Math.floor(value) : tenths(value);
  }
  return told;
}
