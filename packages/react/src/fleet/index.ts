/** Parts that show a whole fleet: its figures, and its hives as tiles. */

export { Comb, type CombProps } from './comb.tsx';
export type { CombColor } from './comb-cells.ts';
export { Facets, type FacetsProps } from './facets.tsx';
export { FleetTiles, type FleetTilesProps, type HiveLinks } from './fleet-tiles.tsx';
export { GpuBars, type GpuBarsProps } from './gpu-bars.tsx';
export { type FilterLinks, SummaryStrip, type SummaryStripProps } from './summary-strip.tsx';
export { Trend } from './trend.tsx';
