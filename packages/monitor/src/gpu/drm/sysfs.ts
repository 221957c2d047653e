import type { UnknownReason } from '@rbee/contract';
import { type Figure, known, missing } from '../../figure.ts';
import { type Answer, type Files, natural, reasonOf } from '../../files/index.ts';

/** Longest attribute that is read: sysfs(5) gives at most a page, which is 64 KiB on some machines. */
const MAX_ATTRIBUTE_BYTES = 64 * 1024;

/** Address of a PCI device: domain, bus, device and function. */
export const PCI_ADDRESS = /^[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]$/;

/** Factor from bytes to MiB. */
export const MIB_PER_BYTE = 1 / (1024 * 1024);

/** An attribute of sysfs that is read in every sample, without white space around it; null if it cannot be read. */
export function attribute(files: Files, path: string): string | null {
  const text = files.again(path);
  return text.ok ? text.value.slice(0, MAX_ATTRIBUTE_BYTES).trim() : null;
}

/** An attribute that is read rarely. */
export function rareAttribute(files: Files, path: string): string | null {
  const text = files.text(path, MAX_ATTRIBUTE_BYTES);
  return text.ok ? text.value.trim() : null;
}

/** The number of an attribute, or why it could not be read. */
export const numberFigure = (files: Files, path: string, factor = 1): Figure =>
  figureOf(files.again(path), factor);

/**
 * The number of an attribute that amdgpu refuses (EPERM) while the card is not active: it falls asleep or wakes. Is not
 * remembered as a refusal.
 */
export function activeFigure(files: Files, path: string): Figure {
  const text = files.text(path, MAX_ATTRIBUTE_BYTES);
  return !text.ok && text.refusal === 'permission' ? missing('asleep') : figureOf(text, 1);
}

function figureOf(text: Answer<string>, factor: number): Figure {
  if (!text.ok) return missing(reasonOf(text.refusal));
  const value = natural(text.value.trim());
  return value === null ? missing(UNREADABLE) : known(value * factor);
}

/** A driver that answers with something else than a number. */
const UNREADABLE: UnknownReason = 'driver_error';

/** The whole number of an attribute, which may be negative; null if it cannot be read. */
export function integer(files: Files, path: string): number | null {
  const text = attribute(files, path) ?? '';
  return /^-?\d{1,15}$/.test(text) ? Number(text) : null;
}
