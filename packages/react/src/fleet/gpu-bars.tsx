import { type FleetHive, type Gpu, gpuFigure } from '@rbee/queen-rbee-sdk';
import { useId } from 'react';
import { useLocale } from '../locale/index.ts';

/** Number of colours of the ramp from no use to full use; the colours are those of `.rbee-ramp--0` and so on. */
export const RAMP_STEPS = 11;

/** The class of the colour for a share from 0 to 1. */
export const rampClass = (share: number): string =>
  `rbee-ramp--${Math.round(Math.min(1, Math.max(0, share)) * (RAMP_STEPS - 1))}`;

const WIDTH = 100;
const HEIGHT = 26;
const GAP = 1.5;

/** Props of `<GpuBars>`. */
export interface GpuBarsProps {
  readonly hive: FleetHive;
}

/** A bar for each GPU of a hive: its height is the memory in use, its colour the use. What is unknown is hatched. */
export function GpuBars({ hive }: GpuBarsProps) {
  const { text, formats } = useLocale();
  const id = useId();
  const { gpus } = hive;
  if (gpus.length === 0) return <span className="rbee-scope rbee-gpu-bars" />;
  const width = (WIDTH - GAP * (gpus.length - 1)) / gpus.length;
  const uses = gpus.flatMap((gpu) => gpuFigure(gpu, 'util_pct') ?? []);
  const mean = uses.length > 0 ? formats.percent(uses.reduce((sum, use) => sum + use, 0) / uses.length) : '–';
  const used = gpus.reduce((sum, gpu) => sum + (gpuFigure(gpu, 'vram_used_mb') ?? 0), 0);
  return (
    <svg
      className="rbee-scope rbee-gpu-bars"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={text('tiles.gpus', { use: mean, memory: formats.memory(used) })}
    >
      <pattern
        id={`${id}hatch`}
        width="4"
        height="4"
        patternUnits="userSpaceOnUse"
        patternTransform="rotate(45)"
      >
        <rect width="2" height="4" className="rbee-gpu-bar-hatch" />
      </pattern>
      {gpus.map((gpu, index) => {
        const x = index * (width + GAP);
        return (
          <g key={gpu.uuid}>
            <rect x={x} width={width} height={HEIGHT} rx="1.5" className="rbee-gpu-bar-track" />
            <Bar gpu={gpu} x={x} width={width} hatch={`url(#${id}hatch)`} />
          </g>
        );
      })}
    </svg>
  );
}

interface BarProps {
  readonly gpu: Gpu;
  readonly x: number;
  readonly width: number;
  readonly hatch: string;
}

function Bar({ gpu, x, width, hatch }: BarProps) {
  const use = gpuFigure(gpu, 'util_pct');
  const used = gpuFigure(gpu, 'vram_used_mb');
  const total = gpuFigure(gpu, 'vram_total_mb');
  if (used === undefined || !total) return <rect x={x} width={width} height={HEIGHT} rx="1.5" fill={hatch} />;
  const height = Math.min(1, used / total) * HEIGHT;
  const place = { x, width, height, y: HEIGHT - height, rx: 1.5 };
  return use === undefined ? (
    <rect {...place} fill={hatch} />
  ) : (
    <rect {...place} className={rampClass(use / 100)} />
  );
}
