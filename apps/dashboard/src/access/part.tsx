import type { AccessCalls } from '@rbee/queen-rbee-sdk';
import { type ReactNode, useId } from 'react';
import { useAccess } from './access-context.tsx';
import { Failure } from './parts.tsx';

/** The calls of a part that is shown, which has a queen. */
export function useCalls(): AccessCalls {
  const { calls } = useAccess();
  if (!calls) throw new Error('A page about access needs a store with a client');
  return calls;
}

interface PartProps {
  readonly title: string;
  readonly about?: string;
  /** What failed last; null if nothing did. */
  readonly error?: string | null;
  readonly children: ReactNode;
}

/** A part of a page, with its heading and what failed in it. */
export function PartBox({ title, about, error = null, children }: PartProps) {
  const id = useId();
  return (
    <section className="access-part" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {about && <p className="access-hint">{about}</p>}
      <Failure words={error} />
      {children}
    </section>
  );
}
