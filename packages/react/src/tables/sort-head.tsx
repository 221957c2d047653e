interface SortHeadProps {
  readonly className: string;
  readonly label: string;
  /** The order of the rows by this column; `none` if they are sorted by another. */
  readonly order: 'ascending' | 'descending' | 'none';
  readonly onClick: () => void;
  /** Name by which the keys of the table find it; then it is no tab stop of its own. */
  readonly head?: string | undefined;
}

const ARROWS = { ascending: ' ↑', descending: ' ↓', none: '' } as const;

/** The order of a column in a table that is sorted by one. */
export const orderOf = (isSorted: boolean, descending: boolean): SortHeadProps['order'] =>
  isSorted ? (descending ? 'descending' : 'ascending') : 'none';

/** The head of a column by which a table can be sorted. */
export function SortHead({ className, label, order, onClick, head }: SortHeadProps) {
  return (
    <th scope="col" className={className} aria-sort={order}>
      <button
        type="button"
        className="rbee-grid-sort"
        {...(head !== undefined && { tabIndex: -1, 'data-rbee-head': head })}
        onClick={onClick}
      >
        {label}
        <span aria-hidden="true">{ARROWS[order]}</span>
      </button>
    </th>
  );
}
