import type { Machine, Placed, Run, WorkerFigures } from '../model/index.ts';
import { inked, type Pen } from './pen.ts';
import { type KnownOf, knownOf } from './unknown.ts';

/** The text of one run of a worker that is the same in each of its heartbeats. */
export interface WorkerForm extends KnownOf {
  readonly head: Uint8Array;
  readonly engine: Uint8Array;
  /** Whether its engine tells nothing of its requests. */
  readonly silent: boolean;
  /** Opening of each of its cards; none where its driver does not tell what a process has on one. */
  readonly cards: readonly Uint8Array[];
}

/** Prepares the text of a run; `startedAt` is when it started, by the clock of its machine. */
export function workerForm(machine: Machine, index: number, run: Run, startedAt: Date): WorkerForm {
  const placed = machine.workers[index];
  if (!placed) throw new RangeError(`this machine has no worker ${index}`);
  const { model, engine, port, cards } = placed;
  const known = knownOf(machine, index);
  const facts = {
    pid: 1_000 + ((machine.seed + index * 7_919 + run.count * 104_729) % 4_000_000),
    ...{ group: model.group, instance: String(port), model: model.name, origin: 'simulated' },
    pids: engine.pids + Math.max(0, cards.length - 1),
    started_at: startedAt.toISOString(),
    total_vram_mb: cards.length * machine.chassis.card.vramMb,
    ...containerOf(machine, index, placed),
  };
  const said = { kind: engine.kind, version: engine.version, endpoint: `http://127.0.0.1:${port}` };
  const cardOf = (card: number) => inked(`{"uuid":"${machine.cardIds[card]}","index":${card},"vram_mb":`);
  return {
    ...known,
    silent: engine.silent === true,
    head: inked(`${JSON.stringify(facts).slice(0, -1)},"cpu_pct":`),
    engine: inked(`,"engine":${JSON.stringify({ ...said, models: [model.name] }).slice(0, -1)}`),
    cards: known.gpu ? cards.map(cardOf) : [],
  };
}

/** Servers for many users mostly run in a container. */
function containerOf({ seed }: Machine, index: number, { engine, port }: Placed): object {
  if (!engine.reserves || (seed + index) % 3 === 0) return {};
  const id = (seed * 4_096 + index).toString(16).padStart(12, '0');
  return { container: { id, name: `${engine.kind}-${port}`, runtime: 'docker' } };
}

const RSS = inked(',"rss_mb":');
const READ = inked(',"io_r_mb_s":');
const WRITTEN = inked(',"io_w_mb_s":');
const UPTIME = inked(',"uptime_s":');
const GPU = inked(',"gpu_util_pct":');
const VRAM = inked(',"vram_mb":');
const END = inked('}}');

/** Writes one worker of a heartbeat; `first` where it is in none before it. */
export function writeWorker(pen: Pen, form: WorkerForm, figures: WorkerFigures, first: boolean): void {
  const io = form.io && !first;
  pen.put(form.head);
  pen.tenths(first ? 0 : figures.cpuPct);
  pen.put(RSS);
  pen.whole(figures.rssMb);
  pen.put(READ);
  pen.tenths(io ? figures.readMbS : 0);
  pen.put(WRITTEN);
  pen.tenths(io ? figures.writeMbS : 0);
  pen.put(UPTIME);
  pen.whole(figures.uptimeS);
  pen.put(GPU);
  pen.tenths(form.gpu ? figures.gpuPct : 0);
  pen.put(VRAM);
  pen.whole(figures.vramMb);
  pen.put(first ? form.unknownAtFirst : form.unknown);
  if (form.cards.length > 0) writeCards(pen, form.cards, figures);
  pen.put(form.engine);
  writeEngine(pen, form.silent, figures);
  pen.put(END);
}

const CARDS = inked(',"gpus":[');
const UTIL = inked(',"util_pct":');
const NEXT = inked('},');
const CARDS_END = inked('}]');

function writeCards(pen: Pen, cards: readonly Uint8Array[], { vramMb, gpuPct }: WorkerFigures): void {
  const each = Math.floor(vramMb / cards.length);
  let opening = CARDS;
  for (const card of cards) {
    pen.put(opening);
    pen.put(card);
    pen.whole(each);
    pen.put(UTIL);
    pen.tenths(gpuPct);
    opening = NEXT;
  }
  pen.put(CARDS_END);
}

const STARTING = inked(',"state":"starting"');
const SILENT = inked(',"state":"ready","unknown":{"requests_running":"not_exposed"}');
const RUNNING = inked(',"state":"ready","requests_running":');
const WAITING = inked(',"requests_waiting":');
const KV_CACHE = inked(',"kv_cache_pct":');
const PROMPTS = inked(',"prompt_tokens_per_s":');
const TOKENS = inked(',"generation_tokens_per_s":');
const FIRST_TOKEN = inked(',"ttft_ms_p50":');

function writeEngine(pen: Pen, silent: boolean, figures: WorkerFigures): void {
  if (figures.loading) pen.put(STARTING);
  else if (silent) pen.put(SILENT);
  else writeRequests(pen, figures);
}

function writeRequests(pen: Pen, figures: WorkerFigures): void {
  pen.put(RUNNING);
  pen.whole(figures.running);
  pen.put(WAITING);
  pen.whole(figures.waiting);
  pen.put(KV_CACHE);
  pen.tenths(figures.kvPct);
  pen.put(PROMPTS);
  pen.tenths(figures.promptTokensPerS);
  pen.put(TOKENS);
  pen.tenths(figures.tokensPerS);
  pen.put(FIRST_TOKEN);
  pen.tenths(figures.firstTokenMs);
}
