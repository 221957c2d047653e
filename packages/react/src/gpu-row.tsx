import { distinctGpus, type Gpu } from '@rbee/queen-rbee-sdk';
import { Cell, toneClass, Unknown } from './cell.tsx';
import { formatMib, formatMibOf, formatPercent, healthInWords, isGrave } from './format.ts';
import { type Holder, othersOn, segmentsOf } from './gpu-memory.ts';
import { MemoryStack } from './memory-stack.tsx';
import { type Reading, readingOf, type Standing, sharedReason, type UnknownReading } from './telemetry.ts';

/** Props of `<GpuRow>`. */
export interface GpuRowProps {
  readonly gpu: Gpu;
  /** The workers that use it. */
  readonly holders: readonly Holder[];
  /** How current its figures are. */
  readonly standing: Standing;
}

/** A GPU with its holders; `live` if its figures are current. */
interface PartProps extends Pick<GpuRowProps, 'gpu' | 'holders'> {
  readonly live: boolean;
}

/** Columns of a GPU after its name. */
const COLUMNS = 5;

/** One GPU as a row of `<GpuTable>`. */
export function GpuRow({ gpu, holders, standing }: GpuRowProps) {
  const live = standing === 'live';
  const use = readingOf(gpu, 'util_pct', live);
  const memory = readingOf(gpu, 'vram_used_mb', live);
  const reason = sharedReason([use, memory]);
  const isSilent = gpu.power_w === undefined && gpu.temp_c === undefined && gpu.health === undefined;
  return (
    <tr className={`rbee-gpu rbee-gpu--${standing}`}>
      <th className="rbee-cell rbee-cell--name" scope="row" title={factsOf(gpu)}>
        <span className="rbee-name">{gpu.index}</span>
        {`${gpu.name} `}
        {gpu.origin && (
          <span
            className="rbee-badge rbee-badge--simulated"
            title="Made by rbee simulate: there is no such GPU"
          >
            simulated
          </span>
        )}
      </th>
      {reason ? (
        <td className="rbee-cell rbee-cell--gap" colSpan={isSilent ? COLUMNS : 2}>
          <Unknown label="GPU use and memory" reading={reason} />
          <Holders gpu={gpu} holders={holders} />
        </td>
      ) : (
        <>
          <Cell column="Use" label="GPU use" reading={use} format={formatPercent} full={100} />
          <td className="rbee-cell rbee-cell--gpu-memory" data-label="Memory">
            <Memory gpu={gpu} holders={holders} live={live} />
          </td>
        </>
      )}
      {!(reason && isSilent) && <Condition gpu={gpu} live={live} gap={reason} />}
    </tr>
  );
}

/** What a driver tells of a GPU that is rarely looked at. */
function factsOf(gpu: Gpu): string {
  const { uuid, pci, pcie_generation: generation, pcie_width: width, clock_mhz: clock, fan_pct: fan } = gpu;
  return [
    uuid,
    ...(pci === undefined ? [] : [pci]),
    ...(generation === undefined ? [] : [`PCIe ${generation}${width === undefined ? '' : ` ×${width}`}`]),
    ...(clock === undefined ? [] : [`${clock} MHz`]),
    ...(gpu.memory_clock_mhz === undefined ? [] : [`memory ${gpu.memory_clock_mhz} MHz`]),
    ...(fan === undefined ? [] : [`fan ${fan.toFixed(0)} %`]),
  ].join(', ');
}

/** The memory in use, as text and as a bar, and who holds it. */
function Memory({ gpu, holders, live }: PartProps) {
  const used = readingOf(gpu, 'vram_used_mb', live);
  const total = readingOf(gpu, 'vram_total_mb', live);
  const segments = segmentsOf(gpu, holders);
  return (
    <div className="rbee-memory">
      {used.known ? (
        <span className="rbee-value">{inTotal(used.value, total)}</span>
      ) : (
        <Unknown label="GPU memory" reading={used} />
      )}
      {segments && <MemoryStack segments={segments} className="rbee-stack" freeClass="rbee-stack-free" />}
      <Holders gpu={gpu} holders={holders} />
    </div>
  );
}

/** Memory in use, MiB, of the total if that is known. */
const inTotal = (mib: number, total: Reading): string =>
  total.known && total.value > 0 ? formatMibOf(mib, total.value) : formatMib(mib);

/** Who holds the memory of a GPU, in words: the bar's colours are not needed to understand it. */
function Holders({ gpu, holders }: Omit<PartProps, 'live'>) {
  const others = othersOn(gpu, holders);
  const parts = distinctGpus(gpu.mig ?? []);
  if (holders.length + parts.length === 0 && !others && !gpu.shares_ram) return null;
  return (
    <ul className="rbee-holders">
      {holders.map(({ id, name, tone, memory }) => (
        <li
          key={id}
          className={`rbee-holder ${toneClass(tone)}`}
          title={memory.known ? undefined : memory.inFull}
        >
          {`${name} ${memory.known ? formatMib(memory.value) : `– ${memory.why}`}`}
        </li>
      ))}
      {others && (
        <li className="rbee-holder rbee-holder--others">{`${others.kind} ${formatMib(others.mb)}`}</li>
      )}
      {parts.map((part) => {
        const used = readingOf(part, 'vram_used_mb');
        const total = readingOf(part, 'vram_total_mb');
        const amount = used.known ? inTotal(used.value, total) : `– ${used.why}`;
        return <li key={part.uuid} className="rbee-holder" title={part.uuid}>{`MIG part ${amount}`}</li>;
      })}
      {gpu.shares_ram && <li className="rbee-holder">shared with the machine</li>}
    </ul>
  );
}

const NOT_CHECKED: UnknownReading = { known: false, why: 'not checked', inFull: 'not checked' };

interface ConditionProps extends Omit<PartProps, 'holders'> {
  /** Why the GPU was not read at all; null if it was. */
  readonly gap: UnknownReading | null;
}

/** Power, temperature and health. */
function Condition({ gpu, live, gap }: ConditionProps) {
  const { power_limit_w: limit, health, last_xid } = gpu;
  const power = gpu.power_w === undefined && gap ? gap : readingOf(gpu, 'power_w', live);
  const temperature = gpu.temp_c === undefined && gap ? gap : readingOf(gpu, 'temp_c', live);
  const formatPower = (watts: number) =>
    limit === undefined ? `${watts.toFixed(0)} W` : `${watts.toFixed(0)} of ${limit.toFixed(0)} W`;
  const words = health?.map((code) => healthInWords(code, last_xid)).join(', ');
  const state = health?.some(isGrave) ? 'down' : 'late';
  return (
    <>
      <Cell column="Power" label="Power" reading={power} format={formatPower} />
      <Cell
        column="Temperature"
        label="Temperature"
        reading={temperature}
        format={(celsius) => `${celsius.toFixed(0)} °C`}
      />
      <td className="rbee-cell rbee-cell--health" data-label="Health">
        {words === undefined ? (
          <Unknown label="Health" reading={gap ?? NOT_CHECKED} />
        ) : (
          <span className={words === '' ? 'rbee-why' : `rbee-health rbee-health--${state}`}>
            {words === '' ? 'healthy' : words}
          </span>
        )}
      </td>
    </>
  );
}
