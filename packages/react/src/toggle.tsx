import type { ReactNode } from 'react';

interface ToggleProps {
  readonly isOpen: boolean;
  /** Id of what it shows and hides. */
  readonly controls: string;
  readonly onChange: (isOpen: boolean) => void;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

/** A button that shows and hides a part of the page, with an arrow that tells which it is. */
export function Toggle({ isOpen, controls, onChange, className = '', children }: ToggleProps) {
  return (
    <button
      type="button"
      className={`rbee-hive-toggle ${className}`.trim()}
      aria-expanded={isOpen}
      aria-controls={controls}
      onClick={() => onChange(!isOpen)}
    >
      <svg className="rbee-chevron" viewBox="0 0 16 16" aria-hidden="true">
        <path d="m6 4 4 4-4 4" />
      </svg>
      {children}
    </button>
  );
}
