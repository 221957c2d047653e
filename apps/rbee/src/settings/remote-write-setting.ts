import {
  isHeader,
  OWN_LABELS,
  REMOTE_WRITE_INTERVAL,
  type RemoteWriteTarget,
} from '@rbee/history/remote-write-settings';
import {
  describeMembers,
  type Fields,
  type Members,
  objectIn,
  pairsIn,
  type Result,
  readMembers,
  word,
  wrongPart,
} from './object-members.ts';
import { duration, file, oneOf } from './readers.ts';
import type { Reader, Reading, Setting } from './setting.ts';

const { least, most, mostRaw, byDefault } = REMOTE_WRITE_INTERVAL;

const url: Reader<string> = {
  parse: (text) => (isPlainAddress(text) ? text : undefined),
  expected: 'an http or https address without a user, such as http://prometheus:9090/api/v1/write',
  facets: { pattern: '^https?://' },
  isAddress: true,
};

function isPlainAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, hash } = new URL(text);
  return /^https?:$/.test(protocol) && `${username}${password}${hash}` === '';
}

const interval: Reader<number> = {
  parse: (text) => {
    const ms = duration.parse(text);
    return ms !== undefined && ms >= least && ms <= most ? ms : undefined;
  },
  expected: 'a duration from 1s to 5m, such as 15s',
  facets: { pattern: '^\\d{1,9}[smhd]$' },
};

const MEMBERS: Members = {
  url: { reader: url, about: 'Address that takes remote write; required.' },
  name: {
    reader: word('^[A-Za-z0-9._:-]{1,64}$', '1 to 64 of the characters A-Z a-z 0-9 . _ : -'),
    about: 'Name of the target in metrics and messages; the default is its host.',
  },
  interval: {
    reader: interval,
    about:
      'Time from one point of a series to the next, 1s to 5m; with raw, from one request to the next, 1s to 15s. Default: 15s.',
  },
  series: {
    reader: oneOf('means', 'raw'),
    about: 'means: a mean and a maximum for each interval; raw: the sample of each second. Default: means.',
  },
  labels: { about: 'Labels that every series gets, by their names.' },
  headers: { about: 'Headers of each request, by their names; secrets belong into one of the files.' },
  headers_file: {
    reader: file,
    about: 'File with further headers, one a line, such as X-Scope-OrgID: team.',
  },
  bearer_token_file: { reader: file, about: 'File with a token, sent as Authorization: Bearer.' },
  username: {
    reader: word('^[\\x20-\\x39\\x3b-\\x7e]{1,256}$', 'printable ASCII characters without a colon'),
    about: 'User of the target, with password_file.',
  },
  password_file: { reader: file, about: 'File with the password of username.' },
};

/** Most targets, and most labels or headers of one. */
const MAX_TARGETS = 8;
const MAX_PAIRS = 32;
/** Headers that are secrets, so they belong into a file. */
const SECRET_HEADER = /^(proxy-)?authorization$|^cookie$|key|token|secret|password/i;
const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]{0,127}$/;

/** The stores that samples are sent to ([P9]). A flag or the variable gives addresses; the config file can say more of each. */
export const remoteWrite: Setting<readonly RemoteWriteTarget[]> = {
  flag: '--remote-write <address>',
  variable: 'QUEEN_REMOTE_WRITE',
  key: 'queen.remote_write',
  about:
    'also send the samples to this address by Prometheus remote write, such as http://prometheus:9090/api/v1/write (repeatable; one per line in the variable; the config file can say more of each)',
  fileAbout: 'Stores that the samples are sent to by Prometheus remote write.',
  fileType: 'objects',
  members: describeMembers(MEMBERS),
  required: ['url'],
  separator: '\n',
  byDefault: [],
  read: readTargets,
};

