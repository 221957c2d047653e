import type { AddressInfo } from 'node:net';
import { buildQueen, type QueenConfig } from '@rbee/queen';
import type { Logger } from 'pino';
import {
  type AccessEdges,
  type AnnounceEdges,
  accessOf,
  announceAccess,
  type Listening,
  tokenForOwnHive,
} from './access/index.ts';
import { openFilesLimit } from './open-files.ts';
import type { Outcome } from './outcome.ts';
import { buildTimeOf } from './page-folder.ts';
import type { ProcessEdges } from './process-edges.ts';
import { type HistoryEdges, historyOf } from './queen-history.ts';
import { type QueenTls, readPair, tlsOf, watchCertificate } from './queen-tls/index.ts';
import type { QueenSettings } from './settings/index.ts';
import { aborted } from './time/index.ts';

/** What a queen needs from its process. */
export interface QueenEdges
  extends Pick<ProcessEdges, 'version' | 'stop' | 'onReady'>,
    HistoryEdges,
    AccessEdges,
    AnnounceEdges {
  readonly log: Logger;
  /** Number of lines of the log that could not be written. */
  readonly logLinesLost: () => number;
  /** Gets the function that reads the certificate again, for SIGHUP; not called without TLS. */
  readonly onReloadable: (reload: () => void) => unknown;
  /** Answers the `rbee up` that started this queen, which asks for a token for its hive. */
  readonly onTokenAsked: (give: (hiveId: string) => string | null) => void;
  /** The folder of the built web page; it does not exist if the page was not built. */
  readonly pageFolder: string;
}

/**
 * Length of the accept queue, enough for a large fleet that reconnects at once: the default limit of Linux
 * (net.core.somaxconn since 5.4). When the queue is full, the kernel drops a connection attempt, and the kernel of the
 * hive repeats it a second later.
 */
const BACKLOG = 4096;

/** Runs a queen until `stop` aborts. */
export async function runQueen(settings: QueenSettings, edges: QueenEdges): Promise<Outcome> {
  const { host, port } = settings;
  const { log, pageFolder } = edges;
  const tls = await tlsOf(settings, { readPair, log, now: Date.now });
  if (tls.kind === 'refused') return { code: 2, sentence: `rbee: ${tls.sentence}.` };
  const opened = await accessOf(settings, edges);
  if (opened.kind === 'refused') return { code: 2, sentence: `rbee: ${opened.sentence}` };
  const access = opened.kind === 'on' ? opened.access : undefined;
  const history = await historyOf(settings, edges);
  const buildTimestamp = buildTimeOf(pageFolder);
  const app = await buildQueen({
    ...configOf(settings, edges),
    ...(buildTimestamp !== undefined && { pageDir: pageFolder, buildTimestamp }),
    ...(history && { history }),
    ...(access && { access }),
    ...(tls.kind === 'on' && { tls: tls.certificate }),
  });
  try {
    // Fastify does not know that the server speaks TLS.
    const addressOf = (text: string): string => (tls.kind === 'on' ? text.replace(/^http:/, 'https:') : text);
    const listenTextResolver = (address: string): string => `The queen listens on ${addressOf(address)}.`;
    await app.listen({ host, port, backlog: BACKLOG, listenTextResolver });
  } catch (error) {
    await app.close();
    const sentence = listenFailure(error, host, port);
    if (sentence === null) throw error;
    return { code: 2, sentence: `rbee: ${sentence}` };
  }
  if (buildTimestamp === undefined)
    log.info('The web page is not built; npm run build -w apps/dashboard builds it. All else works.');
  const listening = listeningOf(settings, app.server.address() as AddressInfo, tls);
  if (tls.kind === 'on') keepCertificate(tls, edges);
  const setup = access && announceAccess(access, listening, settings, edges);
  edges.onTokenAsked((hiveId) => (access ? tokenForOwnHive(access, hiveId, log) : null));
  edges.onReady({
    port: listening.port,
    history: history !== undefined,
    setupAddress: setup?.address ?? null,
  });
  await aborted(edges.stop);
  setup?.stop();
  await app.close();
  log.info('The queen has stopped.');
  return { code: 0 };
}

const listeningOf = ({ host }: QueenSettings, { port }: AddressInfo, tls: QueenTls): Listening => ({
  host,
  port,
  scheme: tls.kind === 'on' ? 'https' : 'http',
  certificate: tls.kind === 'on' ? tls.certificate : undefined,
});

/** Lets the queen use its certificate as its files are, until it stops. */
function keepCertificate(
  { watch }: Extract<QueenTls, { kind: 'on' }>,
  { stop, log, onReloadable }: QueenEdges,
): void {
  const onFault = (error: unknown): void => log.error({ err: error }, 'The certificate cannot be checked.');
  watchCertificate(watch, stop, onFault);
  onReloadable(() => void watch.check().catch(onFault));
}

function configOf(settings: QueenSettings, { version, log, logLinesLost }: QueenEdges): QueenConfig {
  const { host, port, allowOrigins, allowFrames, allowHosts } = settings;
  const { forgetAfterMs, fleetMb, addressShare, trustedProxies } = settings;
  const openFiles = openFilesLimit();
  return {
    host,
    port,
    version,
    allowOrigins,
    allowFrames,
    allowHosts,
    forgetAfterMs,
    trustedProxies,
    ...proxySignInOf(settings),
    addressShare: addressShare / 100,
    ...(openFiles !== undefined && { openFiles }),
    ...(fleetMb !== undefined && { fleetBytes: fleetMb * 1024 * 1024 }),
    logger: log,
    logLinesLost,
  };
}

function proxySignInOf({
  proxyUserHeader: userHeader,
  proxyGroupsHeader: groupsHeader,
}: QueenSettings): Pick<QueenConfig, 'proxySignIn'> {
  if (userHeader === undefined) return {};
  return { proxySignIn: { userHeader, ...(groupsHeader !== undefined && { groupsHeader }) } };
}

/** Why a server cannot listen, as one sentence; null if the error has another cause. */
export function listenFailure(error: unknown, host: string, port: number): string | null {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return `port ${port} of ${host} is in use by another program; stop it or choose another port with --port.`;
    case 'EACCES':
      return `port ${port} of ${host} needs more privileges; choose a port above 1023 with --port.`;
    case 'EADDRNOTAVAIL':
    case 'EAFNOSUPPORT':
      return `this machine does not have the address ${host}; choose another with --host.`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `the name ${host} cannot be resolved; choose another with --host.`;
    default:
      return null;
  }
}
