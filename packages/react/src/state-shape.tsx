import type { WorkerState } from '@rbee/queen-rbee-sdk';
import { memo, type ReactNode } from 'react';

/** The shapes of the states: they differ without their colours, too. */
const SHAPES: Readonly<Record<WorkerState, ReactNode>> = {
  busy: <circle cx="6" cy="6" r="5" className="rbee-mark-fill" />,
  idle: <circle cx="6" cy="6" r="4" className="rbee-mark-line" />,
  starting: <path d="M6 2a4 4 0 1 1-4 4" className="rbee-mark-line" />,
  sleeping: <path d="M8.500 1.500a5 5 0 1 0 2 7a4 4 0 0 1-2-7Z" className="rbee-mark-fill" />,
  stuck: <path d="M6 1 11.500 11H.5Z" className="rbee-mark-fill" />,
  unknown: <path d="M2 6h8" className="rbee-mark-line" />,
  late: <path d="M6 2.500 10.500 10.500h-9Z" className="rbee-mark-line" />,
  silent: <circle cx="6" cy="6" r="4.3" className="rbee-mark-line rbee-mark-dashed" />,
};

/** The shape of a state, 12 px wide; hidden from screen readers, so its word belongs beside it. */
export const StateShape = memo(function StateShape({ state }: { readonly state: WorkerState }) {
  return (
    <svg viewBox="0 0 12 12" className="rbee-mark-shape" aria-hidden="true">
      {SHAPES[state]}
    </svg>
  );
});
