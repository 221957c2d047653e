import type { ReactNode } from 'react';

/** A list of facts. */
export const Facts = ({ children }: { readonly children: ReactNode }) => (
  <dl className="rbee-facts">{children}</dl>
);

interface FactProps {
  readonly label: string;
  readonly children: ReactNode;
}

/** A fact with its name; nothing if there is nothing to say. */
export function Fact({ label, children }: FactProps) {
  if (children === undefined || children === null || children === '') return null;
  return (
    <div className="rbee-fact">
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
