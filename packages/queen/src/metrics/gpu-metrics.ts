import { fieldMetrics, inUnit, MIB } from '@rbee/history';
import { type HiveStatus, isOnline } from '../registry/index.ts';
import type { GpuRow } from '../sample/index.ts';
import { type HiveMetric, hiveLabel } from './hive-metrics.ts';
import { inPieces } from './pieces.ts';
import { label, seriesLine } from './text-format.ts';

/** Figures with a metric that the past does not keep: name, field of the wire, help. */
const OTHER_GAUGES = [
  ['rbee_gpu_pcie_generation', 'pcie_generation', 'Generation of its PCI Express link at present.'],
  ['rbee_gpu_pcie_width', 'pcie_width', 'Lanes of its PCI Express link at present.'],
  ['rbee_gpu_last_xid', 'last_xid', "Number of the last error that NVIDIA's driver reported (XID)."],
] as const;

/** Name, field of the wire, factor to the base unit, help. */
const GAUGES: readonly (readonly [string, string, number, string])[] = [
  ...fieldMetrics('gpu').map(([field, { name, factor, help }]) => [name, field, factor, help] as const),
  ...OTHER_GAUGES.map(([name, field, help]) => [name, field, 1, help] as const),
];

/** Gauges of the parts of a GPU that is divided: name, field of the wire, help. */
const PART_GAUGES = [
  ['rbee_gpu_mig_memory_used_bytes', 'vram_used_mb', 'Memory in use of a part of a divided GPU.'],
  ['rbee_gpu_mig_memory_total_bytes', 'vram_total_mb', 'Memory of a part of a divided GPU.'],
] as const;

/** The code of a GPU that was checked and has nothing wrong. */
const HEALTHY = 'ok';

const INFO = ['index', 'vendor', 'name', 'pci', 'origin'] as const;

/** The series of one GPU. */
type GpuSeries = (name: string, labels: string, gpu: GpuRow) => string;

/** A metric of each GPU of an online hive. What is not known has no series: unknown is not zero ([W2]). */
const gpuMetric = (name: string, help: string, seriesOf: GpuSeries): HiveMetric => ({
  ...{ name, help, type: 'gauge' },
  lines: (status) => inPieces(seriesOfEach(status, name, seriesOf)),
});

function* seriesOfEach(status: HiveStatus, name: string, seriesOf: GpuSeries): Generator<string, undefined> {
  if (!isOnline(status)) return;
  const hive = hiveLabel(status);
  for (const gpu of status.record.sample.gpus()) {
    yield seriesOf(name, `${hive},${label('gpu_uuid', gpu.uuid)}`, gpu);
  }
}

/** The metrics of GPUs (section N). */
export const GPU_METRICS: readonly HiveMetric[] = [
  ...GAUGES.map(([gauge, field, factor, help]) =>
    gpuMetric(gauge, help, (name, labels, gpu) => {
      const value = gpu.figure(field);
      return value === undefined ? '' : seriesLine(name, labels, inUnit(value, factor));
    }),
  ),
  ...PART_GAUGES.map(([gauge, field, help]) =>
    gpuMetric(gauge, help, (name, labels, { parts }) => {
      let lines = '';
      for (const part of parts) {
        const value = part.figure(field);
        if (value === undefined) continue;
        lines += seriesLine(name, `${labels},${label('mig_uuid', part.uuid)}`, inUnit(value, MIB));
      }
      return lines;
    }),
  ),
  gpuMetric(
    'rbee_gpu_health',
    'One for each thing that is wrong with the GPU or slows it down, by code; with the code ok if there is none.',
    (name, labels, { health }) => {
      if (!health) return '';
      const codes = health.size === 0 ? [HEALTHY] : [...health];
      return codes.map((code) => seriesLine(name, `${labels},${label('code', code)}`, 1)).join('');
    },
  ),
  gpuMetric('rbee_gpu_info', 'What the GPU is, as labels; the value is always 1.', (name, labels, gpu) => {
    const info = INFO.map((field) => label(field, gpu.text(field)));
    return seriesLine(name, [labels, ...info].join(','), 1);
  }),
];
