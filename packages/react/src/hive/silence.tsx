import { useNow } from '../clock/index.ts';
import { formatDuration } from '../format/index.ts';

/** Props of the silence. */
interface SilenceProps {
  /** When something was last heard, by the queen's clock (RFC 3339). */
  readonly since: string;
  /** How far this machine's clock is ahead of the queen's, milliseconds. */
  readonly clockOffsetMs: number;
}

/**
 * How long ago a time was, counting on: `2m 5s ago`. The time itself where nothing counts yet, as on a server;
 * nothing where the time cannot be read.
 */
export function Silence({ since, clockOffsetMs }: SilenceProps) {
  const now = useNow();
  const then = Date.parse(since);
  if (Number.isNaN(then)) return null;
  return (
    <time dateTime={since} title={since}>
      {now === null ? since : `${formatDuration((now - clockOffsetMs - then) / 1_000)} ago`}
    </time>
  );
}
