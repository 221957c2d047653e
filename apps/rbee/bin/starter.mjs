/**
 * Tells when the npm that started this process has ended. npm passes SIGINT and SIGTERM on to a shell, which may keep them
 * to itself, and neither SIGHUP nor SIGKILL; and a process does not end because its parent does.
 */
import { readFileSync } from 'node:fs';

const CHECK_MS = 500;
const MAX_DEPTH = 16;

/** The processes from the parent of this one up to npm; empty if npm did not start this process. */
const npms = chainToNpm();

/**
 * Calls `ended` once when npm, or a process between it and this one, has ended; never if npm did not start this process.
 * Returns a function that stops watching.
 *
 * @param {() => void} ended
 * @returns {() => void}
 */
export const whenNpmEnds = (ended) => watch(npms, ended);

/**
 * Like `whenNpmEnds`; if npm did not start this process, watches only its parent.
 *
 * @param {() => void} ended
 * @returns {() => void}
 */
export const whenStarterEnds = (ended) => watch(npms.length === 0 ? [process.ppid] : npms, ended);

/**
 * @param {readonly number[]} chain
 * @param {() => void} ended
 */
function watch(chain, ended) {
  if (chain.length === 0) return () => {};
  const timer = setInterval(() => {
    if (isIntact(chain)) return;
    clearInterval(timer);
    ended();
  }, CHECK_MS).unref();
  return () => clearInterval(timer);
}

/**
 * True if each process still has the parent that it had. A process whose parent has ended gets another one.
 *
 * @param {readonly number[]} chain
 */
function isIntact(chain) {
  return chain.every((pid, index) => (index === 0 ? process.ppid : parentOf(chain[index - 1])) === pid);
}

function chainToNpm() {
  if (process.env['npm_command'] === undefined) return [];
  const pids = [process.ppid];
  // Without /proc only the parent is known.
  if (process.platform !== 'linux') return pids;
  for (const pid of pids) {
    if (isNpm(pid)) return pids;
    const parent = parentOf(pid);
    if (parent !== undefined && parent > 0 && pids.length < MAX_DEPTH) pids.push(parent);
  }
  // The variable was inherited from an npm that is no ancestor, as by a server that was started long ago.
  return [];
}

/**
 * True for npm, npx and other programs that run scripts in its way. npm writes its own command line over that of Node.
 *
 * @param {number} pid
 */
function isNpm(pid) {
  const program = process.env['npm_execpath'];
  const text = read(`/proc/${pid}/cmdline`) ?? '';
  return /^np[mx][ \0]/.test(text) || (program !== undefined && text.split('\0').includes(program));
}

/**
 * The second field after the name in proc_pid_stat(5); a name can contain spaces and brackets.
 *
 * @param {number | undefined} pid
 */
function parentOf(pid) {
  const text = read(`/proc/${pid}/stat`);
  return text === undefined ? undefined : Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1]);
}

/** @param {string} path */
function read(path) {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return undefined; // the process has ended
  }
}
