import { createRequire } from 'node:module';
import { isIP, isIPv4 } from 'node:net';
import { HIVE_ID, visibleText } from '@rbee/contract/plain';
import { parseQueenUrl, QUEEN_URL_EXPECTED } from '@rbee/hive';
import type { Watch } from '@rbee/monitor';
import { linearPattern } from '@rbee/monitor/linear-pattern';
import type { Reader } from './setting.ts';

/** The number if it is within the bounds, which NaN never is; undefined otherwise. */
export const within = (number: number, least: number, most: number): number | undefined =>
  number >= least && number <= most ? number : undefined;

/** The number of a text with a unit, such as `90s`; NaN if it is invalid. `pattern` captures number and unit. */
export function withUnit(text: string, pattern: RegExp, units: Readonly<Record<string, number>>): number {
  const [, amount = '', unit = ''] = pattern.exec(text) ?? [];
  return Number(amount) * (units[unit] ?? Number.NaN);
}

/** A text that is its own value, if it is valid. */
export const textLike = (
  accepts: (text: string) => boolean,
  about: Omit<Reader<string>, 'parse'>,
): Reader<string> => ({
  ...about,
  parse: (text) => (accepts(text) ? text : undefined),
});

/** A whole number within bounds. */
export const wholeNumber = (least: number, most: number): Reader<number> => ({
  parse: (text) => within(/^\d{1,15}$/.test(text) ? Number(text) : Number.NaN, least, most),
  expected: `a whole number from ${least} to ${most}`,
  facets: { minimum: least, maximum: most },
});

/** One of the given words. */
export const oneOf = <const T extends string>(...words: readonly T[]): Reader<T> => ({
  parse: (text) => words.find((word) => word === text),
  expected: `one of ${words.join(', ')}`,
  facets: { enum: words },
});

const UNITS_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

const DURATION = /^(\d{1,9})([smhd])$/;

/** A duration such as `90s`, `30m`, `24h` or `7d`, as milliseconds. */
export const durationUpTo = (most: string): Reader<number> => ({
  parse: (text) => within(withUnit(text, DURATION, UNITS_MS), 1, withUnit(most, DURATION, UNITS_MS)),
  expected: `a duration up to ${most}, such as 90s, 30m, 24h or 7d`,
  facets: { pattern: '^\\d{1,9}[smhd]$' },
});

/** A duration up to a year, as milliseconds. */
export const duration = durationUpTo('365d');

/** A duration of at least `least` and at most a year, as milliseconds. */
export const durationFrom = (least: string): Reader<number> => ({
  parse: (text) => {
    const ms = duration.parse(text);
    return ms !== undefined && ms >= withUnit(least, DURATION, UNITS_MS) ? ms : undefined;
  },
  expected: `a duration from ${least} to 365d, such as 90m, 24h or 7d`,
  facets: { pattern: '^\\d{1,9}[smhd]$' },
});

const SIZE = /^(\d{1,12}(?:\.\d{1,3})?)([KMGT])(?:iB|B)?$/;
const UNITS_BYTES = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 };

/** A number of bytes such as `512M`, `8G` or `1.5GiB`; the units are powers of 1024. */
export const bytes = (least: string, most: string): Reader<number> => ({
  parse: (text) => {
    const [from, to] = [least, most].map((it) => withUnit(it, SIZE, UNITS_BYTES)) as [number, number];
    return within(Math.floor(withUnit(text, SIZE, UNITS_BYTES)), from, to);
  },
  expected: `a size from ${least} to ${most}, such as 512M or 8G`,
  facets: { pattern: '^\\d{1,12}(\\.\\d{1,3})?[KMGT](iB|B)?$' },
});

