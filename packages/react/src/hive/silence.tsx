import { useNow } from '../clock/index.ts';
import { formatDuration } from '../format/index.ts';

/** Props of the silence. */
interface SilenceProps {
  /** When something was last heard, by the queen's clock (RFC 3339). */
  readonly since: string;
  /** How far this machine's clock is ahead of the queen's, milliseconds. */
  readonly clockOffsetMs: number;
}

/** How long ago a time was, counting on: `2m 5s ago`; nothing where the time cannot be read. */
export function Silence({ since, clockOffsetMs }: SilenceProps) {
  const now = useNow();
  const then = Date.parse(since);
  if (Number.isNaN(then)) return null;
  const seconds = (now - clockOffsetMs - then) / 1_000;
  return (
    <time dateTime={since} title={since}>
      {formatDuration(seconds)} ago
    </time>
  );
}
