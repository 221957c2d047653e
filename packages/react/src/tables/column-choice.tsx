import { type TextKey, useLocale } from '../locale/index.ts';

/** A column that a reader can choose. */
export interface ChoosableColumn {
  readonly name: string;
  readonly label: TextKey;
  /** Shown unless others are chosen. */
  readonly isUsual: boolean;
}

/** The column with the link of a row: without it a row could not be opened. */
const LINK = 'model';

/** The columns of `all` that were chosen as text: names with commas. The usual ones if none of the names is that of a column. */
export function chosenColumns<T extends ChoosableColumn>(all: readonly T[], text: string): readonly T[] {
  const names = new Set(text.split(','));
  const chosen = all.filter(({ name }) => names.has(name));
  if (chosen.length === 0) return all.filter(({ isUsual }) => isUsual);
  return all.filter((column) => column.name === LINK || chosen.includes(column));
}

/** Chosen columns as text; empty for the usual ones. */
export function columnsText<T extends ChoosableColumn>(all: readonly T[], columns: readonly T[]): string {
  const isUsual = all.every((column) => column.isUsual === columns.includes(column));
  return isUsual ? '' : columns.map(({ name }) => name).join(',');
}

interface ColumnChoiceProps<T extends ChoosableColumn> {
  readonly all: readonly T[];
  readonly columns: readonly T[];
  /** Called with the chosen columns as text. */
  readonly onChange: (columns: string) => void;
}

/** A box for every column that can be shown. The column with the link of a row always is. */
export function ColumnChoice<T extends ChoosableColumn>({ all, columns, onChange }: ColumnChoiceProps<T>) {
  const { text } = useLocale();
  const toggle = (column: T, isShown: boolean): void => {
    const chosen = all.filter((it) => (it === column ? isShown : columns.includes(it)));
    onChange(columnsText(all, chosenColumns(all, chosen.map(({ name }) => name).join(','))));
  };
  return (
    <details className="rbee-column-choice">
      <summary className="rbee-column-choice-open">{text('grid.columns')}</summary>
      <fieldset className="rbee-column-choice-list">
        <legend className="rbee-hidden">{text('grid.columns')}</legend>
        {all.map((column) => (
          <label key={column.name} className="rbee-column-choice-item">
            <input
              type="checkbox"
              checked={columns.includes(column)}
              disabled={column.name === LINK}
              onChange={(event) => toggle(column, event.target.checked)}
            />
            {text(column.label)}
          </label>
        ))}
        <button type="button" className="rbee-column-choice-usual" onClick={() => onChange('')}>
          {text('grid.columns.usual')}
        </button>
      </fieldset>
    </details>
  );
}
