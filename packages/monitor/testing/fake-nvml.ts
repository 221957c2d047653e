import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('./nvml/', import.meta.url));
const BUILDS = fileURLToPath(new URL('../../../node_modules/.cache/fake-nvml/', import.meta.url));

/** Which driver the library is of: a present one, one of series 535 with longer process entries, or a very old one. */
export type FakeNvmlKind = 'present' | 'series-535' | 'old';

const DEFINITIONS: Readonly<Record<FakeNvmlKind, readonly string[]>> = {
  present: [],
  'series-535': ['-DSERIES_535'],
  old: ['-DOLD'],
};

/** Undefined if a fake library can be compiled here; else why tests that need one are skipped. */
export const noFakeNvml: string | undefined = reasonToSkip();

function reasonToSkip(): string | undefined {
  if (process.platform !== 'linux') return 'the fake NVML library is for Linux';
  const hasCompiler = spawnSync('cc', ['--version'], { stdio: 'ignore' }).status === 0;
  // A machine that runs the tests for everybody must not skip them.
  return hasCompiler || process.env['CI'] ? undefined : 'no C compiler `cc` is installed';
}

/** A card, as a line of a script for the fake library. */
export const H100 = 'device 0 GPU-1 00000000:65:00.0 81559 1024 NVIDIA H100 80GB HBM3';
/** What the functions of healthy cards write. */
export const HEALTHY = [
  'value nvmlDeviceGetUtilizationRates * 37',
  'value nvmlDeviceGetTemperature * 55',
  'value nvmlDeviceGetPowerUsage * 312500',
  'value nvmlDeviceGetEnforcedPowerLimit * 700000',
  'value nvmlDeviceGetClockInfo * 1980 1980 2619',
  'value nvmlDeviceGetFanSpeed * 130',
  'value nvmlDeviceGetCurrPcieLinkGeneration * 5',
  'value nvmlDeviceGetCurrPcieLinkWidth * 16',
  'value nvmlDeviceGetCurrentClocksEventReasons * 1',
  'value nvmlDeviceGetTotalEccErrors * 0',
  'value nvmlDeviceGetRetiredPagesPendingStatus * 0',
  'value nvmlDeviceGetRemappedRows * 3 1 0 0',
];
/** Two processes that compute on the card, and one that draws. */
export const PROCESSES = ['process compute 0 70 512', 'process compute 0 71 256', 'process graphics 0 72 64'];

/** A fake library in a folder of its own, and the script that says what it answers (nvml/fake.c). */
export interface FakeNvml {
  /** Path of the library. */
  readonly path: string;
  /** Replaces the script. */
  script(lines: readonly string[]): void;
  remove(): void;
}

/** Makes a fake library. It is compiled once for all tests. */
export function createFakeNvml(kind: FakeNvmlKind = 'present'): FakeNvml {
  const folder = mkdtempSync(join(tmpdir(), 'rbee-nvml-'));
  const path = join(folder, 'libnvidia-ml.so.1');
  // Not a link: a process that loads one file by two names has only one library.
  copyFileSync(compiled(kind), path);
  return {
    path,
    script: (lines) => {
      writeFileSync(`${path}.next`, `${lines.join('\n')}\n`);
      renameSync(`${path}.next`, `${path}.script`);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The path of the compiled library. Test files run in parallel, so it is compiled beside its place and moved there. */
function compiled(kind: FakeNvmlKind): string {
  const sources = ['fake.c', 'structures.h'].map((name) => readFileSync(join(FOLDER, name)));
  const hash = createHash('sha256').update(Buffer.concat(sources)).digest('hex').slice(0, 16);
  const path = join(BUILDS, `${kind}-${hash}.so`);
  if (existsSync(path)) return path;
  mkdirSync(BUILDS, { recursive: true });
  const own = `${path}.${process.pid}`;
  compile(['-shared', '-O1', ...DEFINITIONS[kind], '-o', own, join(FOLDER, 'fake.c'), '-ldl']);
  renameSync(own, path);
  return path;
}

/** Compiles with `cc`; throws what it says if it fails. */
export function compile(args: readonly string[]): void {
  const { status, stderr } = spawnSync(
    'cc',
    ['-std=gnu11', '-fPIC', '-Wall', '-Wextra', '-Werror', ...args],
    {
      encoding: 'utf8',
    },
  );
  if (status !== 0) throw new Error(`cc failed: ${stderr}`);
}
