/**
 * What the history costs a queen: two queens beside each other, one with a history and one without, take the same heartbeats on links.
 * Exits with 1 if a target is missed; `--write` puts the result into docs/measurements.md. With `--alone` there is only the queen with a
 * history, for a fleet of which a machine cannot serve two.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type Child, cpuMsOf, exitOnSignals, residentMibOf } from '../child.ts';
import { median } from '../measured.ts';
import { connectionsTo } from '../queen/file-limit.ts';
import { Fleet } from '../queen/load/fleet.ts';
import { LoadWatch } from '../queen/load/load-watch.ts';
import { Posts } from '../queen/load/posts.ts';
import { linksTo } from '../queen/load/transports.ts';
import { startBeside, WATCH_LOOP } from '../queen/servers/queen.ts';
import type { QueenLoop } from '../queen/servers/watch-loop.ts';
import { isBelow, publish, statusOf, tableLines, type Verdict, verdictLines } from '../report.ts';
import { temporaryFolder } from '../temporary-folder.ts';

/** Until then all code runs that runs each minute, and minutes are written. */
const WARM_UP_MS = 150_000;
const LOOK_MS = 1_000;

/** A queen with a fleet. */
interface Side {
  readonly title: string;
  readonly queen: Child;
  readonly port: number;
  readonly fleet: Fleet;
}

/** What was seen of a queen. */
interface Seen {
  readonly loopP99: number;
  readonly cpuMs: number;
  /** Of its thread that writes; not a number if it has none. */
  readonly writerMs: number;
  readonly second: number;
  readonly last: number;
  readonly taken: number;
  readonly notTaken: number;
}

exitOnSignals();
const { values } = parseArgs({
  options: {
    hives: { type: 'string', default: '1000' },
    minutes: { type: 'string', default: '10' },
    alone: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});
const [hives, minutes] = [Number(values.hives), Number(values.minutes)];
connectionsTo(values.alone ? 1 : 2, hives);
process.exitCode = await main();

async function main(): Promise<number> {
  const without = values.alone ? undefined : await start('without', ['--no-history']);
  const recording = await start('with', ['--data', temporaryFolder('rbee-bench-fleet-')]);
  const sides = without === undefined ? [recording] : [recording, without];
  for (const { fleet } of sides) fleet.beginAtPace(hives);
  await wait(WARM_UP_MS);
  const load = new LoadWatch();
  const seen = await Promise.all(sides.map((it) => watch(it, minutes * 60_000)));
  const { busy } = load.end();
  const info = await historyOf(recording.port);
  for (const { fleet, queen } of sides) {
    await fleet.stop();
    fleet.end();
    await queen.end();
  }
  return report(seen, info, busy);
}

async function start(title: string, args: readonly string[]): Promise<Side> {
  const { queen, port } = await startBeside(args, ['--import', WATCH_LOOP]);
  const fleet = await Fleet.open({ port, hives, posts: new Posts(), transportTo: linksTo, greets: true });
  return { title, queen, port, fleet };
}

async function watch({ queen, fleet }: Side, ms: number): Promise<Seen> {
  fleet.reset();
  await queen.ask('loop');
  const memory: number[] = [];
  const timer = setInterval(() => memory.push(residentMibOf(queen.pid)), LOOK_MS);
  const [began, cpu, writer] = [performance.now(), cpuMsOf(queen.pid), writerMsOf(queen.pid)];
  await wait(ms);
  const seconds = (performance.now() - began) / 1_000;
  clearInterval(timer);
  const { p99 } = (await queen.ask('loop')) as QueenLoop;
  const quarter = Math.floor(memory.length / 4);
  const { taken, refused, withheld } = fleet.sent;
  return {
    loopP99: p99,
    cpuMs: (cpuMsOf(queen.pid) - cpu) / seconds,
    writerMs: (writerMsOf(queen.pid) - writer) / seconds,
    second: median(memory.slice(quarter, 2 * quarter)),
    last: median(memory.slice(-quarter)),
    taken,
    notTaken: refused + withheld,
  };
}

/** CPU time of the thread `writer` of a process so far, milliseconds; not a number if it has no such thread. */
function writerMsOf(pid: number): number {
  for (const task of readdirSync(`/proc/${pid}/task`)) {
    const path = `/proc/${pid}/task/${task}`;
    if (readFileSync(`${path}/comm`, 'utf8').includes('writer')) return cpuMsOf(`${pid}/task/${task}`);
  }
  return Number.NaN;
}

interface Info {
  readonly lost: number;
  readonly tiers: readonly {
    readonly tier: string;
    readonly bytes: number;
    readonly fits_ms: number | null;
  }[];
}

async function historyOf(port: number): Promise<Info> {
  const response = await fetch(`http://127.0.0.1:${port}/v1/history`);
  return (await response.json()) as Info;
}

function report([recording, without]: readonly Seen[], info: Info, busy: number): number {
  if (recording === undefined) return 1;
  const columns = without === undefined ? { with: 2 } : { with: 2, without: 2 };
  const row = (title: string, of: (seen: Seen) => number) =>
    [title, of(recording), ...(without === undefined ? [] : [of(without)])] as const;
  const verdicts: Verdict[] = [
    isBelow('samples of hives that the history lost', info.lost, 1),
    isBelow('the thread that writes, ms of CPU a second', recording.writerMs, (5 * hives) / 1_000),
    isBelow('growth of its resident memory, %', (recording.last / recording.second - 1) * 100, 5),
  ];
  if (without !== undefined)
    verdicts.unshift(isBelow('loop p99 more than without, ms', recording.loopP99 - without.loopP99, 1));
  const text = [
    `#### A fleet of ${hives} hives through a queen`,
    '',
    ...tableLines('figure', columns, [
      row("99th percentile of the loop's delay, ms", (it) => it.loopP99),
      row('ms of CPU a second', (it) => it.cpuMs),
      row('of the thread that writes', (it) => it.writerMs),
      row('resident MiB, second quarter of the time', (it) => it.second),
      row('resident MiB, last quarter', (it) => it.last),
      row('heartbeats taken', (it) => it.taken),
      row('heartbeats refused or not sent', (it) => it.notTaken),
    ]),
    '',
    ...tableLines(
      'tier',
      { MiB: 1, 'hours that it fits': 1 },
      info.tiers.map(({ tier, bytes, fits_ms }) => [
        tier,
        bytes / 2 ** 20,
        (fits_ms ?? Number.NaN) / 3_600_000,
      ]),
    ),
    '',
    ...verdictLines(verdicts),
  ].join('\n');
  const how = `${hives} hives of 8 workers and 64 figures on links, ${minutes} minutes; the load was busy ${(100 * busy).toFixed(0)} % of the time`;
  publish(values.alone ? 'history-large-fleet' : 'history-fleet', text, how, values.write);
  return statusOf(verdicts);
}
