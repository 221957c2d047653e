import type { UnknownReason } from '@rbee/contract';
import { cutText, LIMITS, visibleText } from '@rbee/contract/plain';
import { type Figure, known, missing, type Reading } from '../../figure.ts';
import type { GpuCard, GpuDetails, GpuProcess } from '../../gpu-reader.ts';
import type { Failure, Told, ToldCard, ToldProcesses } from './protocol.ts';

/** The cards of an answer, with texts that can be shown ([H9]). */
export const cardsOf = (cards: readonly ToldCard[]): readonly GpuCard[] =>
  cards.slice(0, LIMITS.maxGpus).map(cardOf);

function cardOf(told: ToldCard): GpuCard {
  const { index, details, processes } = told;
  return {
    uuid: shownText(told.uuid),
    index,
    vendor: 'nvidia',
    name: shownText(told.name),
    utilPct: figureOf(told.use),
    usedMb: figureOf(told.used),
    totalMb: figureOf(told.total),
    details: shownDetails(details),
    processes: typeof processes === 'string' ? missing(processes) : processesOf(processes),
  };
}

/** The reason of [W2] for a driver without cards. */
export const reasonOfFailure = (failure: Failure): UnknownReason =>
  failure === 'no_library' || failure === 'library_mismatch' ? 'driver_unsupported' : failure;

/** A text of the driver, bounded, and with characters that can be seen. */
export const shownText = (text: string): string => visibleText(cutText(text, LIMITS.maxTextChars));

const shownDetails = (details: GpuDetails): GpuDetails =>
  details.mig ? { ...details, mig: details.mig.map((it) => ({ ...it, uuid: shownText(it.uuid) })) } : details;

const figureOf = (told: Told): Figure => (typeof told === 'number' ? known(told) : missing(told));

function processesOf({ numbers, memoryGap, useGap }: ToldProcesses): Reading<readonly GpuProcess[]> {
  const [noMemory, noUse] = [missing(memoryGap), missing(useGap)];
  const value: GpuProcess[] = [];
  for (let at = 0; at + 3 < numbers.length; at += 4) {
    const [pid = 0, computes, mebibytes = -1, pct = -1] = numbers.slice(at, at + 4);
    value.push({
      pid,
      computes: computes === 1,
      vramMb: mebibytes < 0 ? noMemory : known(mebibytes),
      utilPct: pct < 0 ? noUse : known(pct),
    });
  }
  return { ok: true, value };
}
