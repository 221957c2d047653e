import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { Gate, proxyHeaders } from './access/index.ts';
import { clientAddresses, wholeAddresses } from './client-address.ts';
import { type QueenConfig, type Settings, settingsOf } from './config.ts';
import { Faults } from './faults.ts';
import { Fleet, startTimers, stateOf, streamListener } from './fleet/index.ts';
import { Recorder } from './history/index.ts';
import {
  addRoutes,
  createServer,
  linkGate,
  OpenQuestions,
  OwedResponses,
  type QueenParts,
  SlicedAnswers,
} from './http/index.ts';
import { acceptUpgrades, Links } from './link/index.ts';
import { QueenMetrics } from './metrics/index.ts';
import { openFilesWarning } from './open-files.ts';
import {
  EventLoopLoad,
  MAX_ANSWER_BYTES,
  MAX_OPEN_ANSWERS,
  MAX_OPEN_QUESTIONS,
  TICK_MS,
} from './overload.ts';
import { Registry } from './registry/index.ts';
import { Shares } from './shares.ts';
import { Hub, type Schedule } from './stream/index.ts';

/** Time for requests under way and for watchers to take their last bytes, milliseconds. */
const STOP_GRACE_MS = 2_000;

/**
 * Builds a queen that does not listen: the caller does, and closes it. Rejects with an `Error` that names
 * the setting which cannot be used. `close()` tells every watcher to come back, answers the requests that
 * are under way and refuses others with `stopping`.
 */
export async function buildQueen(config: QueenConfig): Promise<FastifyInstance> {
  const settings = settingsOf(config);
  const streams = new WeakSet<Socket>();
  const isStream = (socket: Socket): boolean => streams.has(socket);
  const owed = new OwedResponses();
  const metrics = new QueenMetrics();
  const server = { metrics, isStream, owed, mayUpgrade: (request: IncomingMessage) => mayUpgrade(request) };
  const { app, http2 } = createServer(settings, server);
  let stopping = false;
  const parts = assemble(app, settings, metrics, { streams, owed, isStopping: () => stopping });
  const mayUpgrade = linkGate(parts);
  acceptUpgrades(app.server, parts, settings.clock, mayUpgrade);
  await addRoutes(app, parts);
  owed.follow(app.server, isStream);

  const timers: (() => void)[] = [];
  app.addHook('onListen', async () => {
    const warning = openFilesWarning(settings);
    if (warning !== null) app.log.warn(warning);
  });
  app.addHook('onReady', async () => {
    const { faults, fleet, links, gate } = parts;
    const checkOpen = (): void => {
      gate.tend();
      links.tend();
    };
    timers.push(startTimers(fleet, settings.clock, checkOpen, faults));
    const tick = setInterval(() => parts.load.tick(settings.clock.monotonic()), TICK_MS).unref();
    timers.push(() => clearInterval(tick));
  });
  app.addHook('preClose', async () => {
    stopping = true;
    parts.hub.stop(settings.random);
    parts.links.stop();
    http2?.stop();
    const grace = setTimeout(() => {
      app.server.closeAllConnections();
      http2?.cutAll();
      parts.links.cutAll();
    }, STOP_GRACE_MS);
    timers.push(() => clearTimeout(grace));
  });
  app.addHook('onClose', async () => {
    for (const stop of timers) stop();
    parts.fleet.flushLog();
    await parts.recorder?.close();
    await settings.access?.close();
  });
  return app;
}

/** A callback that is due at once runs after all input that has already arrived was read. */
const schedule: Schedule = (ms, run) => {
  if (ms < 1) setImmediate(run);
  else setTimeout(run, ms).unref();
};

function assemble(
  app: FastifyInstance,
  settings: Settings,
  metrics: QueenMetrics,
  connections: Pick<QueenParts, 'streams' | 'owed' | 'isStopping'>,
): QueenParts & { readonly recorder: Recorder | undefined } {
  const { clock } = settings;
  const faults = new Faults(app.log, metrics.fault);
  const registry = new Registry(settings);
  const hub = new Hub({
    ...settings,
    boot: randomBytes(6).toString('hex'),
    source: stateOf(registry, clock),
    schedule,
    onPublish: metrics.published,
    onLeave: metrics.watcherLeft,
    onLag: metrics.watcherLagged,
    onFlush: metrics.flushed,
    onFault: faults.note,
  });
  const load = new EventLoopLoad(settings);
  const recorder = settings.history && new Recorder({ history: settings.history, clock, log: app.log });
  const listeners = [streamListener(hub, registry, clock), ...(recorder ? [recorder] : [])];
  const gateParts = {
    access: settings.access,
    addressOf: clientAddresses(settings.trustedProxies),
    wholeAddressOf: wholeAddresses(settings.trustedProxies),
    proxyOf: proxyHeaders(settings.proxySignIn, settings.trustedProxies, metrics.proxyHeaderIgnored),
    metrics,
    log: app.log,
    monotonic: clock.monotonic,
  };
  const gate = new Gate(gateParts);
  const { noteWrongHive: onWrongHive } = gate;
  const fleet = new Fleet({ registry, listeners, clock, log: app.log, metrics, faults, onWrongHive });
  const bodies = new Shares({ limit: settings.bodyBytes, addressShare: settings.addressShare });
  const links = new Links({
    fleet,
    metrics,
    clock,
    faults,
    bodies,
    limits: settings,
    afterInput: setImmediate,
  });
  const { logLinesLost } = settings;
  metrics.observe({ hub, registry, load, links, logLinesLost, history: settings.history, tls: settings.tls });
  const parts = {
    settings,
    gate,
    registry,
    hub,
    fleet,
    faults,
    metrics,
    links,
    load,
    ...answering(settings, gate, metrics),
    wholeAddressOf: gateParts.wholeAddressOf,
    bodies,
  };
  return { ...parts, ...connections, recorder };
}

/** What answers lists, metrics and questions about the past, each within its limits. */
function answering(
  { clock, addressShare }: Settings,
  { ownerOf }: Gate,
  metrics: QueenMetrics,
): Pick<QueenParts, 'answers' | 'questions'> {
  const answers = new SlicedAnswers({
    monotonic: clock.monotonic,
    places: new Shares({ limit: MAX_OPEN_ANSWERS, addressShare }),
    ownerOf,
    metrics,
  });
  const questions = new OpenQuestions({
    places: new Shares({ limit: MAX_OPEN_QUESTIONS, addressShare }),
    bytes: new Shares({ limit: MAX_ANSWER_BYTES, addressShare }),
    ownerOf,
    metrics,
  });
  return { answers, questions };
}
