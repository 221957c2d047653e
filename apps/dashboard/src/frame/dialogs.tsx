import { LANGUAGES, useLocale } from '@rbee/queen-rbee-react';
import { FILTER_TEXT_KEYS, WORKER_FIGURES } from '@rbee/queen-rbee-sdk';
import { type ReactNode, useEffect, useRef } from 'react';
import { PREFERENCE_VALUES, type Preferences, usePreferences } from './preferences.tsx';
import { KEYS } from './use-keyboard.ts';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A dialog over the page; it closes by Escape, by its button and by a click beside it. */
export function Dialog({ title, onClose, children }: DialogProps) {
  const { text } = useLocale();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog.
    <dialog
      ref={dialog}
      className="dialog"
      aria-label={title}
      onClose={onClose}
      onClick={(event) => event.target === event.currentTarget && onClose()}
    >
      <header className="dialog-head">
        <h2>{title}</h2>
        <button type="button" className="icon-button" aria-label={text('page.close')} onClick={onClose}>
          ×
        </button>
      </header>
      <div className="dialog-body">{children}</div>
    </dialog>
  );
}

/** Theme, density and language. */
export function DisplayDialog({ onClose }: { readonly onClose: () => void }) {
  const { text } = useLocale();
  return (
    <Dialog title={text('page.display')} onClose={onClose}>
      <Choice name="theme" label={text('page.theme')} labelOf={(value) => text(`page.theme.${value}`)} />
      <Choice
        name="density"
        label={text('page.density')}
        labelOf={(value) => text(`page.density.${value}`)}
      />
      <Choice
        name="language"
        label={text('page.language')}
        labelOf={(value) => (value === 'auto' ? text('page.language.auto') : LANGUAGES[value])}
      />
    </Dialog>
  );
}

interface ChoiceProps<K extends keyof Preferences> {
  readonly name: K;
  readonly label: string;
  readonly labelOf: (value: Preferences[K]) => string;
}

function Choice<K extends keyof Preferences>({ name, label, labelOf }: ChoiceProps<K>) {
  const { preferences, choose } = usePreferences();
  const values = PREFERENCE_VALUES[name];
  return (
    <fieldset className="choice">
      <legend>{label}</legend>
      {values.map((value) => (
        <label key={value} className="choice-option">
          <input
            type="radio"
            name={name}
            checked={preferences[name] === value}
            onChange={() => choose(name, value)}
          />
          {labelOf(value)}
        </label>
      ))}
    </fieldset>
  );
}

/** The keys, and how a filter is written. */
export function HelpDialog({ onClose }: { readonly onClose: () => void }) {
  const { text } = useLocale();
  return (
    <Dialog title={text('page.help')} onClose={onClose}>
      <h3>{text('page.help.keys')}</h3>
      <dl className="keys">
        {KEYS.map(({ keys, does }) => (
          <div key={does} className="keys-row">
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{text(does)}</dd>
          </div>
        ))}
      </dl>
      <h3>{text('page.help.filter')}</h3>
      <p>{text('page.help.filter.words')}</p>
      <p>
        <code>
          llama state:busy hive:gpu-1 -engine:vllm gpu&gt;80 vram&gt;20G kv&gt;90 waiting&gt;0 unknown:gpu
        </code>
      </p>
      <p>{text('page.help.filter.texts', { keys: [...FILTER_TEXT_KEYS, 'state', 'unknown'].join(', ') })}</p>
      <p>{text('page.help.filter.figures', { keys: Object.keys(WORKER_FIGURES).join(', ') })}</p>
    </Dialog>
  );
}
