import type { Readable } from 'node:stream';
import { lineReader } from '../line-reader.ts';
import type { Failure, Reply, Request } from '../protocol.ts';
import { Driver, type DriverEdges } from './driver.ts';
import type { NvmlLibrary } from './library.ts';

/** A process that is not asked for this time ends: the thread that started it can be blocked in the kernel for ever. */
const UNASKED_MS = 90_000;
/** A request is short: the addresses of 64 cards. */
const MAX_REQUEST_BYTES = 8 * 1024;

/** What serving needs of its process. */
export interface ServeEdges extends DriverEdges {
  readonly input: Readable;
  readonly write: (line: string) => void;
  /** Loads the library at the first request; undefined if it cannot be loaded. */
  readonly load: () => Promise<NvmlLibrary | undefined>;
  /** Clocks: monotonic, and milliseconds since the epoch. */
  readonly monotonicMs: () => number;
  readonly nowMs: () => number;
}

/**
 * Answers each line of the input with one line: the cards of NVIDIA's driver. Ends the input when nothing was asked for
 * 90 s; the process then has nothing to wait for and ends, as it does when the input ends with its parent.
 */
export function serveRequests(edges: ServeEdges): void {
  const { input, write, monotonicMs, nowMs } = edges;
  let driver: Driver | Failure | undefined;
  const end = () => input.destroy();
  let unasked = setTimeout(end, UNASKED_MS);
  const answer = async (request: Request): Promise<Reply> => {
    driver ??= await open(edges);
    if (typeof driver === 'string') return { id: request.id, failure: driver };
    const moment = { nowMs: monotonicMs(), nowUs: nowMs() * 1000 };
    const cards = driver.read(request.awake, moment);
    const { id } = request;
    return typeof cards === 'string' ? { id, failure: cards } : { id, version: driver.version, cards };
  };
  const onLine = (line: string): void => {
    clearTimeout(unasked);
    unasked = setTimeout(end, UNASKED_MS);
    void answer(JSON.parse(line) as Request).then((reply) => write(`${JSON.stringify(reply)}\n`));
  };
  input.on('data', lineReader(MAX_REQUEST_BYTES, onLine));
  input.on('close', () => clearTimeout(unasked));
}

async function open(edges: ServeEdges): Promise<Driver | Failure> {
  const library = await edges.load();
  return library ? Driver.open(library, edges) : 'no_library';
}
