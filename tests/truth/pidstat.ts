import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** pidstat's figures of one process over a window. */
export interface PidstatFigures {
  /** Mean share of one core, percent. */
  readonly cpuPct: number;
  /** Resident at the window's end. */
  readonly rssMib: number;
  readonly readMibS: number;
  readonly writtenMibS: number;
}

/** One line of a report: the number in each column. */
type Row = (column: string) => number;

/**
 * Runs pidstat once over `seconds`, and calls `onReading` when it has read its counters: at the start and at the end. Its rates
 * are over the time that it measured itself. Returns the figures of each process that was alive at both.
 */
export async function pidstat(
  pids: readonly number[],
  seconds: number,
  onReading: () => void,
): Promise<ReadonlyMap<number, PidstatFigures>> {
  const rows = await report(['-u', '-r', '-d', '-p', pids.join(), `${seconds}`, '1'], onReading);
  return new Map(
    rows.map((row) => [
      row('PID'),
      {
        cpuPct: row('%CPU'),
        rssMib: row('RSS') / 1024,
        readMibS: row('kB_rd/s') / 1024,
        writtenMibS: row('kB_wr/s') / 1024,
      },
    ]),
  );
}

/**
 * Mean CPU over `seconds` of a process and of its children that ended and were waited for, percent of one core. pidstat gives
 * milliseconds here and no rate, so the time between its readings is measured.
 */
export async function pidstatWithReaped(pid: number, seconds: number): Promise<number> {
  const readAtMs: number[] = [];
  const args = ['-T', 'CHILD', '-u', '-p', `${pid}`, `${seconds}`, '1'];
  const [row] = await report(args, () => readAtMs.push(performance.now()));
  const [startMs = 0, endMs = 0] = readAtMs;
  return (100 * ((row?.('usr-ms') ?? 0) + (row?.('system-ms') ?? 0))) / (endMs - startMs);
}

/** The lines of pidstat's report: a banner when it starts, a header when it has read again. */
async function report(args: readonly string[], onReading: () => void): Promise<readonly Row[]> {
  const child = spawn('stdbuf', ['-oL', 'pidstat', '-h', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, LC_ALL: 'C', S_TIME_FORMAT: 'ISO' },
  });
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (/^(?:#|Linux )/.test(line)) onReading();
    lines.push(line);
  });
  await once(child, 'close');
  const header =
    lines
      .find((line) => line.startsWith('#'))
      ?.slice(1)
      .trim()
      .split(/\s+/) ?? [];
  const columns = lines.filter((line) => /^\d/.test(line)).map((line) => line.split(/\s+/));
  return columns.map((row) => (column) => Number(row[header.indexOf(column)]));
}

/** The sum over several processes. */
export function sumOf(figures: ReadonlyMap<number, PidstatFigures>, pids: readonly number[]): PidstatFigures {
  const sum = (pick: (it: PidstatFigures) => number) =>
    pids.reduce((total, pid) => {
      const of = figures.get(pid);
      if (!of) throw new Error(`pidstat did not see process ${pid} all the time`);
      return total + pick(of);
    }, 0);
  return {
    cpuPct: sum((it) => it.cpuPct),
    rssMib: sum((it) => it.rssMib),
    readMibS: sum((it) => it.readMibS),
    writtenMibS: sum((it) => it.writtenMibS),
  };
}
