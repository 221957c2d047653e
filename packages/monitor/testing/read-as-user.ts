import { createMonitor } from '../src/index.ts';

/** Is run as another user. Takes options as JSON; prints two samples and the findings as JSON. */
const { procRoot }: { procRoot?: string } = JSON.parse(process.argv[2] ?? '{}');
const monitor = createMonitor({ version: '1', ...(procRoot === undefined ? {} : { procRoot }) });
const samples = [monitor.sample(), monitor.sample()];
process.stdout.write(JSON.stringify({ samples, findings: await monitor.diagnose() }));