function readTargets(texts: readonly string[]): Reading<readonly RemoteWriteTarget[]> {
  if (texts.length > MAX_TARGETS) return wrongPart(` may have at most ${MAX_TARGETS} targets`);
  const targets: RemoteWriteTarget[] = [];
  for (const [position, text] of texts.entries()) {
    const given = objectIn(text);
    const target = readTarget(given ?? { url: text });
    if ('complaint' in target) {
      return wrongPart(given ? `[${position}]${target.complaint}` : ` must be ${url.expected}`);
    }
    targets.push({ ...target.value, name: nameAmong(target.value.name, targets) });
  }
  return { kind: 'value', value: targets };
}

/** Names tell targets apart in the metrics. */
const nameAmong = (name: string, others: readonly RemoteWriteTarget[]): string => {
  const isTaken = (it: string) => others.some((other) => other.name === it);
  let own = name;
  for (let number = 2; isTaken(own); number += 1) own = `${name}-${number}`;
  return own;
};

function readTarget(given: Fields): Result<RemoteWriteTarget> {
  const values = readMembers(given, MEMBERS, readPairs);
  if ('complaint' in values) return values;
  const complaint = conflictOf(values.value);
  return complaint === null ? { value: targetOf(values.value) } : { complaint };
}

function readPairs(member: string, value: unknown): Result<Readonly<Record<string, string>>> {
  const pairs = pairsIn(member, value, MAX_PAIRS);
  if ('complaint' in pairs) return pairs;
  for (const [name, text] of pairs.value) {
    const complaint = typeof text === 'string' ? pairComplaint(member, name, text) : 'must have a text';
    if (complaint !== null)
      return { complaint: `.${member}: ${JSON.stringify(name.slice(0, 100))} ${complaint}` };
  }
  const isHeaders = member === 'headers';
  return {
    value: Object.fromEntries(
      pairs.value.map(([name, text]) => [isHeaders ? name.toLowerCase() : name, String(text)]),
    ),
  };
}

function pairComplaint(member: string, name: string, text: string): string | null {
  if (member === 'labels') {
    if (!LABEL_NAME.test(name) || name.startsWith('__')) return 'is not a name that a label can have';
    return OWN_LABELS.includes(name) ? 'is a label that rbee sets itself' : null;
  }
  if (SECRET_HEADER.test(name)) return 'is a secret: put it into a file and name that as headers_file';
  return isHeader(name, text) ? null : 'is not a header that can be set';
}

/** What does not fit together; null if everything does. */
function conflictOf(values: ReadonlyMap<string, unknown>): string | null {
  if (!values.has('url')) return ' must have a url';
  if (values.has('username') !== values.has('password_file'))
    return ' must have both username and password_file, or neither';
  if (values.has('username') && values.has('bearer_token_file'))
    return ' must have either a user or a bearer_token_file';
  const isSlow = ((values.get('interval') as number | undefined) ?? byDefault) > mostRaw;
  return values.get('series') === 'raw' && isSlow ? '.interval must be at most 15s with raw series' : null;
}

function targetOf(values: ReadonlyMap<string, unknown>): RemoteWriteTarget {
  const text = (name: string) => values.get(name) as string | undefined;
  const pairs = (name: string) => (values.get(name) ?? {}) as Readonly<Record<string, string>>;
  const address = text('url') ?? '';
  const [headersFile, bearerTokenFile] = [text('headers_file'), text('bearer_token_file')];
  const [username, passwordFile] = [text('username'), text('password_file')];
  return {
    name: text('name') ?? new URL(address).host,
    url: address,
    intervalMs: (values.get('interval') as number | undefined) ?? byDefault,
    series: text('series') === 'raw' ? 'raw' : 'means',
    labels: pairs('labels'),
    headers: pairs('headers'),
    ...(headersFile !== undefined && { headersFile }),
    ...(bearerTokenFile !== undefined && { bearerTokenFile }),
    ...(username !== undefined && { username }),
    ...(passwordFile !== undefined && { passwordFile }),
  };
}
