import { cutText, visibleText } from '@rbee/contract/plain';
import type { Sample } from '../create-monitor.ts';
import type { Finding } from '../findings/index.ts';
import { LateNode } from './late-node.ts';
import { type SamplerThread, type StartThread, threadsOf } from './sampler-thread.ts';
import type { Reply, Request, ThreadOptions } from './serve-samples.ts';

/** How often a thread is looked at while a sample is awaited. */
const LOOK_MS = 250;
/** A thread that makes no progress for this time is given up. */
const BLOCKED_MS = 2_000;
/** Time for a thread to start: on a machine without free memory it takes seconds. */
const START_MS = 30_000;
/** Time before a thread is started again after it failed. */
const RESTART_MS = 5_000;
/** Threads that may be blocked in the kernel at the same time. They cannot be ended, and each keeps its memory. */
const MAX_BLOCKED = 8;
/** Longest path and longest owner in the log, characters. */
const MAX_TEXT = 200;

/** What a threaded monitor needs besides its options. */
export interface ThreadedEdges {
  /** The module that a thread runs; it calls `serveSamples`. */
  readonly program: URL;
  readonly log: { warn(message: string): void };
  /** Replaces threads in tests. */
  readonly startThread?: StartThread;
  /** Monotonic clock, milliseconds; default `performance.now`. */
  readonly monotonicMs?: () => number;
  /** Calls `run` once after `ms` milliseconds; the returned function cancels it. Default `setTimeout`. */
  readonly after?: (ms: number, run: () => void) => () => void;
}

/** What the thread is asked, until it answers. */
interface Asked extends PromiseWithResolvers<Reply> {
  readonly work: Request['work'];
}

const reasonOf = (reply: Reply): string =>
  reply.type === 'failed' ? reply.reason : `unexpected ${reply.type}`;

/** Makes a monitor that takes samples in another thread, so that a file that blocks does not block its caller. */
export const createThreadedMonitor = (options: ThreadOptions, edges: ThreadedEdges): ThreadedMonitor =>
  new ThreadedMonitor(options, edges);

/**
 * Takes samples of one machine in another thread. A thread that makes no progress for 2 s is given up and replaced by
 * one that avoids what blocked it, for as long as that blocks.
 */
export class ThreadedMonitor {
  readonly #options: ThreadOptions;
  readonly #edges: Required<ThreadedEdges>;
  readonly #late: LateNode;
  /** Threads that were given up, with the path that blocks them; empty if it is not known. */
  readonly #blocked = new Map<SamplerThread, string>();
  /** Owners whose processes are avoided, as the log has said. */
  #owners: readonly string[] = [];
  #thread: SamplerThread | undefined;
  #asked: Asked | undefined;
  #sample: Promise<Sample> | undefined;
  #progress = { count: 0, atMs: 0 };
  #startAtMs = Number.NEGATIVE_INFINITY;
  #cancelLook: () => void = () => {};