const HOST_NAME = /^(?=.{1,253}$)[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?$/;
const isHost = (text: string): boolean => isIP(text) !== 0 || HOST_NAME.test(text);

/** An address or a name to listen on. */
export const listenHost = textLike(isHost, {
  expected: 'a host name or IP address without a port, such as 127.0.0.1',
  isAddress: true,
});

/** A name that a `Host` header can contain, without a port. */
export const hostName = textLike(isHost, {
  expected: 'a whole host name without * or a port, such as queen.example',
  isAddress: true,
});

/** True for an IP address, also with the length of a network's prefix (RFC 4632 section 3.1). */
function isNetwork(text: string): boolean {
  const [address = '', length, ...rest] = text.split('/');
  const bits = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  if (rest.length > 0 || bits === -1) return false;
  return length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= bits);
}

/** The address of a machine, or a network. */
export const network = textLike(isNetwork, {
  expected: 'an IP address or a network, such as 127.0.0.1 or 10.0.0.0/8',
});

/** The origin of a web page. */
export const origin = textLike(
  (text) => URL.canParse(text) && /^https?:/.test(text) && new URL(text).origin === text,
  { expected: 'an origin without a path, such as https://grafana.example', isAddress: true },
);

/** A name or an IPv4 address, with a port: the hosts that a content security policy can name (CSP Level 3, 2.3.1). */
const POLICY_HOST = /^[a-z0-9_.-]+(?::\d{1,5})?$/;

/** The origin of a web page that may show the queen's page in a frame. */
export const frameOrigin = textLike(
  (text) => origin.parse(text) !== undefined && POLICY_HOST.test(new URL(text).host),
  {
    expected: 'an origin with a name or an IPv4 address and without a path, such as https://grafana.example',
    isAddress: true,
  },
);

/** The address of a queen. */
export const queenUrl = textLike((text) => parseQueenUrl(text) !== null, {
  expected: QUEEN_URL_EXPECTED,
  isAddress: true,
});

const hiveIdPattern = new RegExp(HIVE_ID.pattern);

/** The id of a hive ([H1]). */
export const hiveId = textLike((text) => hiveIdPattern.test(text), {
  expected: HIVE_ID.expected,
  facets: { pattern: HIVE_ID.pattern },
});

/** The absolute path of something like `example`. */
const absolutePath = (example: string) =>
  textLike((text) => text.startsWith('/') && !text.includes('\0'), {
    expected: `an absolute path, such as ${example}`,
    facets: { pattern: '^/' },
  });

/** The absolute path of a directory. */
export const directory = absolutePath('/host/proc');

/** The absolute path of a shared library. */
export const library = absolutePath('/opt/nvidia/lib64/libnvidia-ml.so.1');

/** Group and instance of a worker, as the lists and the page show them. */
const WORKER = /^[^/=]{1,64}\/[^/=]{1,64}$/u;

/** The name of a worker: `group/instance`. */
export const workerName = textLike((text) => WORKER.test(text), {
  expected: 'the group and the instance of a worker, such as llm/8080',
  facets: { pattern: '^[^/=]{1,64}/[^/=]{1,64}$' },
});

/** The file with the key of a worker's engine. */
export interface EngineKeyFile {
  /** `group/instance` of the worker. */
  readonly worker: string;
  readonly file: string;
}

/** A worker and the file with the key of its engine: `group/instance=file`. */
export const engineKeyFile: Reader<EngineKeyFile> = {
  parse: (text) => {
    const [worker = '', ...rest] = text.split('=');
    const path = file.parse(rest.join('='));
    return WORKER.test(worker) && path !== undefined ? { worker, file: path } : undefined;
  },
  expected: 'a worker and the path of a file, such as llm/8080=/etc/rbee/llm-8080.key',
  facets: { pattern: '^[^/=]{1,64}/[^/=]{1,64}=.' },
};

/** The environment variable with the key of a worker's engine. */
export interface EngineKeyVariable {
  /** `group/instance` of the worker. */
  readonly worker: string;
  readonly variable: string;
}

/** Name of an environment variable, as a shell can set it (POSIX.1-2017, section 3.235). */
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/;

