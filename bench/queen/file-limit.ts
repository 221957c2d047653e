import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** What is open besides the connections that are measured. */
const OTHERS = 500;

const WANTED = 65_536;

/**
 * Connections that this process may hold to each of so many servers, at most `wanted`: its limit of open files is raised as
 * far as it lets itself be, and what it starts has the same.
 */
export function connectionsTo(servers: number, wanted: number): number {
  if (limit() < WANTED) spawnSync('prlimit', [`--pid=${process.pid}`, `--nofile=${WANTED}:${WANTED}`]);
  return Math.min(wanted, Math.floor((limit() - OTHERS) / servers));
}

function limit(): number {
  const soft = /^Max open files\s+(\d+|unlimited)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
  return soft === undefined || soft === 'unlimited' ? WANTED : Number(soft);
}
