import { firstOf, optionValue, positional, repeatedValues, severalValues } from './command-line.ts';
import type { Engine, SaidNames } from './engine.ts';
import { type ModelSource, modelSource, nameInRepository, servedNames } from './model-name.ts';

type Argv = readonly string[];

/** What a command line says about the model. */
export interface SaidModel {
  readonly served: ModelSource | null;
  readonly model: ModelSource | null;
  readonly file: string | null;
}

/** The model in the arguments of a server; `name` is that of the program. */
export function modelInArguments({ model: said }: Engine, name: string, args: Argv): SaidModel {
  const value = (option: string) => optionValue(args, option);
  const { positional: rules, extension } = said ?? {};
  const inFile = extension !== undefined && name.endsWith(extension) ? name.slice(0, -extension.length) : '';
  return {
    served: firstOf(said?.served?.options, (it) => namesIn(args, said?.served, it), servedNames),
    model:
      firstOf(said?.options, value, modelSource) ??
      modelSource((rules && positional(args, rules)) ?? '') ??
      modelSource(inFile),
    file: firstOf(said?.file?.options, value, (it) => it),
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

/** The model of a server; null if neither its arguments nor its environment name one. */
export function modelOf(
  { model: said }: Engine,
  { served, model, file }: SaidModel,
  variable: (name: string) => string | null,
): ModelSource | null {
  const offered =
    served ??
    firstOf(said?.served?.variables, (it) => namesOf(variable(it), said?.served?.many?.[it]), servedNames);
  if (offered) return offered;
  const found = model ?? firstOf(said?.variables, variable, modelSource);
  const inRepository = file ?? firstOf(said?.file?.variables, variable, (it) => it);
  return (found && inRepository !== null && withFile(found, inRepository)) || found;
}

/** `org/name`, as an option for a repository takes it, or `org/name:tag`. */
const REPOSITORY = /^([^/:]+\/[^/:]+)(?::[^/]*)?$/;

function withFile(model: ModelSource, file: string): ModelSource | null {
  const repository = model.is === 'named' ? REPOSITORY.exec(model.name)?.[1] : undefined;
  const name = repository === undefined ? null : nameInRepository(repository, file);
  return name === null ? null : { is: 'named', name };
}

function namesIn(args: Argv, said: SaidNames | undefined, option: string): Argv | null {
  const many = said?.many?.[option];
  if (many === 'arguments') return severalValues(args, option);
  if (many === 'repeated') return repeatedValues(args, option);
  return namesOf(optionValue(args, option), many);
}

const namesOf = (value: string | null, separator: string | undefined): Argv | null =>
  value === null ? null : separator === undefined ? [value] : value.split(separator);
