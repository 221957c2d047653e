import type { ReactNode } from 'react';
import type { Activity, PulseReading } from '../telemetry/index.ts';

const SHAPES: Readonly<Record<Activity, ReactNode>> = {
  idle: <circle cx="8" cy="8" r="3.75" className="rbee-pulse-line" />,
  busy: <circle cx="8" cy="8" r="4.75" className="rbee-pulse-fill" />,
  unknown: <path d="M3 8h10" className="rbee-pulse-line" />,
  stale: <path d="M8 3.2 13 12.2H3Z" className="rbee-pulse-line" />,
  down: <path d="m4 4 8 8m0-8-8 8" className="rbee-pulse-line" />,
};

/** Props of the pulse. */
interface PulseProps {
  readonly reading: PulseReading;
  /** Changes with each sample: the pulse beats once for each, and stands still when none comes. */
  readonly beat?: string | undefined;
}

/** What a worker does, as a shape and a word. */
export function Pulse({ reading, beat }: PulseProps) {
  const { activity, meaning } = reading;
  const beats = activity !== 'stale' && activity !== 'down';
  return (
    <span className={`rbee-pulse rbee-pulse--${activity}`} title={meaning}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        {beats && <circle key={beat} cx="8" cy="8" r="4" className="rbee-pulse-beat" />}
        {SHAPES[activity]}
      </svg>
      {activity}
    </span>
  );
}
