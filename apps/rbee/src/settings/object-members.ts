import { closest } from 'fastest-levenshtein';
import type { ObjectMember, Reader, Reading } from './setting.ts';

/** A member of an object in the config file. */
export interface Member {
  readonly about: string;
  /** How a text is read; undefined for a list of names with texts. */
  readonly reader?: Reader<unknown>;
}

/** The members of the objects of a setting. */
export type Members = Readonly<Record<string, Member>>;

/** An object as it was given. */
export type Fields = Readonly<Record<string, unknown>>;

/** The value of something, or what is wrong with it, to follow the name of the setting. */
export type Result<T> = { readonly value: T } | { readonly complaint: string };

/** The members for the schema of the config file. */
export const describeMembers = (members: Members): Readonly<Record<string, ObjectMember>> =>
  Object.fromEntries(
    Object.entries(members).map(([name, { about, reader }]) => [
      name,
      { about, facets: reader?.facets, isMap: !reader },
    ]),
  );

/** A text that fits a pattern. */
export const word = (pattern: string, expected: string): Reader<string> => ({
  parse: (text) => (new RegExp(pattern).test(text) ? text : undefined),
  expected,
  facets: { pattern },
});

/** The object of a JSON text; undefined for another text. */
export function objectIn(text: string): Fields | undefined {
  try {
    const value: unknown = text.startsWith('{') ? JSON.parse(text) : undefined;
    return value as Fields | undefined;
  } catch {
    return undefined;
  }
}

/** A reading of a setting whose value has parts. */
export const wrongPart = (complaint: string): Reading<never> => ({
  kind: 'wrong',
  text: '',
  expected: '',
  complaint,
});

/** The values of an object's members. `readPairs` reads a list of names with texts. */
export function readMembers(
  given: Fields,
  members: Members,
  readPairs: (member: string, value: unknown) => Result<unknown>,
): Result<ReadonlyMap<string, unknown>> {
  const values = new Map<string, unknown>();
  for (const [name, value] of Object.entries(given)) {
    const member = members[name];
    if (!member) return { complaint: unknownMember(name, members) };
    const read = member.reader ? readText(name, value, member.reader) : readPairs(name, value);
    if ('complaint' in read) return read;
    values.set(name, read.value);
  }
  return { value: values };
}

const unknownMember = (name: string, members: Members): string => {
  const likely = closest(name, Object.keys(members));
  return ` has the unknown key "${name.slice(0, 100)}" (did you mean "${likely}"?)`;
};

function readText(name: string, value: unknown, reader: Reader<unknown>): Result<unknown> {
  const { expected } = reader;
  const parsed = typeof value === 'string' ? reader.parse(value) : undefined;
  if (parsed !== undefined) return { value: parsed };
  // What is wrong is not shown: it can be an address, a user or a path with a secret.
  return {
    complaint: `.${name} must be ${typeof expected === 'string' ? expected : expected(String(value))}`,
  };
}

/** The entries of an object with names and texts, at most `most`. */
export function pairsIn(
  member: string,
  value: unknown,
  most: number,
): Result<readonly (readonly [string, unknown])[]> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { complaint: `.${member} must be an object with names and texts` };
  }
  const pairs = Object.entries(value);
  return pairs.length > most
    ? { complaint: `.${member} may have at most ${most} entries` }
    : { value: pairs };
}