/** A worker and the environment variable with the key of its engine: `group/instance=NAME`. */
export const engineKeyVariable: Reader<EngineKeyVariable> = {
  parse: (text) => {
    const [worker = '', variable = '', ...rest] = text.split('=');
    const isRead = WORKER.test(worker) && VARIABLE.test(variable) && rest.length === 0;
    return isRead ? { worker, variable } : undefined;
  },
  expected: 'a worker and the name of an environment variable, such as llm/8080=LLAMA_KEY',
  facets: { pattern: '^[^/=]{1,64}/[^/=]{1,64}=[A-Za-z_][A-Za-z0-9_]{0,127}$' },
};

/** The path of a file, also relative to the working directory. */
export const file = textLike((text) => text !== '' && !text.includes('\0'), {
  expected: 'the path of a file',
  facets: { pattern: '.' },
});

/** The path of a folder, also relative to the working directory. */
export const folder = textLike((text) => text !== '' && !text.includes('\0'), {
  expected: 'the path of a folder',
  facets: { pattern: '.' },
});

/** A regular expression that RE2 supports, as it is matched against command lines of other users' programs. */
export const pattern: Reader<RegExp> = {
  parse: (text) => {
    const compiled = compile(text);
    return compiled instanceof RegExp ? compiled : undefined;
  },
  expected: (text) => `a valid regular expression (${compile(text)})`,
};

/** The regular expression, or why it is invalid. */
function compile(text: string): RegExp | string {
  try {
    const compiled = new RegExp(text);
    linearPattern(compiled);
    return compiled;
  } catch (error) {
    const { message } = error as Error;
    return error instanceof SyntaxError
      ? message
          .slice(message.lastIndexOf(':') + 1)
          .trim()
          .toLowerCase()
      : message;
  }
}

const GROUP = /^[^/=:]{1,64}$/u;

/** A group, an engine whose rules apply, and the pattern of its workers: `group[:engine]=regular expression`. */
export const watchRule: Reader<Watch> = {
  parse: (text) => {
    const rule = splitRule(text);
    const compiled = rule && pattern.parse(rule.source);
    return compiled && isKnownEngine(rule) ? watchOf(rule, compiled) : undefined;
  },
  expected: (text) => {
    const rule = splitRule(text);
    if (!rule) return "a group and a pattern, such as 'embed=my-embedder'";
    if (!isKnownEngine(rule))
      return `one of these engines after '${rule.group}:': ${engineNames().join(', ')}`;
    return `a valid regular expression (${compile(rule.source)})`;
  },
  facets: { pattern: '^[^/=:]{1,64}(:[a-z0-9.-]+)?=' },
};

interface Rule {
  readonly group: string;
  readonly engine: string | undefined;
  readonly source: string;
}

function splitRule(text: string): Rule | undefined {
  const equals = text.indexOf('=');
  const [group = '', engine, ...more] = text.slice(0, Math.max(0, equals)).split(':');
  const source = text.slice(equals + 1);
  const isName = GROUP.test(group) && visibleText(group) === group; // [H9]
  return isName && more.length === 0 && source !== '' ? { group, engine, source } : undefined;
}

const isKnownEngine = ({ engine }: Rule): boolean => engine === undefined || engineNames().includes(engine);

/** Loaded on first use, as the thread of a hive that takes samples has the tables of engines already. */
const engineNames = (): readonly string[] =>
  (createRequire(import.meta.url)('@rbee/monitor/engines') as typeof import('@rbee/monitor/engines'))
    .ENGINE_NAMES;

const watchOf = ({ group, engine }: Rule, compiled: RegExp): Watch =>
  engine === undefined ? { group, pattern: compiled } : { group, engine, pattern: compiled };

/** The host of an address, an IPv6 address without its brackets. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');

/** True if a server that listens on this host can only be reached from this machine. */
export const isLoopback = (host: string): boolean =>
  host.toLowerCase() === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));

/** True if a server that listens on this host listens on every address of the machine. */
export const isEveryAddress = (host: string): boolean => host === '0.0.0.0' || host === '::';
