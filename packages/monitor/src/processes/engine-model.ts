import { firstOf, optionValue, positional, repeatedValues, severalValues } from './command-line.ts';
import type { Engine, SaidNames } from './engine.ts';
import { type ModelGap, type ModelSource, modelSource, nameInRepository, servedNames } from './model-name.ts';

type Argv = readonly string[];

/** What a command line says about the model. */
export interface SaidModel {
  readonly served: ModelSource | null;
  readonly model: ModelSource | null;
  readonly file: string | null;
  /** Names of the adapters that are served beside the model. */
  readonly adapters: readonly string[];
}

/** The model in the arguments of a server; `name` is that of the program. */
export function modelInArguments({ model: said }: Engine, name: string, args: Argv): SaidModel {
  const value = (option: string) => optionValue(args, option);
  const { positional: rules, extension } = said ?? {};
  const inFile = extension !== undefined && name.endsWith(extension) ? name.slice(0, -extension.length) : '';
  return {
    served: firstOf(said?.served?.options, (it) => namesIn(args, said?.served, it), offeredAs),
    model:
      firstOf(said?.options, value, modelSource) ??
      modelSource((rules && positional(args, rules)) ?? '') ??
      modelSource(inFile),
    file: firstOf(said?.file?.options, value, (it) => it),
    adapters: said?.adapters ? severalValues(args, said.adapters).flatMap(adapterNames) : [],
  };
}

/** The environment variables that can say more. */
export function variablesOfModel({ model }: Engine, { served, model: found, file }: SaidModel): Argv {
  if (served !== null) return [];
  return [
    ...(model?.served?.variables ?? []),
    ...(found === null ? (model?.variables ?? []) : []),
    ...(file === null ? (model?.file?.variables ?? []) : []),
  ];
}

/** The models of a server with their adapters; null if neither its arguments nor its environment name one. */
export function modelOf(
  engine: Engine,
  said: SaidModel,
  variable: (name: string) => string | null,
): ModelSource | null {
  const model = modelWithoutAdapters(engine, said, variable);
  const adapters = servedNames(said.adapters);
  if (model?.is !== 'named' || adapters?.is !== 'named') return model;
  return { ...model, others: [...(model.others ?? []), adapters.name, ...(adapters.others ?? [])] };
}

function modelWithoutAdapters(
  { model: said }: Engine,
  { served, model, file }: SaidModel,
  variable: (name: string) => string | null,
): ModelSource | null {
  const offered =
    served ??
    firstOf(said?.served?.variables, (it) => namesOf(variable(it), said?.served?.many?.[it]), offeredAs);
  if (offered) return offered;
  const found = model ?? firstOf(said?.variables, variable, modelSource);
  const inRepository = file ?? firstOf(said?.file?.variables, variable, (it) => it);
  return (found && inRepository !== null && withFile(found, inRepository)) || found;
}

/** Why a server names no model ([W7]). A text that is given and is no name is a secret, or too long. */
export function gapOf(
  { model: said, onRequest }: Engine,
  args: Argv,
  variable: (name: string) => string | null,
): ModelGap {
  const options = [...(said?.served?.options ?? []), ...(said?.options ?? [])];
  const variables = [...(said?.served?.variables ?? []), ...(said?.variables ?? [])];
  const { positional: rules } = said ?? {};
  const isGiven =
    options.some((it) => optionValue(args, it) !== null) ||
    variables.some((it) => (variable(it) ?? '') !== '') ||
    (rules !== undefined && positional(args, rules) !== null);
  return isGiven ? 'withheld' : onRequest ? 'not_loaded' : 'not_named';
}

/** `org/name`, as an option for a repository takes it, or `org/name:tag`. */
const REPOSITORY = /^([^/:]+\/[^/:]+)(?::[^/]*)?$/;

function withFile(model: ModelSource, file: string): ModelSource | null {
  const repository = model.is === 'named' ? REPOSITORY.exec(model.name)?.[1] : undefined;
  const name = repository === undefined ? null : nameInRepository(repository, file);
  return name === null ? null : { is: 'named', name };
}

/** Names that one option or variable gives. */
interface Names {
  readonly names: Argv;
  /** They are several models, not names of one: an option that is repeated, or a list with semicolons. */
  readonly areModels: boolean;
}

function namesIn(args: Argv, said: SaidNames | undefined, option: string): Names | null {
  const many = said?.many?.[option];
  if (many === 'arguments') return { names: severalValues(args, option), areModels: false };
  if (many === 'repeated') return { names: repeatedValues(args, option), areModels: true };
  return namesOf(optionValue(args, option), many);
}

function namesOf(value: string | null, separator: string | undefined): Names | null {
  if (value === null) return null;
  const names = separator === undefined ? [value] : value.split(separator);
  return { names, areModels: separator === ';' };
}

function offeredAs({ names, areModels }: Names): ModelSource | null {
  const source = servedNames(names);
  return source?.is === 'named' && source.others && areModels ? { ...source, areModels } : source;
}

/** The longest description of adapters that is read, characters. */
const MAX_ADAPTERS = 16_384;

/** Names of the adapters in `name=path`, in a JSON object or in a JSON list of them. */
function adapterNames(given: string): Argv {
  if (given.length > MAX_ADAPTERS) return [];
  if (!/^[[{]/.test(given)) return given.split('=', 1);
  try {
    return [JSON.parse(given)].flat().flatMap((it: unknown) => adapterName(it) ?? []);
  } catch {
    return [];
  }
}

/** vLLM writes `name`, SGLang `lora_name`. */
function adapterName(adapter: unknown): string | null {
  if (typeof adapter !== 'object' || adapter === null) return null;
  const { name, lora_name = name } = adapter as Record<string, unknown>;
  return typeof lora_name === 'string' ? lora_name : null;
}
