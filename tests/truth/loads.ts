import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { startLoad, type TimedLoad } from './timed-load.ts';

const LOAD = fileURLToPath(new URL('load.ts', import.meta.url));
const BLOCK = 64 * 1024;
/** Seconds that the file of a reader lasts. */
const LONGEST_S = 60;
const TURN_MS = 20;
/** A delay beyond this is not caught up. */
const LONGEST_TURN_MS = 100;
const nothing = (): number => 0;

/** A load with the pids of its processes. */
export interface KnownLoad extends TimedLoad {
  /** Processes that live as long as the load, including GNU time if the monitor counts it. */
  readonly pids: readonly number[];
  /** Bytes written to it or read from it so far. */
  readonly movedBytes: () => number;
}

/** Starts `load.ts` with these options and waits until it is ready. */
export async function startProgram(options: string, port: number, cgroup = ''): Promise<KnownLoad> {
  const load = await startLoad([process.execPath, LOAD, ...options.split(' ')], port, cgroup);
  const [line] = await once(load.output, 'data');
  const ranks = String(line).trim().split(' ').slice(1).map(Number);
  const wrapper = cgroup === '' ? [load.timePid] : [];
  return { ...load, pids: [...wrapper, load.pid, ...ranks.filter((pid) => pid > 0)], movedBytes: nothing };
}

/** A program with a name that the monitor must not misread. */
export async function startNamed(name: string, port: number): Promise<KnownLoad> {
  const argv = [process.execPath, LOAD, '--share', '0.1', '--mib', '100', '--name', name];
  const load = await startLoad(argv, port);
  await once(load.output, 'data');
  return { ...load, pids: [load.timePid, load.pid], movedBytes: nothing };
}

/** Whether a load bypasses the page cache (direct) or uses it (buffered). */
export type Cache = 'direct' | 'buffered';

/** Writes a file at a rate: `dd` gets a share of the input each turn; a buffered `dd` syncs at its end. */
export async function startWriter(
  file: string,
  mibPerSecond: number,
  port: number,
  cache: Cache,
): Promise<KnownLoad> {
  const how = cache === 'direct' ? 'oflag=direct' : 'conv=fsync';
  const argv = ['dd', `of=${file}`, how, 'iflag=fullblock', `bs=${BLOCK}`, 'status=none'];
  const load = await startLoad(argv, port);
  const block = Buffer.alloc(BLOCK, 1);
  return pace(load, mibPerSecond, () => {
    load.input.write(block);
    return BLOCK;
  });
}

/** Reads a file at a rate: `dd` blocks until its output is read. A file written with direct I/O is not in the page cache. */
export async function startReader(
  file: string,
  mibPerSecond: number,
  port: number,
  cache: Cache,
): Promise<KnownLoad> {
  const count = Math.ceil(mibPerSecond * LONGEST_S);
  const making = spawn('dd', [
    'if=/dev/zero',
    `of=${file}`,
    'bs=1M',
    `count=${count}`,
    'oflag=direct',
    'status=none',
  ]);
  await once(making, 'close');
  const how = cache === 'direct' ? ['iflag=direct'] : [];
  const argv = ['dd', `if=${file}`, ...how, `bs=${BLOCK}`, 'status=none'];
  const load = await startLoad(argv, port);
  return pace(load, mibPerSecond, () => (load.output.read() as Buffer | null)?.length ?? 0);
}

/** Calls `step`, which returns the bytes that it moved, as often as the rate requires and is possible. */
function pace(load: TimedLoad, mibPerSecond: number, step: () => number): KnownLoad {
  let lastMs = performance.now();
  let due = 0;
  let bytes = 0;
  const turn = () => {
    const nowMs = performance.now();
    due += (Math.min(nowMs - lastMs, LONGEST_TURN_MS) / 1000) * mibPerSecond * 2 ** 20;
    lastMs = nowMs;
    for (let moved = 1; bytes < due && moved > 0; bytes += moved) moved = step();
  };
  load.output.on('readable', turn);
  const turns = setInterval(turn, TURN_MS);
  const end = () => {
    clearInterval(turns);
    return load.end();
  };
  return { ...load, pids: [load.timePid, load.pid], movedBytes: () => bytes, end };
}
