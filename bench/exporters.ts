import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  isInstalled,
  NODE_EXPORTER,
  PROCESS_EXPORTER_CONFIG,
  processExporter,
  startExporter,
} from './exporter.ts';
import type { Measured } from './measured.ts';
import type { User } from './user.ts';

/** The exporters of this machine that do what the monitor does. */
export interface Exporters {
  readonly started: readonly Measured[];
  /** A sentence for each that is not installed. */
  readonly missing: readonly string[];
  end(): Promise<void>;
}

/** Starts those that are installed, as that user. */
export async function startExporters(user: User): Promise<Exporters> {
  const folder = mkdtempSync(join(tmpdir(), 'rbee-bench-'));
  const config = join(folder, 'process-exporter.yaml');
  writeFileSync(config, PROCESS_EXPORTER_CONFIG);
  chmodSync(folder, 0o755);
  const all = [processExporter(config), NODE_EXPORTER];
  const started = await Promise.all(all.filter(isInstalled).map((it) => startExporter(it, user)));
  return {
    started,
    missing: all
      .filter((it) => !isInstalled(it))
      .map(({ program }) => `${program} is not installed here (apt-get install ${program})`),
    end: async () => {
      await Promise.all(started.map((it) => it.end()));
      rmSync(folder, { recursive: true });
    },
  };
}
