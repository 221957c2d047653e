import type { UnknownReason } from '@rbee/contract';
import type { GpuDetails } from '../../gpu-reader.ts';

/** What the process that calls the driver is asked, as one line of JSON. */
export interface Request {
  readonly id: number;
  /**
   * PCI addresses of the cards that may be asked, because others are powered down and a call would wake them; null if all
   * may be.
   */
  readonly awake: readonly string[] | null;
}

/** A figure: a number, or why it is not known. */
export type Told = number | UnknownReason;

/** The processes of a card. */
export interface ToldProcesses {
  /** Four numbers for each: pid, 1 if it computes, MiB, use in percent; -1 where a figure is not known. */
  readonly numbers: readonly number[];
  /** Why memory and use are not known where they are not. */
  readonly memoryGap: UnknownReason;
  readonly useGap: UnknownReason;
}

/** One card. Texts are those of the driver. */
export interface ToldCard {
  readonly uuid: string;
  readonly index: number;
  readonly name: string;
  readonly use: Told;
  /** Memory in use and in all, MiB. */
  readonly used: Told;
  readonly total: Told;
  readonly details: GpuDetails;
  readonly processes: ToldProcesses | UnknownReason;
}

/**
 * Why there are no cards. `no_library`: this process cannot load NVIDIA's library. `library_mismatch`: the library and
 * the kernel module are of different versions.
 */
export type Failure = 'no_library' | 'library_mismatch' | UnknownReason;

/** Its answer, as one line of JSON; `version` is that of the driver, empty if it does not tell. */
export type Reply =
  | { readonly id: number; readonly version: string; readonly cards: readonly ToldCard[] }
  | { readonly id: number; readonly failure: Failure };

/** Longest line of an answer in bytes: 64 cards with 1024 processes each need about half of it. */
export const MAX_LINE_BYTES = 4 * 1024 * 1024;
