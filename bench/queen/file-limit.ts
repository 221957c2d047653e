import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Open files that are not connections of a benchmark. */
const OTHERS = 500;
const WANTED = 65_536;

/**
 * How many connections (at most `wanted`) this process can hold to each of `servers` servers. Raises its limit of open files, and
 * that of the processes that it starts, as far as it may.
 */
export function connectionsTo(servers: number, wanted: number): number {
  if (limit() < WANTED) spawnSync('prlimit', [`--pid=${process.pid}`, `--nofile=${WANTED}:${WANTED}`]);
  return Math.min(wanted, Math.floor((limit() - OTHERS) / servers));
}

function limit(): number {
  const soft = /^Max open files\s+(\d+|unlimited)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
  return soft === undefined || soft === 'unlimited' ? WANTED : Number(soft);
}
