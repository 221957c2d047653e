/** Rounded to one digit after the point: no page shows more. */
export const tenths = (value: number): number => Math.round(value * 10) / 10;
