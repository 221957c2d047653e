import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the checks are given. */
export interface Made {
  /** Folder with the executable, the Debian package and install.sh. */
  readonly made: string;
  readonly roots: readonly Chroot[];
}

/** A fresh Debian in a folder. It shares the network and the processes of this machine. */
export class Chroot {
  readonly folder: string;
  readonly release: string;
  readonly #started = new Set<ChildProcess>();

  private constructor(folder: string, release: string) {
    this.folder = folder;
    this.release = release;
  }

  /** Makes one with `debootstrap`; throws if that fails. */
  static make(folder: string, release: string): Chroot {
    execFileSync('debootstrap', ['--variant=minbase', release, folder], { stdio: 'ignore' });
    execFileSync('mount', ['-t', 'proc', 'proc', join(folder, 'proc')]);
    return new Chroot(folder, release);
  }

  /** Ends what was started here and gives up the mounts; the folder can then be removed. */
  close(): void {
    for (const child of this.#started) child.kill('SIGKILL');
    // Nothing of the machine's own /proc may be below the folder when it is removed, whoever still uses it.
    execFileSync('umount', ['--lazy', join(this.folder, 'proc')]);
  }

  put(file: string, path: string): void {
    copyFileSync(file, join(this.folder, path));
  }

  /** Runs a command of a shell to its end; its output. Throws with the output if it fails. */
  sh(command: string): string {
    const { status, stdout, stderr } = spawnSync('chroot', [this.folder, 'sh', '-c', command], {
      encoding: 'utf8',
      timeout: 120_000,
      env: ENVIRONMENT,
    });
    if (status !== 0) throw new Error(`${command}: status ${status}\n${stdout}${stderr}`);
    return stdout + stderr;
  }

  /** Starts a program that runs until it is ended. */
  start(args: readonly string[], ...options: string[]): ChildProcess {
    const child = spawn('chroot', [...options, this.folder, ...args], { stdio: 'ignore', env: ENVIRONMENT });
    this.#started.add(child);
    child.once('exit', () => this.#started.delete(child));
    return child;
  }
}

/** Without the settings of this machine. */
const ENVIRONMENT = { PATH: '/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root', LANG: 'C.UTF-8' };

/** Ends a program that was started here and waits for that. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}

const REPORT_MS = 10_000;

/** Resolves with the seconds until a hive reports to the queen at a port; rejects after ten seconds. */
export async function reported(port: number, hiveId: string): Promise<number> {
  const start = performance.now();
  while (performance.now() - start < REPORT_MS) {
    const answer = await fetch(`http://127.0.0.1:${port}/v1/hives`).then(
      (it) => it.text(),
      () => '',
    );
    if (answer.includes(`"hive_id":"${hiveId}"`)) return (performance.now() - start) / 1_000;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`the hive ${hiveId} did not report within ${REPORT_MS / 1_000} s`);
}
