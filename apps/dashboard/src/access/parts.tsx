import { useCopy, useLocale } from '@rbee/queen-rbee-react';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { Dialog } from '../frame/index.ts';
import { useAccessText } from './use-access-text.ts';

interface FormProps {
  /** The fields and the button are beside each other. */
  readonly isRow?: boolean;
  readonly onSubmit: () => void;
  readonly children: ReactNode;
}

/** A form that is sent by a script. */
export function Form({ isRow = false, onSubmit, children }: FormProps) {
  return (
    <form
      className={isRow ? 'access-form access-form--row' : 'access-form'}
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {children}
    </form>
  );
}

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly type?: 'text' | 'password' | 'number';
  readonly autoComplete?: string;
  /** Below the field, also for screen readers. */
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  readonly min?: number;
  readonly max?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly required?: boolean;
}

/** A field with its label, and with its hint and error tied to it. */
export function Field({ label, value, onChange, hint, error, type = 'text', ...more }: FieldProps) {
  const id = useId();
  return (
    <div className="access-field">
      <label htmlFor={id}>{label}</label>
      <input
        {...more}
        id={id}
        type={type}
        value={value}
        aria-describedby={`${id}-hint ${id}-error`}
        aria-invalid={error !== undefined}
        onChange={(event) => onChange(event.target.value)}
      />
      <p id={`${id}-hint`} className="access-hint">
        {hint}
      </p>
      <p id={`${id}-error`} className="access-error">
        {error}
      </p>
    </div>
  );
}

interface SelectProps<V extends string> {
  readonly label: string;
  /** True if only screen readers need the label. */
  readonly isLabelHidden?: boolean;
  readonly value: V;
  readonly options: readonly (readonly [V, string])[];
  readonly onChange: (value: V) => void;
}

/** A choice of one value. */
export function Select<V extends string>({ label, isLabelHidden, value, options, onChange }: SelectProps<V>) {
  const id = useId();
  const choose = (given: string): void => {
    const chosen = options.find(([option]) => option === given);
    if (chosen) onChange(chosen[0]);
  };
  return (
    <div className="access-field">
      <label htmlFor={id} className={isLabelHidden ? 'rbee-hidden' : undefined}>
        {label}
      </label>
      <select id={id} value={value} onChange={(event) => choose(event.target.value)}>
        {options.map(([option, words]) => (
          <option key={option} value={option}>
            {words}
          </option>
        ))}
      </select>
    </div>
  );
}

/** What failed. It is announced. */
export const Failure = ({ words }: { readonly words: string | null }) => (
  <p className="access-error" role="alert">
    {words}
  </p>
);

/** A secret or a line that is shown once, with a button that copies it. It gets the focus, as its form may be gone. */
export function ShownOnce({ label, value }: { readonly label: string; readonly value: string }) {
  const text = useAccessText();
  const { state, copy } = useCopy();
  const section = useRef<HTMLElement>(null);
  useEffect(() => section.current?.focus(), []);
  return (
    <section ref={section} tabIndex={-1} className="access-once" aria-label={label}>
      <p>
        <b>{label}</b> {text('once')}
      </p>
      <code>{value}</code>
      <button type="button" className="access-button" onClick={() => copy(value)}>
        {text(state === 'copied' ? 'copied' : 'copy')}
      </button>
      <span role="status">{state === 'refused' ? text('copy.refused') : ''}</span>
    </section>
  );
}

interface AskFirstProps {
  /** The words of the button. */
  readonly label: string;
  /** What happens then, as a question. */
  readonly question: string;
  readonly onConfirm: () => void;
}

/** A button for what cannot be undone: it asks once. */
export function AskFirst({ label, question, onConfirm }: AskFirstProps) {
  const text = useAccessText();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="access-button" onClick={() => setOpen(true)}>
        {label}
      </button>
      {isOpen && (
        <Dialog title={label} onClose={() => setOpen(false)}>
          <p>{question}</p>
          <p className="access-buttons">
            <button type="button" className="access-button" onClick={() => setOpen(false)}>
              {text('cancel')}
            </button>
            <button
              type="button"
              className="access-button access-button--grave"
              onClick={() => {
                setOpen(false);
                onConfirm();
              }}
            >
              {label}
            </button>
          </p>
        </Dialog>
      )}
    </>
  );
}

interface TableProps {
  readonly name: string;
  readonly heads: readonly string[];
  /** Cells of each row; the first is its heading. */
  readonly rows: readonly { readonly key: string; readonly cells: readonly ReactNode[] }[];
  /** Said instead of a table without rows. */
  readonly none: string;
}

/** A table; on a phone each row is a card, in which every cell has the name of its column. */
export function Table({ name, heads, rows, none }: TableProps) {
  if (rows.length === 0) return <p className="access-hint">{none}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what can be moved sideways must be reached by keys.
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields; the table has its own caption.
    <div className="access-scroll" role="group" tabIndex={0} aria-label={name}>
      <table className="access-table">
        <caption className="rbee-hidden">{name}</caption>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells: [first, ...others] }) => (
            <tr key={key}>
              <th scope="row">{first}</th>
              {others.map((cell, index) => (
                <td key={`${key} ${heads[index + 1]}`} data-head={heads[index + 1]}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A time of the queen as the reader's locale writes it; `never` for null. */
export function useTimeWords(): (time: string | null) => string {
  const { locale } = useLocale();
  const text = useAccessText();
  return (time) =>
    time === null
      ? text('never')
      : new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(Date.parse(time));
}

/** A heading that gets the focus when its screen is shown, so that the screen is announced. */
export function ScreenHeading({ words }: { readonly words: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <h1 ref={heading} tabIndex={-1} className="access-title">
      {words}
    </h1>
  );
}
