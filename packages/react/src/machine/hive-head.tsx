import type { FleetHive, HiveState } from '@rbee/queen-rbee-sdk';
import type { ReactNode } from 'react';
import { useAge } from '../clock.ts';
import { followWith } from '../follow-with.ts';
import { systemName } from '../format.ts';
import { isTextKey, type Locale, useLocale } from '../locale/index.ts';

/** Props of `<HiveHead>`. */
export interface HiveHeadProps {
  readonly hive: FleetHive;
  /** Id of the element with its name, for `aria-labelledby` of what it is the head of. */
  readonly nameId?: string | undefined;
  /** Address of the hive's page; without it the name is plain text. */
  readonly href?: string | undefined;
  /** Called instead of following the address. */
  readonly onOpen?: (() => void) | undefined;
  /** Shown at the end of the line. */
  readonly tools?: ReactNode;
}

/** Who a hive is: its name, machine, system and version, and how it reports. What is wrong with it has lines of its own. */
export function HiveHead({ hive, nameId, href, onOpen, tools }: HiveHeadProps) {
  const locale = useLocale();
  const { hive_id, last_update } = hive.hive;
  return (
    <header className="rbee-scope rbee-head">
      <h2 className="rbee-head-name" id={nameId}>
        {href === undefined ? (
          hive_id
        ) : (
          <a className="rbee-head-link" href={href} onClick={followWith(onOpen)}>
            {hive_id}
          </a>
        )}
      </h2>
      {hive.report !== 'reporting' && <Absence report={hive.report} time={last_update} />}
      <p className="rbee-head-about">{aboutHive(hive, locale).join(' · ')}</p>
      {tools && <div className="rbee-head-tools">{tools}</div>}
      {complaints(hive.hive, locale).map((words) => (
        <p key={words} className="rbee-head-complaint">
          {words}
        </p>
      ))}
    </header>
  );
}

/** Since when a hive is late or silent. */
function Absence({ report, time }: { readonly report: 'late' | 'silent'; readonly time: string }) {
  const { text, formats } = useLocale();
  const seconds = useAge(time, undefined);
  const words =
    seconds === null
      ? text(`report.${report}`)
      : text(report === 'silent' ? 'hive.stopped' : 'hive.late', { time: formats.duration(seconds) });
  return (
    <time className={`rbee-head-absence rbee-head-absence--${report}`} dateTime={time}>
      {words}
    </time>
  );
}

function aboutHive({ hive, gpus, workers }: FleetHive, { text, formats }: Locale): readonly string[] {
  const { node, hive_id, transport } = hive;
  if (!node) return [];
  const { hostname, os, kernel, cpu_count: cores, ram_total_mb: ram, agent } = node;
  return [
    gpus.some(({ origin }) => origin) || workers.some(({ stats }) => stats.origin === 'simulated')
      ? text('rows.simulated')
      : '',
    hostname === hive_id ? '' : hostname,
    `${systemName(os)} ${kernel}`,
    text('hive.cores', { n: cores }),
    node.unknown?.['ram_total_mb'] === undefined ? formats.memory(ram) : '',
    gpus.length > 0 ? text('count.gpus', { n: gpus.length }) : '',
    transport === undefined
      ? text('hive.version', { version: agent.version })
      : text('hive.versionOver', { version: agent.version, way: text(`hive.over.${transport}`) }),
  ].filter((part) => part !== '');
}

/** Statuses of which nothing need be said. */
const WELL: ReadonlySet<string> = new Set(['ready', 'busy', 'healthy']);

/** What a hive says of itself ([H2]), and that another one has its id ([H8]). */
function complaints(hive: HiveState, { text }: Locale): readonly string[] {
  const { operational_status: status, health_status: health, conflicting_hives: rivals = 0 } = hive;
  const statusWords = (code: string): string => {
    const key = `hive.status.${code}`;
    return isTextKey(key) ? text(key) : code;
  };
  return [
    ...(rivals > 0 ? [text('hive.rivals', { n: rivals })] : []),
    ...(status !== undefined && !WELL.has(status)
      ? [text('hive.status', { status: statusWords(status) })]
      : []),
    ...(health !== undefined && health.status !== 'healthy'
      ? [text('hive.says', { status: statusWords(health.status), reason: health.reason })]
      : []),
  ];
}
