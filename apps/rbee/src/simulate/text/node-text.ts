import type { Machine, NodeFigures } from '../model/index.ts';
import { inked, type Pen } from './pen.ts';
import { isForeign, unknownText } from './unknown.ts';

/** The text of a machine that is the same in each of its heartbeats. */
export interface NodeForm {
  readonly head: Uint8Array;
  readonly agent: Uint8Array;
  readonly cards: readonly Uint8Array[];
  /** Whether the use of its cards is known. */
  readonly gpu: boolean;
  readonly tail: Uint8Array;
  readonly tailAtFirst: Uint8Array;
}

/** Prepares the text of a machine whose hive is of that version. */
export function nodeForm(machine: Machine, version: string): NodeForm {
  const { name, kernel, chassis, cardIds, blindness, workers } = machine;
  const { vendor, name: product, vramMb, powerLimitW } = chassis.card;
  const facts = { hostname: name, os: 'linux', kernel, cpu_count: chassis.cpus, ram_total_mb: chassis.ramMb };
  const gpu = blindness !== 'mig';
  const cardOf = (uuid: string, index: number) => {
    const it = { uuid, index, vendor, name: product, vram_total_mb: vramMb, power_limit_w: powerLimitW };
    const unknown = unknownText(gpu ? {} : { util_pct: 'mig' });
    return inked(`${JSON.stringify(it).slice(0, -1)}${unknown},"util_pct":`);
  };
  const foreign = workers.filter((_, index) => isForeign(blindness, index)).length;
  const unreadable = blindness === 'permission' ? `,"unreadable_processes":${foreign + 41}` : '';
  const rss = `,"rss_mb":${58 + Math.round(workers.length / 10)}`;
  const first = unknownText({ cpu_pct: 'first_sample' });
  return {
    gpu,
    cards: cardIds.map(cardOf),
    head: inked(`${JSON.stringify(facts).slice(0, -1)},"swap_used_mb":0,"cpu_pct":`),
    agent: inked(`],"agent":{"version":${JSON.stringify(version)},"cpu_pct":`),
    tail: inked(`${rss}}${unreadable}}`),
    tailAtFirst: inked(`${rss}${first}}${unreadable}${first}}`),
  };
}

const LOAD = inked(',"load_1":');
const RAM = inked(',"ram_used_mb":');
const CARDS = inked(',"gpus":[');
const USED = inked(',"vram_used_mb":');
const UNATTRIBUTED = inked(',"unattributed_vram_mb":');
const TEMPERATURE = inked(',"temp_c":');
const POWER = inked(',"power_w":');
const NEXT = inked('},');
const LAST = inked('}');
const NONE = inked('');

/** Writes the machine of a heartbeat; `first` where it is its hive's first one. */
export function writeNode(pen: Pen, form: NodeForm, figures: NodeFigures, first: boolean): void {
  pen.put(form.head);
  pen.tenths(first ? 0 : figures.cpuPct);
  pen.put(LOAD);
  pen.tenths(figures.load);
  pen.put(RAM);
  pen.whole(figures.ramUsedMb);
  pen.put(CARDS);
  writeCards(pen, form, figures);
  pen.put(form.agent);
  pen.tenths(first ? 0 : figures.agentCpuPct);
  pen.put(first ? form.tailAtFirst : form.tail);
}

function writeCards(pen: Pen, { cards, gpu }: NodeForm, figures: NodeFigures): void {
  let opening = NONE;
  for (let index = 0; index < cards.length; index += 1) {
    const it = figures.cards[index];
    const card = cards[index];
    if (!it || !card) continue;
    pen.put(opening);
    pen.put(card);
    pen.tenths(gpu ? it.utilPct : 0);
    pen.put(USED);
    pen.whole(it.vramMb);
    pen.put(UNATTRIBUTED);
    pen.whole(it.unattributedMb);
    pen.put(TEMPERATURE);
    pen.whole(it.tempC);
    pen.put(POWER);
    pen.tenths(it.powerW);
    opening = NEXT;
  }
  if (cards.length > 0) pen.put(LAST);
}
