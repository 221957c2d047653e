/**
 * A program that is a known load until its standard input ends: `--share 0.3` of a core, `--mib 400` of touched memory,
 * `--name` as its short name, `--children 20` short-lived processes a second, `--ranks 8` processes that each have this share
 * and memory in its place. Writes `ready` once memory is touched and ranks are ready.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const text = { type: 'string', default: '' } as const;
const options = { share: text, mib: text, name: text, children: text, ranks: text, port: text };
const { values } = parseArgs({ options });
const share = Number(values.share);
const mib = Number(values.mib);
const children = Number(values.children);

const TURN_MS = 20;
/** A delay beyond this is not caught up, so that a delayed load continues at its usual share. */
const LONGEST_TURN_MS = 100;
/** Lives long enough to appear in one read of /proc and to be gone at the next. */
const CHILD = 'i=0; while [ $i -lt 1000 ]; do i=$((i + 1)); done; exec sleep 0.02';

const usedMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** Calls back often, with the milliseconds since the last call. */
function eachTurn(turn: (ms: number) => void): void {
  let lastMs = performance.now();
  const timer = setInterval(() => {
    const nowMs = performance.now();
    turn(Math.min(nowMs - lastMs, LONGEST_TURN_MS));
    lastMs = nowMs;
  }, TURN_MS);
  process.stdin.once('end', () => clearInterval(timer));
}

/** Measures CPU time, so that the share also holds on a busy machine. */
function burn(): void {
  let dueMs = usedMs();
  eachTurn((ms) => {
    dueMs = Math.max(dueMs + share * ms, usedMs() - LONGEST_TURN_MS);
    const end = performance.now() + LONGEST_TURN_MS;
    while (usedMs() < dueMs && performance.now() < end);
  });
}

function storm(): void {
  let due = 0;
  eachTurn((ms) => {
    for (due += (children * ms) / 1000; due >= 1; due -= 1) spawn('sh', ['-c', CHILD], { stdio: 'ignore' });
  });
}

/** Ranks exit at the end of their input, so they always exit with this process. */
function startRank(rank: number) {
  const args = [fileURLToPath(import.meta.url), '--share', values.share, '--mib', values.mib];
  const child = spawn(process.execPath, args, {
    argv0: `VLLM::Worker_TP${rank}`,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  process.stdin.once('end', () => child.stdin.end());
  return once(child.stdout, 'data').then(() => child.pid);
}

process.stdin.resume();
const ranks = await Promise.all(Array.from({ length: Number(values.ranks) }, (_, rank) => startRank(rank)));
if (ranks.length === 0) {
  const memory = Buffer.alloc(mib * 2 ** 20, 1);
  process.stdin.once('end', () => {
    memory.fill(2, 0, 1);
    // A normal exit of Node costs CPU that GNU time counts but no window has; for several ranks it nearly fails a test.
    if (children === 0) process.kill(process.pid, 'SIGKILL');
  });
  if (share > 0) burn();
}
if (children > 0) storm();
if (values.name) writeFileSync('/proc/self/comm', values.name);
process.stdout.write(`ready ${ranks.join(' ')}\n`);
