import { decodeWhole, type Sample } from '../sample/index.ts';

/** The sample of a valid body. */
export function sampleOf(body: object): Sample {
  const decoded = decodeWhole(body);
  if (!decoded.ok) throw new Error(decoded.refusal.detail);
  return decoded.sample;
}