  constructor(options: ThreadOptions, edges: ThreadedEdges) {
    this.#options = options;
    this.#edges = {
      startThread: threadsOf(edges.program),
      monotonicMs: () => performance.now(),
      after: (ms, run) => {
        const timer = setTimeout(run, ms);
        return () => clearTimeout(timer);
      },
      ...edges,
    };
    this.#late = new LateNode(options);
  }

  /** Takes one sample; the same one if a sample is already awaited. Rejects if the thread fails. */
  sample(): Promise<Sample> {
    this.#sample ??= this.#answerTo('sample')
      .then((reply) => {
        if (reply.type !== 'sample') throw new Error(reasonOf(reply));
        this.#sayOwners(reply.owners);
        this.#late.keep(reply.sample.node);
        return reply.sample;
      })
      .finally(() => {
        this.#sample = undefined;
      });
    return this.#sample;
  }

  /** What can be read on this machine (`Monitor.diagnose`). Rejects if the thread fails. */
  async diagnose(): Promise<readonly Finding[]> {
    const reply = await this.#answerTo('diagnose');
    if (reply.type !== 'findings') throw new Error(reasonOf(reply));
    return reply.findings;
  }

  /**
   * A sample for the time in which no other comes: the machine without its figures, and no workers, with the reason
   * `timeout` ([W2]). Reads no file.
   */
  late(): Sample {
    const node = this.#late.read(this.#edges.monotonicMs());
    return { timestamp: new Date().toISOString(), workers: [], node };
  }

  /** Ends all threads. False if one is blocked in the kernel: then a normal exit of the process would wait for it. */
  async close(graceMs: number): Promise<boolean> {
    this.#cancelLook();
    this.#asked = undefined;
    this.#sample = undefined;
    const threads = [...this.#blocked.keys(), ...(this.#thread ? [this.#thread] : [])];
    this.#thread = undefined;
    for (const thread of threads) thread.end();
    const { promise: late, resolve } = Promise.withResolvers<boolean>();
    const cancel = this.#edges.after(graceMs, () => resolve(false));
    const all = Promise.all(threads.map((it) => it.ended)).then(() => true);
    const done = await Promise.race([all, late]);
    cancel();
    return done;
  }

  /** Asks the thread for one thing after the other. */
  async #answerTo(work: Request['work']): Promise<Reply> {
    while (this.#asked) await this.#asked.promise;
    const asked = { ...Promise.withResolvers<Reply>(), work };
    this.#asked = asked;
    this.#ask(asked);
    this.#look();
    return asked.promise;
  }

  #look(): void {
    this.#cancelLook = this.#edges.after(LOOK_MS, () => {
      if (!this.#asked) return;
      if (this.#thread) this.#check(this.#thread, this.#asked);
      else this.#ask(this.#asked);
      this.#look();
    });
  }

  /** Asks the thread, or a thread that it starts if it may. */
  #ask({ work }: Asked): void {
    const nowMs = this.#edges.monotonicMs();
    if (!this.#thread) {
      if (this.#blocked.size >= MAX_BLOCKED || nowMs < this.#startAtMs) return;
      this.#thread = this.#start();
    }
    this.#progress = { count: this.#thread.count, atMs: nowMs };
    this.#thread.send({ work, blocked: [...this.#blocked.values()].filter((it) => it !== '') });
  }

  #start(): SamplerThread {
    const thread = this.#edges.startThread(this.#options, (reply) => {
      if (thread === this.#thread) this.#settle(reply);
    });
    void thread.ended.then((error) => this.#ended(thread, error));
    return thread;
  }

  #settle(reply: Reply): void {
    const asked = this.#asked;
    this.#asked = undefined;
    this.#cancelLook();
    asked?.resolve(reply);
  }

  #sayOwners(owners: readonly string[]): void {
    for (const owner of owners.filter((it) => !this.#owners.includes(it))) {
      const name = visibleText(cutText(owner, MAX_TEXT));
      this.#edges.log.warn(
        `Reading the processes of ${name} does not end; no worker of ${name} is found until it does.`,
      );
    }
    this.#owners = owners;
  }

  #ended(thread: SamplerThread, error: Error | undefined): void {
    if (thread === this.#thread) {
      this.#thread = undefined;
      this.#startAtMs = this.#edges.monotonicMs() + RESTART_MS;
      this.#settle({ type: 'failed', reason: `the thread that takes samples ended: ${String(error)}` });
      return;
    }
    this.#blocked.delete(thread);
  }

  #check(thread: SamplerThread, asked: Asked): void {
    const { count } = thread;
    const nowMs = this.#edges.monotonicMs();
    if (count !== this.#progress.count) this.#progress = { count, atMs: nowMs };
    if (nowMs - this.#progress.atMs < (count === 0 ? START_MS : BLOCKED_MS)) return;
    this.#giveUp(thread);
    this.#ask(asked);
  }

  #giveUp(thread: SamplerThread): void {
    const { path } = thread;
    this.#blocked.set(thread, path);
    this.#thread = undefined;
    thread.end();
    const what = path === '' ? 'Taking a sample' : `Reading ${visibleText(cutText(path, MAX_TEXT))}`;
    const then =
      this.#blocked.size < MAX_BLOCKED
        ? 'samples go on without it'
        : `no sample is taken until one of ${MAX_BLOCKED} such reads ends`;
    this.#edges.log.warn(`${what} does not end; ${then}.`);
  }
}
