import { useLocale } from '@rbee/queen-rbee-react';
import { type FleetFilter, type FleetWorker, MAX_FILTER_CHARS, toggledTerm } from '@rbee/queen-rbee-sdk';
import { type KeyboardEvent, useId, useRef, useState } from 'react';
import { type Suggestion, suggestionsAt } from './suggest.ts';

interface SearchFieldProps {
  readonly text: string;
  readonly filter: FleetFilter;
  readonly workers: readonly FleetWorker[];
  readonly onChange: (text: string) => void;
}

/** The field for the filter: completes keys and values, and says what is wrong with a word. `/` leads to it from anywhere. */
export function SearchField({ text, filter, workers, onChange }: SearchFieldProps) {
  const { text: say } = useLocale();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [isOpen, setOpen] = useState(false);
  const [chosen, setChosen] = useState(-1);
  const [caret, setCaret] = useState(text.length);
  const suggestions = isOpen ? suggestionsAt(text, caret, workers) : [];
  const [error] = filter.errors;

  const write = (value: string, at: number): void => {
    onChange(value);
    setCaret(at);
    setChosen(-1);
    setOpen(true);
  };
  const take = (suggestion: Suggestion): void => {
    write(suggestion.text, suggestion.caret);
    requestAnimationFrame(() => input.current?.setSelectionRange(suggestion.caret, suggestion.caret));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && suggestions.length > 0) {
      setChosen((chosen + step + suggestions.length + 1) % (suggestions.length + 1));
    } else if ((event.key === 'Enter' || event.key === 'Tab') && suggestions[chosen]) {
      take(suggestions[chosen]);
    } else if (event.key === 'Escape' && isOpen && suggestions.length > 0) {
      setOpen(false);
    } else if (event.key === 'Escape') {
      onChange('');
      input.current?.blur();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <search className="search">
      <input
        ref={input}
        id="search"
        type="text"
        className="search-input"
        role="combobox"
        aria-label={say('page.search')}
        aria-expanded={suggestions.length > 0}
        aria-controls={`${id}list`}
        aria-autocomplete="list"
        aria-activedescendant={chosen >= 0 ? `${id}${chosen}` : undefined}
        aria-invalid={error !== undefined}
        aria-describedby={`${id}error`}
        placeholder={say('page.search.hint')}
        autoComplete="off"
        spellCheck={false}
        maxLength={MAX_FILTER_CHARS}
        value={text}
        onChange={({ target }) => write(target.value, target.selectionStart ?? target.value.length)}
        onSelect={({ currentTarget }) => setCaret(currentTarget.selectionStart ?? 0)}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={onKeyDown}
      />
      <span className="search-key key" aria-hidden="true">
        /
      </span>
      {suggestions.length > 0 && (
        <div id={`${id}list`} className="search-list" role="listbox" aria-label={say('page.search')}>
          {suggestions.map((it, index) => (
            <div
              key={it.label}
              id={`${id}${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === chosen}
              className="search-option"
              onPointerDown={(event) => {
                event.preventDefault();
                take(it);
              }}
            >
              <span className="search-label">{it.label}</span>
              {it.count !== undefined && <span className="search-count">{it.count}</span>}
            </div>
          ))}
        </div>
      )}
      <p id={`${id}error`} className="search-error" role="status">
        {error && say(`filter.${error.problem}`, { word: error.text, options: error.options.join(', ') })}
      </p>
    </search>
  );
}

interface ChipsProps {
  readonly text: string;
  readonly filter: FleetFilter;
  readonly found: number;
  readonly onChange: (text: string) => void;
}

/** The words of the filter, each with a way to take it away, and the number of workers that it leaves. */
export function FilterChips({ text, filter, found, onChange }: ChipsProps) {
  const { text: say } = useLocale();
  if (filter.terms.length === 0) return null;
  return (
    <div className="chips">
      {filter.terms.map((term) => (
        <button
          key={term.start}
          type="button"
          className="chip"
          aria-label={say('page.chip.remove', { word: term.text })}
          onClick={() => onChange(toggledTerm(text, term.text))}
        >
          {term.text} <span aria-hidden="true">×</span>
        </button>
      ))}
      <span className="chips-found" role="status">
        {say('count.workers', { n: found })}
      </span>
      <button type="button" className="chips-clear" onClick={() => onChange('')}>
        {say('page.chips.clear')}
      </button>
    </div>
  );
}
