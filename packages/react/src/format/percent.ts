/** A share in percent with one decimal: `0.0 %`, `85.5 %`, `380.0 %`. */
export const formatPercent = (pct: number): string => `${pct.toFixed(1)} %`;
