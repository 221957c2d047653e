/** Loads the modules that a hive and `rbee run` need, which puts them into the compile cache, and ends. */
import { enableCompileCache } from 'node:module';

enableCompileCache(process.argv[2]);
const modules = ['log', 'run-doctor', 'run-hive', 'run/index', 'sampler', 'service', 'workers-now'];
await Promise.all(modules.map((name) => import(`#src/${name}`)));
// Loaded only where the machine has NVIDIA's driver. The second one is a process, which ends with its standard input.
await import('@rbee/monitor/driver-process');
await import('@rbee/monitor/nvml-process');
process.argv.splice(2, Number.POSITIVE_INFINITY, '--version');
await import('#src/main');
