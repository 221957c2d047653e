import type { PositionalModel } from './engine.ts';

const plain = (name: string): string => name.replaceAll('_', '-');

/** The option of an argument, without a value that is attached to it. */
const optionIn = (arg: string): string => plain(arg.split('=', 1)[0] ?? '');

/**
 * The value of an option, as `--name value` or `--name=value`; the last one if it is repeated. Underscores equal
 * dashes, as in vLLM and TensorRT-LLM. Null if it is not given or has no value.
 */
export function optionValue(args: readonly string[], name: string): string | null {
  let value: string | null = null;
  for (const [at, arg] of args.entries()) {
    if (!arg.startsWith('-')) continue;
    const equals = arg.indexOf('=');
    if (equals > 0 && plain(arg.slice(0, equals)) === name) value = arg.slice(equals + 1);
    if (plain(arg) === name) value = operand(args[at + 1]) ?? value;
  }
  return value === '' ? null : value;
}

/** The values after an option that takes several; the last occurrence counts. Empty if it is not given. */
export function severalValues(args: readonly string[], name: string): readonly string[] {
  const at = args.findLastIndex((arg) => optionIn(arg) === name && arg.startsWith('-'));
  if (at < 0) return [];
  const attached = (args[at] ?? '').split('=').slice(1).join('=');
  const rest = args.slice(at + 1);
  const end = rest.findIndex((arg) => arg.startsWith('-'));
  const values = rest.slice(0, end < 0 ? rest.length : end);
  return attached === '' ? values : [attached, ...values];
}

/** The values of an option that is given several times. */
export const repeatedValues = (args: readonly string[], name: string): readonly string[] =>
  args.flatMap((arg, at) => {
    if (optionIn(arg) !== name) return [];
    return optionValue(args.slice(at, arg.includes('=') ? at + 1 : at + 2), name) ?? [];
  });

/** True if an option is given, with or without a value. */
export const hasOption = (args: readonly string[], name: string): boolean =>
  args.some((arg) => optionIn(arg) === name);

const FLAG = /^--(?:enable|disable|no)-/;

/**
 * The first positional argument. An argument after an unknown option is skipped, because it may be the option's value,
 * and a value may be a secret.
 */
export function positional(args: readonly string[], { oneValue, noValue }: PositionalModel): string | null {
  let inValues = false;
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? '';
    if (!arg.startsWith('-')) {
      if (!inValues && arg !== '') return arg;
      continue;
    }
    const name = optionIn(arg);
    const closed = arg.includes('=') || noValue.has(name) || FLAG.test(name);
    inValues = !closed && !oneValue.has(name);
    if (!closed && oneValue.has(name) && operand(args[at + 1]) !== null) at += 1;
  }
  return null;
}

/** The argument if it is not an option; null otherwise. */
const operand = (arg: string | undefined): string | null =>
  arg === undefined || arg === '' || arg.startsWith('-') ? null : arg;

/** A TCP port: `8080`, `:8080`, `[::1]:8080` or `http://host:8080`; null if the text contains none. */
export function portIn(text: string): number | null {
  const digits = /^\d+$/.test(text) ? text : hostPort(text);
  const port = digits === null ? Number.NaN : Number(digits);
  return Number.isInteger(port) && port >= 0 && port <= 65_535 ? port : null;
}

const DEFAULTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

function hostPort(text: string): string | null {
  const [, scheme = '', host = ''] = /^(?:([a-z]+:)\/\/)?([^/]*)/i.exec(text) ?? [];
  return /^(?:\[[^\]]*\]|[^:]*):(\d+)$/.exec(host)?.[1] ?? DEFAULTS[scheme.toLowerCase()] ?? null;
}

/** The first value that can be read. */
export function firstOf<V, T>(
  names: readonly string[] | undefined,
  look: (name: string) => V | null,
  read: (value: V) => T | null,
): T | null {
  for (const name of names ?? []) {
    const value = look(name);
    const found = value === null ? null : read(value);
    if (found !== null) return found;
  }
  return null;
}
