import { type FleetProblem, PROBLEM_KINDS, type ProblemSeverity } from '@rbee/queen-rbee-sdk';
import { memo, type ReactNode, useState } from 'react';
import { followWith } from '../follow-with.ts';
import { useLocale } from '../locale/index.ts';
import { entryProps } from '../reason/index.ts';
import { useRoving } from '../roving.ts';
import { CommandLine } from './command-line.tsx';
import { problemInWords, subjectInWords } from './problem-words.ts';

/** Props of `<ProblemList>`. */
export interface ProblemListProps {
  /** From `useProblems`, the gravest first. */
  readonly problems: readonly FleetProblem[];
  /** The address that shows whom a problem is about; undefined for none. */
  readonly hrefOf?: ((problem: FleetProblem) => string | undefined) | undefined;
  /** Called instead of following the address. */
  readonly onOpen?: ((problem: FleetProblem) => void) | undefined;
  /** Only the first three, without commands, and nothing if all is well: for the top of a page. */
  readonly compact?: boolean | undefined;
  /** The address of the page with all of them, for the compact list. */
  readonly moreHref?: string | undefined;
  /** Called instead of following that address. */
  readonly onMore?: (() => void) | undefined;
}

const COMPACT = 3;

/** Problems of a whole list that are shown at once: of thousands nobody reads more. */
const STEP = 100;

/** What is wrong, each in one sentence, with since when and the command that helps. If all is well, it says what is checked. */
export function ProblemList({ problems, compact = false, hrefOf, onOpen, ...more }: ProblemListProps) {
  const { text } = useLocale();
  const [most, setMost] = useState(STEP);
  const shown = problems.slice(0, compact ? COMPACT : most);
  const roving = useRoving(shown.map(({ id }) => id));
  if (problems.length === 0) return compact ? null : <NothingWrong />;
  const left = problems.length - shown.length;
  return (
    <section className={`rbee-scope rbee-problems${compact ? ' rbee-problems--compact' : ''}`}>
      <ul
        className="rbee-problem-list"
        aria-label={text('problems.label')}
        {...roving.list}
        data-rbee-list={compact ? undefined : ''}
      >
        {shown.map((problem) => (
          <Problem
            key={problem.id}
            {...{ problem, onOpen }}
            href={hrefOf?.(problem)}
            isShort={compact}
            isStop={roving.isStop(problem.id)}
          />
        ))}
      </ul>
      {left > 0 && compact && more.moreHref !== undefined && (
        <a className="rbee-problems-more" href={more.moreHref} onClick={followWith(more.onMore)}>
          {text('problems.more', { n: left })}
        </a>
      )}
      {left > 0 && !compact && (
        <button type="button" className="rbee-problems-more" onClick={() => setMost(most + STEP)}>
          {text('problems.more', { n: left })}
        </button>
      )}
    </section>
  );
}

interface ProblemProps {
  readonly problem: FleetProblem;
  readonly href: string | undefined;
  readonly onOpen: ProblemListProps['onOpen'];
  readonly isShort: boolean;
  readonly isStop: boolean;
}

const Problem = memo(function Problem({ problem, href, onOpen, isShort, isStop }: ProblemProps) {
  const stop = entryProps(problem.id, isStop);
  const locale = useLocale();
  const { text } = locale;
  const whom = subjectInWords(problem.subject, locale);
  return (
    <li className={`rbee-problem rbee-problem--${problem.severity}`} data-rbee-row={problem.id}>
      <span className="rbee-problem-mark">
        <svg viewBox="0 0 12 12" aria-hidden="true">
          {SHAPES[problem.severity]}
        </svg>
        <span className="rbee-hidden">{text(`severity.${problem.severity}`)}</span>
      </span>
      {href === undefined ? (
        <b className="rbee-problem-whom" {...stop}>
          {whom}
        </b>
      ) : (
        <a
          className="rbee-problem-whom"
          href={href}
          {...stop}
          onClick={followWith(onOpen && (() => onOpen(problem)))}
        >
          {whom}
        </a>
      )}
      <span className="rbee-problem-what">{problemInWords(problem, locale)}</span>
      <Since problem={problem} />
      {!isShort && problem.command !== undefined && (
        <span className="rbee-problem-help">
          <span className="rbee-hidden">{text('problems.command')}</span>
          <CommandLine command={problem.command} isInRow />
        </span>
      )}
    </li>
  );
});

/** They differ without their colours, too. */
const SHAPES: Readonly<Record<ProblemSeverity, ReactNode>> = {
  grave: <path d="M3.500.500h5l3 3v5l-3 3h-5l-3-3v-5Z" className="rbee-mark-fill" />,
  warning: <path d="M6 1 11.500 11H.5Z" className="rbee-mark-fill" />,
  note: <circle cx="6" cy="6" r="4.300" className="rbee-mark-line" />,
};

const DAY_MS = 86_400_000;

/** When it began. A server has another time zone than its reader, so the text may differ at first. */
function Since({ problem: { since, isSinceExact } }: { readonly problem: FleetProblem }) {
  const { text, formats } = useLocale();
  const time = Date.now() - since < DAY_MS ? formats.clock(since) : formats.moment(since);
  return (
    <time className="rbee-problem-since" dateTime={new Date(since).toISOString()} suppressHydrationWarning>
      {text(isSinceExact ? 'problems.since' : 'problems.sinceOrBefore', { time })}
    </time>
  );
}

function NothingWrong() {
  const { text } = useLocale();
  return (
    <section className="rbee-scope rbee-problems rbee-problems--none">
      <p className="rbee-problems-well">{text('problems.none')}</p>
      <p className="rbee-problems-checked">{text('problems.checked')}</p>
      <ul className="rbee-problems-kinds">
        {PROBLEM_KINDS.map((kind) => (
          <li key={kind}>{text(`check.${kind}`)}</li>
        ))}
      </ul>
    </section>
  );
}
