const BYTES_PER_MIB = 1024 * 1024;

/** Bytes as whole MiB. */
export const inMib = (bytes: number | undefined): number | undefined =>
  bytes === undefined ? undefined : Math.round(bytes / BYTES_PER_MIB);

/** A share of 0-1 as a percentage. */
export const inPct = (share: number | undefined): number | undefined =>
  share === undefined ? undefined : share * 100;
