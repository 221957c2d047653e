import type { Engine, EngineState, UnknownReason } from '@rbee/contract';
import { cutText, LIMITS, visibleText } from '@rbee/contract/plain';
import { type Endpoint, type EngineReport, type EngineServer, isUnix, NO_REPORT } from '../engine-reader.ts';
import { Asker } from './asker.ts';
import type { EngineClock } from './clock.ts';
import type { OpenConnection } from './connection.ts';
import type { Asking, EngineDescription } from './description.ts';
import { type Answer, type EngineReading, type Failure, failed, reasonOf } from './engine-reading.ts';
import { allUnknown, Figures, type WireFigures } from './figures.ts';
import { Progress } from './progress.ts';

/** Least time between two readings of an engine ([E1]). */
const BUSY_MS = 2_000;
const IDLE_MS = 5_000;
/** Idle engines that log each request, and engines that do not answer. */
const SELDOM_MS = 15_000;
/** Engines that want a key. */
const PROTECTED_MS = 60_000;
/** Time in which an engine that never answered may still load its model. */
const START_S = 1_800;
/** CPU use at which an engine that was idle is read at once. */
const ACTIVE_CPU_PCT = 20;

/** What a user wants of an engine. */
export interface EngineSettings {
  /** Its key; null without one. */
  readonly key: string | null;
  readonly readsMetrics: boolean;
}

/** What an engine is read with. */
export interface PollingEdges {
  readonly clock: EngineClock;
  readonly open: OpenConnection;
  readonly settingsOf: (server: EngineServer) => EngineSettings;
}

type State = Pick<Engine, 'version'> & { readonly state: EngineState; readonly figures: WireFigures };

/** One server that is read again and again. */
export class PolledEngine {
  readonly #description: EngineDescription;
  readonly #edges: PollingEdges;
  readonly #figures = new Figures();
  readonly #progress = new Progress();
  #server: EngineServer;
  #asker: { readonly asker: Asker; readonly place: string } | null = null;
  #runners = new Map<string, Asker>();
  #state: State | null = null;
  #models: EngineReport['models'] = [];
  #hasAnswered = false;
  /** Its processes worked at the last reading. */
  #wasActive = false;
  #isPolling = false;
  #isClosed = false;
  #dueMs: number;
  #lastMs = Number.NEGATIVE_INFINITY;

  constructor(description: EngineDescription, server: EngineServer, edges: PollingEdges) {
    this.#description = description;
    this.#server = server;
    this.#edges = edges;
    // Engines of a machine that were found together are not all read at the same moment.
    this.#dueMs = edges.clock.nowMs() + edges.clock.random() * 1_000;
  }

  /** Takes over what this sample tells of the server. */
  update(server: EngineServer): void {
    this.#server = server;
    if (!server.endpoint) this.#state = this.#silent();
    else if (!server.endpoint.ok) this.#state = null;
  }

