import { createMonitor } from '../src/index.ts';

/** Run as another user: prints two samples and the findings, as JSON, of the options that were given as JSON. */
const { procRoot }: { procRoot?: string } = JSON.parse(process.argv[2] ?? '{}');
const monitor = createMonitor({ version: '1', ...(procRoot === undefined ? {} : { procRoot }) });
const samples = [monitor.sample(), monitor.sample()];
process.stdout.write(JSON.stringify({ samples, findings: monitor.diagnose() }));
