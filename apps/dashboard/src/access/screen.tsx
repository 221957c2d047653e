import type { ReactNode } from 'react';
import { ScreenHeading } from './parts.tsx';

/** A screen for somebody who is not signed in: nothing of the fleet is on it. */
export function Screen({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <main className="access-screen">
      <title>{`${title} · rbee`}</title>
      <div className="access-card">
        <ScreenHeading words={title} />
        {children}
      </div>
    </main>
  );
}
