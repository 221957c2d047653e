import { isIP } from 'node:net';
import { HIVE_ID } from '@rbee/contract/plain';
import { parseQueenUrl, QUEEN_URL_EXPECTED } from '@rbee/hive';
import type { Watch } from '@rbee/monitor';
import type { Facets, Reader, Reading } from './setting.ts';

const value = <T>(it: T): Reading<T> => ({ kind: 'value', value: it });
const wrong = (expected: string): Reading<never> => ({ kind: 'wrong', expected });

const faceted = <T>(facets: Facets, reader: Reader<T>): Reader<T> => Object.assign(reader, { facets });

const ofAddress = <T>(reader: Reader<T>): Reader<T> => Object.assign(reader, { readsAddress: true as const });

/** A whole number within bounds. */
export const wholeNumber = (least: number, most: number): Reader<number> =>
  faceted({ minimum: least, maximum: most }, (text) => {
    const number = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    return number >= least && number <= most
      ? value(number)
      : wrong(`a whole number from ${least} to ${most}`);
  });

/** One of some words. */
export const oneOf = <const T extends string>(...words: readonly T[]): Reader<T> =>
  faceted({ enum: words }, (text) => {
    const word = words.find((it) => it === text);
    return word === undefined ? wrong(`one of ${words.join(', ')}`) : value(word);
  });

const UNITS_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A length of time such as `90s`, `30m`, `24h` or `7d`, up to a year, as milliseconds. */
export const duration: Reader<number> = faceted({ pattern: '^\\d{1,9}[smhd]$' }, (text) => {
  const [, amount = '', unit = ''] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
  const ms = Number(amount) * (UNITS_MS[unit] ?? 0);
  return ms > 0 && ms <= 365 * 86_400_000
    ? value(ms)
    : wrong('a duration up to 365d, such as 90s, 30m, 24h or 7d');
});

const HOST_NAME = /^(?=.{1,253}$)[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?$/;

/** An address or a name to listen on. */
export const listenHost: Reader<string> = ofAddress((text) =>
  isIP(text) !== 0 || HOST_NAME.test(text)
    ? value(text)
    : wrong('a host name or IP address without a port, such as 127.0.0.1'),
);

/** A name that a `Host` header can carry, without a port. */
export const hostName: Reader<string> = ofAddress((text) =>
  isIP(text) !== 0 || HOST_NAME.test(text)
    ? value(text)
    : wrong('a host name without a port, such as queen.example'),
);

/** The origin of a web page. */
export const origin: Reader<string> = ofAddress((text) =>
  URL.canParse(text) && /^https?:/.test(text) && new URL(text).origin === text
    ? value(text)
    : wrong('an origin without a path, such as https://grafana.example'),
);

/** The address of a queen. */
export const queenUrl: Reader<string> = ofAddress((text) =>
  parseQueenUrl(text) ? value(text) : wrong(QUEEN_URL_EXPECTED),
);

const hiveIdPattern = new RegExp(HIVE_ID.pattern);

/** A hive's id ([H1]). */
export const hiveId: Reader<string> = faceted({ pattern: HIVE_ID.pattern }, (text) =>
  hiveIdPattern.test(text) ? value(text) : wrong(HIVE_ID.expected),
);

/** A path from the root. */
export const directory: Reader<string> = faceted({ pattern: '^/' }, (text) =>
  text.startsWith('/') ? value(text) : wrong('an absolute path, such as /host/proc'),
);

/** A regular expression. */
export const pattern: Reader<RegExp> = (text) => {
  try {
    return value(new RegExp(text));
  } catch (error) {
    const why = /[^:]*$/
      .exec((error as Error).message)?.[0]
      .trim()
      .toLowerCase();
    return wrong(`a valid regular expression (${why})`);
  }
};

const GROUP = /^[^/\p{Cc}=]{1,64}$/u;

/** A group, and the pattern of its workers: `group=regular expression`. */
export const watchRule: Reader<Watch> = faceted({ pattern: '^[^/=]{1,64}=' }, (text) => {
  const [, group = '', source = ''] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
  if (!GROUP.test(group) || source === '') return wrong("a group and a pattern, such as 'embed=my-embedder'");
  const reading = pattern(source);
  return reading.kind === 'value' ? value({ group, pattern: reading.value }) : reading;
});