  report(): EngineReport {
    const { endpoint } = this.#server;
    if (endpoint && !endpoint.ok) return { ...NO_REPORT, missing: endpoint.reason };
    if (!this.#state) return { ...NO_REPORT, missing: 'first_sample' };
    const { state, version, figures } = this.#state;
    const place = endpoint ? { endpoint: placeOf(endpoint.value) } : {};
    const { kind } = this.#description;
    const engine = { kind, ...(version ? { version } : {}), ...place, state, ...figures };
    return { engine, models: this.#models, missing: null };
  }

  /** When it is to be read next, monotonic milliseconds; an engine that begins to work is read early. */
  get dueMs(): number {
    if (this.#isPolling || !this.#server.endpoint?.ok) return Number.POSITIVE_INFINITY;
    // Some engines use the CPU all the time, so only a beginning counts.
    const begins = isActive(this.#server) && !this.#wasActive;
    const isIdle = this.#state?.state === 'ready' && !hasRequests(this.#state.figures);
    return begins && isIdle ? Math.min(this.#dueMs, this.#lastMs + BUSY_MS) : this.#dueMs;
  }

  /** Reads it once; if it is idle, the next time not before `idleMs`, milliseconds. Never rejects. */
  async poll(idleMs: number): Promise<void> {
    const { endpoint } = this.#server;
    if (!endpoint?.ok) return;
    this.#isPolling = true;
    const asking = this.#askingOf(endpoint.value);
    const { clock } = this.#edges;
    this.#lastMs = clock.nowMs();
    this.#wasActive = isActive(this.#server);
    // Whatever an engine answers that nobody thought of makes this engine unreachable, and no other.
    const answer = await this.#description.read(asking).catch(() => failed('unexpected'));
    this.#isPolling = false;
    if (this.#isClosed) return this.#closeAll();
    this.#take(answer);
    this.#dueMs = Math.max(clock.nowMs(), this.#lastMs + this.#pauseMs(idleMs) * (1 + 0.2 * clock.random()));
  }

  /** Closes its connections; a reading in progress ends by itself. */
  close(): void {
    this.#isClosed = true;
    if (!this.#isPolling) this.#closeAll();
  }

  #closeAll(): void {
    this.#asker?.asker.close();
    for (const it of this.#runners.values()) it.close();
    this.#runners.clear();
  }

  #askingOf(endpoint: Endpoint): Asking {
    const { clock, open, settingsOf } = this.#edges;
    const { key, readsMetrics } = settingsOf(this.#server);
    const { paths, runnerPaths = [] } = this.#description;
    const place = socketOf(endpoint);
    if (this.#asker?.place !== place) {
      this.#asker?.asker.close();
      this.#asker = { asker: new Asker(open(endpoint, clock), paths, clock.nowMs), place };
    }
    const { asker } = this.#asker;
    asker.key = key;
    const runners = new Map<string, Asker>();
    for (const it of runnerPaths.length > 0 ? this.#server.runners : []) {
      const name = `${it.key} ${socketOf(it.endpoint)}`;
      const known = this.#runners.get(name);
      runners.set(name, known ?? new Asker(open(it.endpoint, clock), runnerPaths, clock.nowMs));
    }
    for (const [name, it] of this.#runners) if (!runners.has(name)) it.close();
    this.#runners = runners;
    return {
      json: (path, pace) => asker.json(path, pace),
      metrics: (path, names, pace) => asker.metrics(path, names, pace),
      runners: [...runners.values()],
      hasAllRunners: this.#server.hasAllRunners,
      wasBusy: hasRequests(this.#state?.figures ?? {}),
      mayReadMetrics: readsMetrics,
    };
  }

  #take(answer: Answer<EngineReading>): void {
    const atMs = this.#edges.clock.nowMs();
    if (!answer.ok) {
      this.#state = this.#failed(answer.failure);
      this.#figures.clear();
      // Its models are still those that it had; whether they are loaded is not known.
      this.#models = this.#models.map(({ state: _, expires_at: __, ...it }) => it);
      return;
    }
    const reading = answer.value;
    const isStuck = this.#progress.note(reading, this.#server, atMs);
    const figures = this.#figures.take(reading, this.#description.figures, atMs);
    const { version, state } = reading;
    this.#state = { ...(version ? { version } : {}), state: isStuck ? 'stuck' : state, figures };
    this.#models = reading.models;
    this.#hasAnswered = true;
  }

  #failed(failure: Failure): State {
    const state =
      failure === 'protected' ? 'protected' : failure === 'loading' ? 'starting' : this.#unanswered();
    return this.#without(state, reasonOf(failure));
  }

  #silent(): State {
    return this.#without(this.#unanswered(), 'not_exposed');
  }

  /** A young engine that never answered still starts. */
  #unanswered(): EngineState {
    const isYoung = (this.#server.uptimeS ?? START_S) < START_S;
    return isYoung && !this.#hasAnswered ? 'starting' : 'unreachable';
  }

  #without(state: EngineState, reason: UnknownReason): State {
    return { state, figures: allUnknown(this.#description.figures, reason) };
  }

  #pauseMs(idleMs: number): number {
    const { state = 'unreachable', figures = {} } = this.#state ?? {};
    if (state === 'protected') return PROTECTED_MS;
    if (state === 'unreachable') return SELDOM_MS;
    if (state === 'starting' || state === 'stuck' || hasRequests(figures)) return BUSY_MS;
    return Math.max(idleMs, this.#description.logsRequests ? SELDOM_MS : IDLE_MS);
  }
}

const isActive = ({ cpuPct, gpuPct }: EngineServer): boolean =>
  (cpuPct ?? 0) >= ACTIVE_CPU_PCT || (gpuPct ?? 0) > 0;

const hasRequests = ({ requests_running = 0, requests_waiting = 0 }: WireFigures): boolean =>
  requests_running + requests_waiting > 0;

/** Another socket is another connection: the old one would be refused as not the engine's own. */
const socketOf = (endpoint: Endpoint): string => `${placeOf(endpoint)} ${endpoint.socket}`;

function placeOf(endpoint: Endpoint): string {
  if (isUnix(endpoint)) return visibleText(cutText(`unix:${endpoint.path}`, LIMITS.maxTextChars));
  const { address, port } = endpoint;
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
