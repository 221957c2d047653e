import { createMonitor, type Finding } from '@rbee/monitor';
import type { ConfigFile } from '../config-file.ts';
import { lookOptions } from '../look/index.ts';
import type { Outcome } from '../outcome.ts';
import type { DoctorSettings } from '../settings/index.ts';
import { costFinding } from './cost-finding.ts';
import { configFinding, nodeFinding } from './own-findings.ts';
import { queenFinding } from './queen-finding.ts';
import { reportAsJson, reportAsText } from './report.ts';

/** What `rbee doctor` needs from the process that it runs in. */
export interface DoctorEdges {
  readonly version: string;
  /** Version of Node, as `process.version` gives it. */
  readonly node: string;
  readonly config: ConfigFile;
  readonly fetch: typeof fetch;
  /** CPU time that this process has used, milliseconds. */
  readonly cpuMs: () => number;
  /** Whether standard output shows colours. */
  readonly color: boolean;
  readonly print: (text: string) => void;
}

/** Prints all findings; the exit code is 1 if workers cannot be monitored. */
export async function runDoctor(settings: DoctorSettings, edges: DoctorEdges): Promise<Outcome> {
  const monitor = createMonitor({ version: edges.version, ...lookOptions(settings) });
  const findings = [
    ...monitor.diagnose(),
    costFinding(monitor, edges.cpuMs),
    nodeFinding(edges.node),
    configFinding(edges.config),
    await queenFinding(settings.queenUrl, edges.fetch),
  ];
  const ok = seesWorkers(findings);
  edges.print(settings.json ? reportAsJson(ok, findings) : reportAsText(ok, findings, edges.color));
  return { code: ok ? 0 : 1 };
}

const seesWorkers = (findings: readonly Finding[]): boolean =>
  findings.some(({ id, state }) => id === 'workers' && state !== 'no');
