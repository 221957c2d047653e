import { toneClass, widthOf } from './cell.tsx';
import type { Segment } from './gpu-memory.ts';

interface MemoryStackProps {
  /** From `segmentsOf`. */
  readonly segments: readonly Segment[];
  readonly className: string;
  /** The class of the part that is free. */
  readonly freeClass: string;
}

/** The memory of a GPU as a bar: who holds it, and what is free. Hidden from screen readers: the same is in words beside it. */
export const MemoryStack = ({ segments, className, freeClass }: MemoryStackProps) => (
  <svg className={className} aria-hidden="true">
    {segments.map(({ from, to, holder }) => (
      <rect
        key={holder?.id ?? ''}
        className={holder ? toneClass(holder.tone) : freeClass}
        x={widthOf(from)}
        width={holder ? widthOf(to - from) : '100%'}
        height="100%"
      />
    ))}
  </svg>
);
