import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import type { RemoteWriteTarget } from './remote-write-target.ts';

/** Reads a file with a secret. @throws an `Error` with a clause that says why it is not used */
export type ReadSecret = (path: string) => string;

const MAX_BYTES = 64 * 1024;
/** What a header can contain (RFC 9110, section 5.5), without the spaces at its ends. */
const VALUE = /^[\x21-\x7e](?:[\x20-\x7e\t]*[\x21-\x7e])?$/;
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** Headers that the sender sets itself, so that nobody else may. */
const RESERVED = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'host',
  'transfer-encoding',
  'user-agent',
  'x-prometheus-remote-write-version',
]);

/** True for a name and a value that a header can have and that the sender does not set itself. */
export const isHeader = (name: string, value: string): boolean =>
  NAME.test(name) && VALUE.test(value) && !RESERVED.has(name.toLowerCase());

/**
 * The headers of a target with the secrets of its files, which are read anew each time: tokens are replaced while the queen runs.
 *
 * @throws an `Error` with a sentence, without its full stop, if a file cannot be used
 */
export function credentials(
  target: RemoteWriteTarget,
  readSecret: ReadSecret = readSecretFile,
): Record<string, string> {
  const { headersFile, bearerTokenFile, username, passwordFile } = target;
  const headers: Record<string, string> = { ...target.headers };
  if (headersFile !== undefined) Object.assign(headers, headersOf(headersFile, readSecret));
  if (bearerTokenFile !== undefined) {
    headers['authorization'] = `Bearer ${secretOf(bearerTokenFile, readSecret)}`;
  }
  if (passwordFile !== undefined) {
    const pair = `${username ?? ''}:${secretOf(passwordFile, readSecret)}`;
    headers['authorization'] = `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`;
  }
  return headers;
}

function secretOf(path: string, readSecret: ReadSecret): string {
  const text = textOf(path, readSecret).trim();
  if (!VALUE.test(text)) {
    throw new Error(
      `the file ${path} must contain one secret of printable ASCII characters and nothing else`,
    );
  }
  return text;
}

function headersOf(path: string, readSecret: ReadSecret): Record<string, string> {
  const lines = textOf(path, readSecret)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return Object.fromEntries(
    lines.map((line, at) => {
      const [name = '', ...rest] = line.split(':');
      const value = rest.join(':').trim();
      if (!isHeader(name, value)) {
        throw new Error(`line ${at + 1} of the file ${path} must be a header, such as X-Scope-OrgID: team`);
      }
      return [name.toLowerCase(), value];
    }),
  );
}

function textOf(path: string, readSecret: ReadSecret): string {
  try {
    return readSecret(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Error(`the file ${path} cannot be read (${code ?? message})`, { cause: error });
  }
}

/** Reads a small ordinary file; never waits for what is none. */
function readSecretFile(path: string): string {
  const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    if (!fstatSync(file).isFile()) throw new Error('it is not an ordinary file');
    const bytes = Buffer.alloc(MAX_BYTES + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes.length; length += read) {
      read = readSync(file, bytes, length, bytes.length - length, null);
    }
    if (length > MAX_BYTES) throw new Error('it is larger than 64 KiB');
    return bytes.toString('utf8', 0, length);
  } finally {
    closeSync(file);
  }
}
