import type { ReactNode } from 'react';

interface IconButtonProps {
  /** Its name for screen readers. */
  readonly label: string;
  /** Shown while a mouse rests on it. */
  readonly title?: string;
  readonly onClick: () => void;
  /** What is drawn, in a square of 16. */
  readonly children: ReactNode;
}

/** A button that is a drawing. */
export const IconButton = ({ label, title, onClick, children }: IconButtonProps) => (
  <button type="button" className="icon-button" aria-label={label} title={title} onClick={onClick}>
    <svg viewBox="0 0 16 16" aria-hidden="true">
      {children}
    </svg>
  </button>
);
