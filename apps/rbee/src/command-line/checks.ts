import { readJoinText } from '@rbee/contract/plain';
import { credentials } from '@rbee/history/remote-write-settings';
import { keysInFiles, keysInVariables } from '../engine-keys.ts';
import { readCertificates } from '../queen-ca.ts';
import {
  DEFAULT_QUEEN_URL,
  type HiveSettings,
  hostOf,
  isLoopback,
  type QueenSettings,
  type RunSettings,
  type simulateTable,
  type UpSettings,
  type ValuesOf,
  withoutSecrets,
} from '../settings/index.ts';
import { type CommandLine, NO_FILES, type Surroundings, wrong } from './command-line.ts';
import { SHELLS } from './commands.ts';

/** The command line with the certificates that it names, or what is wrong with their file. */
export function withTrust(
  line: Extract<CommandLine, { kind: 'hive' | 'top' | 'status' | 'simulate' | 'doctor' | 'invite' }>,
  { readText = NO_FILES }: Surroundings,
): CommandLine {
  const { queenCa } = line.settings;
  if (queenCa === undefined) return line;
  const read = readCertificates(queenCa, readText);
  return read.kind === 'wrong' ? wrong(`${read.sentence}.`, line.kind) : { ...line, trusted: read.pem };
}

/** Refuses a hive that is told twice where its token comes from. */
export function refusedJoin({ join, joinFile, tokenFile }: HiveSettings): CommandLine | undefined {
  const given = [join, joinFile, tokenFile].filter((it) => it !== undefined);
  return given.length > 1 ? wrong('choose one of --join, --join-file and --token-file.', 'hive') : undefined;
}

/**
 * The command line with the keys in the environment variables that it names. Refuses a variable or a file without a key;
 * a file is read again when the hive starts.
 */
export function withKeys(
  line: CommandLine,
  { environment, userId = 0, readText = NO_FILES }: Surroundings,
): CommandLine {
  if (line.kind !== 'hive' && line.kind !== 'up') return line;
  const { engineKeyFiles, engineKeyVariables } = line.settings;
  const { keys, complaints } = keysInVariables(engineKeyVariables, environment, userId);
  const [complaint] = [...keysInFiles(engineKeyFiles, readText).complaints, ...complaints];
  if (complaint !== undefined) return wrong(`${complaint}.`, line.kind);
  return keys.length > 0 ? { ...line, keys } : line;
}

/** Refuses targets without a history, and one whose file of secrets cannot be used. The file is read again when something is sent. */
export function refusedRemoteWrite(
  { remoteWrite, history }: QueenSettings | UpSettings,
  { readText = NO_FILES }: Surroundings,
  command: 'queen' | 'up',
): CommandLine | undefined {
  const readSecret = (path: string): string => {
    const read = readText(path, 'named');
    if (read.ok) return read.text;
    throw Object.assign(new Error(read.code ?? read.complaint), read.code !== null && { code: read.code });
  };
  if (!history && remoteWrite.length > 0) {
    return wrong(
      'remote write sends what is in the history; leave out --no-history or --remote-write.',
      command,
    );
  }
  for (const target of remoteWrite) {
    try {
      credentials(target, readSecret);
    } catch (error) {
      return wrong(`remote write to ${target.name}: ${(error as Error).message}.`, command);
    }
  }
  return undefined;
}

/** Refuses a shell that there is no completion for. */
export function completionLine(name: string): CommandLine {
  const shell = SHELLS.find((it) => it === name);
  return shell
    ? { kind: 'completion', shell }
    : wrong(`the shell must be one of ${SHELLS.join(', ')}, not "${withoutSecrets(name)}".`, 'completion');
}

/** Refuses a run without a name or a command. */
export function runLine(settings: RunSettings, tail: readonly string[] | undefined): CommandLine {
  const [program, ...args] = tail ?? [];
  if (!settings.group) return wrong('name the group of the worker with --group <name>.', 'run');
  if (!settings.instance) return wrong('name the instance with --instance <name>.', 'run');
  if (!program) {
    return wrong('give the command after --, as in rbee run ... -- llama-server --port 8080.', 'run');
  }
  return { kind: 'run', settings, command: [program, ...args] };
}

/** Refuses to put load on a queen on another computer, unless the flag allows it. */
export function simulateLine(
  given: ValuesOf<ReturnType<typeof simulateTable>>,
  surroundings: Surroundings,
): CommandLine {
  const { yesLoadThisQueen, link, post } = given;
  const invite = given.join === undefined ? null : readJoinText(given.join);
  const settings = { ...given, queenUrl: given.queenUrl ?? invite?.url ?? DEFAULT_QUEEN_URL };
  const address = new URL(settings.queenUrl);
  const host = hostOf(address);
  if (invite?.pin !== undefined && address.protocol !== 'https:') {
    return wrong('the invite needs an address with https.', 'simulate');
  }
  if (link && post) return wrong('choose one of --link and --post.', 'simulate');
  if (yesLoadThisQueen || isLoopback(host)) return withTrust({ kind: 'simulate', settings }, surroundings);
  return wrong(
    `the queen at ${host} is not on this computer, and a simulation puts load on it and adds simulated hives to its page; add --yes-load-this-queen to allow it.`,
    'simulate',
  );
}
