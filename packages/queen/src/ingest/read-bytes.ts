import type { Door } from './door.ts';
import type { HiveSample } from './hive-sample.ts';
import { Pattern } from './pattern.ts';
import { PatternedSample } from './patterned-sample.ts';
import { firstPause, longer, NO_PAUSE, type Pause } from './pause.ts';
import { type ReadHeartbeat, readHeartbeat } from './read-heartbeat.ts';

/** The last sample of a hive. */
export type LastOf = (hiveId: string) => HiveSample | undefined;

/** What a heartbeat that is POSTed begins with where it may follow a pattern. */
const BEGINNING = '{"hive_id":"';
const QUOTE = 0x22;

/**
 * The sample in these bytes where they follow the pattern of the hive's last ones; null where they do not. `hiveId` is the hive
 * where that is known; else the bytes say.
 */
export function readAsBefore(
  bytes: Buffer,
  door: Door,
  lastOf: LastOf,
  hiveId: string | null,
): HiveSample | null {
  const id = hiveId ?? idIn(bytes);
  const pattern = id === null ? undefined : lastOf(id)?.reading?.pattern;
  const reading = pattern?.door === door ? pattern.read(bytes) : null;
  return reading && new PatternedSample(reading);
}

function idIn(bytes: Buffer): string | null {
  if (bytes.toString('latin1', 0, BEGINNING.length) !== BEGINNING) return null;
  const end = bytes.indexOf(QUOTE, BEGINNING.length);
  return end === -1 ? null : bytes.toString('latin1', BEGINNING.length, end);
}

/**
 * Checks a body and keeps what the wire knows of it ([H1]-[H3]). Of one of a hive's first heartbeats it makes a pattern for
 * those to come; later and later where they do not follow it.
 */
export function readAnew(body: unknown, bytes: Buffer, door: Door, lastOf: LastOf): ReadHeartbeat {
  const read = readHeartbeat(body);
  if (!read.ok) return read;
  const last = lastOf(read.sample.hive_id);
  const pause = last ? pauseAfter(last) : firstPause(read.sample.hive_id);
  if (!last || pause.left > 0 || !read.isWhole) return { ...read, sample: { ...read.sample, pause } };
  const reading = Pattern.of(bytes, read.sample, door, pause)?.read(bytes);
  const sample = reading
    ? new PatternedSample(reading, read.sample)
    : { ...read.sample, pause: longer(pause) };
  return { ...read, sample };
}

/** A pattern that read nothing but the heartbeat that it was made of was made in vain. */
function pauseAfter({ reading, pause }: HiveSample): Pause {
  if (reading) return reading.pattern.reads > 1 ? NO_PAUSE : longer(pause);
  return { ...pause, left: Math.max(0, pause.left - 1) };
}
