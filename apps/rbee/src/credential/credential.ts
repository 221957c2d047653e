import { resolve } from 'node:path';
import { AccessStateSchema, createCheck, ROUTES } from '@rbee/contract';
import type { Scope } from '@rbee/contract/plain';
import { routeUrl } from '@rbee/hive';
import { askJson } from '../ask-json.ts';
import type { ProcessEdges } from '../process-edges.ts';
import { type FileEdges, MACHINE, queenFiles } from '../queen-files.ts';
import { hostOf, isLoopback } from '../settings/index.ts';
import { pause } from '../time/index.ts';
import { OwnToken } from './own-token.ts';
import { type SecretEdges, secretIn } from './secret-file.ts';

/** What a command shows a queen to say who it is. */
export type Credential =
  | { readonly kind: 'none' }
  | { readonly kind: 'token'; readonly token: string | (() => Promise<string>); end(): Promise<void> }
  | { readonly kind: 'wrong'; readonly sentence: string };

/** Why a queen refuses, and what to do, for the end of a sentence. */
export const refusalOf = (hasToken: boolean): string =>
  hasToken
    ? 'it does not accept the token; rbee token list on its machine shows those that are valid'
    : 'it asks who you are; name a file with an API token with --token-file (rbee token create on its machine makes one), or run this there as its user';

/** The option `token` of the SDK. */
export const tokenOf = (credential: Credential) =>
  credential.kind === 'token' ? { token: credential.token } : {};

/** What finding a credential needs from the process. */
export interface CredentialEdges
  extends FileEdges,
    SecretEdges,
    Pick<ProcessEdges, 'fetch' | 'clock' | 'stop'> {
  readonly hostname: string;
}

/** Which queen is asked, and how. */
export interface Asking {
  /** The command, such as `top`. */
  readonly command: string;
  readonly scopes: readonly Scope[];
  readonly queenUrl: string;
  readonly tokenFile: string | undefined;
  /** Folder of the queen, if it is on this machine. */
  readonly data: string;
}

/**
 * The token in the file that was named. Without one, on the machine of a queen that asks who somebody is, a token of the command's own, if
 * this user may use the queen's files.
 */
export async function credentialFor(asking: Asking, edges: CredentialEdges): Promise<Credential> {
  const { command, tokenFile, queenUrl } = asking;
  if (tokenFile !== undefined) {
    const read = secretIn(tokenFile, 'token', edges);
    if (!read.ok) return { kind: 'wrong', sentence: `rbee ${command}: ${read.complaint}` };
    return { kind: 'token', token: read.value, end: async () => {} };
  }
  const file = queenFiles(resolve(asking.data)).database;
  if (!isLoopback(hostOf(new URL(queenUrl))) || !edges.exists(file)) return { kind: 'none' };
  const state = await accessState(queenUrl, edges);
  return state?.control === true && state.me === null ? ownToken(file, asking, edges) : { kind: 'none' };
}

async function ownToken(file: string, asking: Asking, edges: CredentialEdges): Promise<Credential> {
  // The files of another user cannot be opened: the queen then says what is missing.
  const access = await edges.openAccess(file).catch(() => undefined);
  if (access === undefined) return { kind: 'none' };
  const own = new OwnToken({
    access,
    name: `rbee ${asking.command} on ${edges.hostname}`,
    scopes: asking.scopes,
    actor: MACHINE,
    clock: edges.clock,
    known: (token) => untilKnown(asking.queenUrl, token, edges),
  });
  return { kind: 'token', token: () => own.read(), end: () => own.end() };
}

/** Time for the queen to see what another process wrote, milliseconds; it looks about once a second. */
const KNOWN_MS = 5_000;
const LOOK_MS = 100;

/** Waits until the queen knows a token; at most 5 s, after which it refuses it itself. */
async function untilKnown(queenUrl: string, token: string, edges: CredentialEdges): Promise<void> {
  const { clock, stop } = edges;
  const end = clock.monotonic() + KNOWN_MS;
  while (!stop.aborted && clock.monotonic() < end) {
    const state = await accessState(queenUrl, edges, token);
    if (state?.me) return;
    await pause(clock, LOOK_MS, stop);
  }
}

const stateCheck = createCheck(AccessStateSchema);

/** What a queen says of its access control to whoever asks ([A1]); undefined if it says nothing. */
async function accessState(queenUrl: string, { fetch }: Pick<CredentialEdges, 'fetch'>, token?: string) {
  // Without an answer, or with one of another version, what the command asks next tells.
  const told = await askJson(fetch, routeUrl(new URL(queenUrl), ROUTES.access), token);
  return told.ok && stateCheck.is(told.body) ? told.body : undefined;
}
