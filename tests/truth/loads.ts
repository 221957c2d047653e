import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { startLoad, type TimedLoad } from './timed-load.ts';

const LOAD = fileURLToPath(new URL('load.ts', import.meta.url));
const BLOCK = 64 * 1024;
/** A file to read lasts so long. */
const LONGEST_S = 60;
const TURN_MS = 20;
/** What a turn came later than this is not made good for. */
const LONGEST_TURN_MS = 100;
const nothing = (): number => 0;

/** A load whose processes are all known. */
export interface KnownLoad extends TimedLoad {
  /** Those that live as long as the load, GNU time's own where the monitor counts it in. */
  readonly pids: readonly number[];
  /** Bytes that it was given or that were taken from it by now. */
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

/** A program of one name that the monitor is not to mistake. */
export async function startNamed(name: string, port: number): Promise<KnownLoad> {
  const argv = [process.execPath, LOAD, '--share', '0.1', '--mib', '100', '--name', name];
  const load = await startLoad(argv, port);
  await once(load.output, 'data');
  return { ...load, pids: [load.timePid, load.pid], movedBytes: nothing };
}

/** Whether a load's bytes go past the page cache, or through it as those of most programs do. */
export type Cache = 'direct' | 'buffered';

/** Writes a file at a rate: `dd` writes what it is given, and is given so much a turn; a buffered one syncs at its end. */
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

/** Reads a file at a rate: `dd` waits while nobody takes what it has read. A file that was written past the cache is not in it. */
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

/** Does a step, which gives the bytes that it moved, whenever the rate wants one and one can be done. */
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
