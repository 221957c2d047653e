import { Driver } from '../src/gpu/nvml/child/driver.ts';
import type { ErrorLog, LoggedXid } from '../src/gpu/nvml/child/kernel-log.ts';
import type { NvmlFunction, NvmlLibrary } from '../src/gpu/nvml/child/library.ts';
import { loadLibrary } from '../src/gpu/nvml/child/load-library.ts';
import type { ToldCard } from '../src/gpu/nvml/protocol.ts';
import type { FakeNvml } from './fake-nvml.ts';

/** A driver over a fake library, in this process, with a clock and a kernel log of the test. */
export interface FakeDriver {
  /** Cards after `passedMs` more milliseconds. */
  read(passedMs?: number, awake?: readonly string[] | null): readonly ToldCard[];
  /** The only card. */
  card(passedMs?: number): ToldCard;
  /** Functions that were called, with the first argument, since the last `read` began. */
  readonly calls: readonly (readonly [NvmlFunction, unknown])[];
  readonly log: LoggedXid[];
}

/** Opens a driver. Throws if it cannot be initialised. */
export async function openFakeDriver(fake: FakeNvml): Promise<FakeDriver> {
  const calls: [NvmlFunction, unknown][] = [];
  const log: LoggedXid[] = [];
  const library = await recording(fake.path, calls);
  const kernelLog: ErrorLog = { take: () => log.splice(0) };
  const driver = Driver.open(library, { openLog: () => kernelLog, sinceBootS: () => 1_000 });
  if (typeof driver === 'string') throw new Error(`the driver failed: ${driver}`);
  let nowMs = 5_000_000;
  const read = (passedMs = 1_000, awake: readonly string[] | null = null): readonly ToldCard[] => {
    nowMs += passedMs;
    calls.length = 0;
    const cards = driver.read(awake, { nowMs, nowUs: Date.now() * 1000 });
    if (typeof cards === 'string') throw new Error(`the driver failed: ${cards}`);
    return cards;
  };
  const card = (passedMs?: number): ToldCard => {
    const [first] = read(passedMs);
    if (!first) throw new Error('no card');
    return first;
  };
  return { read, card, calls, log };
}

async function recording(path: string, calls: [NvmlFunction, unknown][]): Promise<NvmlLibrary> {
  const library = await loadLibrary([path]);
  if (!library) throw new Error(`${path} cannot be loaded`);
  return {
    ...library,
    call: (name, ...args) => {
      calls.push([name, args[0]]);
      return library.call(name, ...args);
    },
  };
}

/** What a card tells of a process: whether it computes, MiB and use; or why it does not list its processes. */
export function numbersOf({ processes }: ToldCard, pid: number): readonly number[] | string | undefined {
  if (typeof processes === 'string') return processes;
  const { numbers } = processes;
  const at = numbers.findIndex((it, place) => place % 4 === 0 && it === pid);
  return at < 0 ? undefined : numbers.slice(at + 1, at + 4);
}
