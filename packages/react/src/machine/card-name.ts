import { type Gpu, gpuFigure } from '@rbee/queen-rbee-sdk';
import type { Formats } from '../locale/index.ts';

/** Makers and lines, which the name of a card need not say. */
const MAKER = /^(?:NVIDIA (?:GeForce )?|AMD (?:Radeon )?(?=\S)|Intel(?:\(R\))? )/;
/** A name that says how much memory the card has. */
const SIZED = /\d\s*GB\b/;

/** A card by a short name with its memory: `RTX 4090 24 GiB`, `H100 80GB HBM3`. */
export function cardName(gpu: Gpu, formats: Formats): string {
  const name = gpu.name.replace(MAKER, '');
  const total = gpuFigure(gpu, 'vram_total_mb');
  return SIZED.test(name) || !total ? name : `${name} ${formats.memory(total)}`;
}
