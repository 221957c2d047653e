import { Child, cpuMsOf, residentMibOf } from './child.ts';
import type { User } from './isolation.ts';
import { RBEE } from './queen/servers/queen.ts';
import type { Soaked } from './soak-report.ts';

/** A real hive whose CPU and memory are measured. */
export class SoakedHive {
  readonly id: string;
  readonly #child: Child;
  readonly #intervalMs: number;
  #residentMib: number[] = [];
  #startMs = 0;
  #startCpuMs = 0;

  /** Starts a hive that runs as `user` and reports to the queen at `queenUrl`. */
  constructor(queenUrl: string, intervalMs: number, user: User) {
    this.id = `soak-${intervalMs}`;
    this.#intervalMs = intervalMs;
    const flags = ['--queen-url', queenUrl, '--hive-id', this.id, '--interval-ms', `${intervalMs}`];
    const command = [process.execPath, RBEE, 'hive', '--no-config', ...flags, '--log-level', 'warn'];
    this.#child = new Child(command, { ...user, stdio: ['ignore', 'inherit', 'inherit'] });
  }

  /** Begins the measurement. */
  begin(): void {
    this.#startMs = performance.now();
    this.#startCpuMs = cpuMsOf(this.#child.pid);
  }

  /** Reads its memory. To be called once a second. */
  readMemory(): void {
    this.#residentMib.push(residentMibOf(this.#child.pid));
  }

  /** The measurements since `begin`. */
  soaked(): Soaked {
    return {
      residentMib: this.#residentMib,
      cpuMs: cpuMsOf(this.#child.pid) - this.#startCpuMs,
      elapsedMs: performance.now() - this.#startMs,
      intervalMs: this.#intervalMs,
    };
  }

  end(): Promise<void> {
    return this.#child.end();
  }
}
