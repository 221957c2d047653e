import type { UnknownReason } from '@rbee/queen-rbee-sdk';

const SENTENCES: Readonly<Record<UnknownReason, string>> = {
  first_sample: 'measuring…',
  permission: 'no permission to read',
  pid_namespace: 'other PID namespace',
  mig: 'MIG, not measured',
  wddm: 'hidden by Windows driver',
  driver_unsupported: 'GPU not read',
  driver_error: 'GPU driver failed',
  not_exposed: 'not exposed by system',
  timeout: 'timed out',
};

const EXPLAINED: Partial<Record<UnknownReason, string>> = {
  driver_unsupported: 'this version does not read GPUs',
};

/**
 * Why a figure is not known ([W2]), in a few words for a person. Where it is not `live`, no further sample is
 * on its way, and so nothing is being measured.
 */
export const reasonInWords = (reason: UnknownReason, live = true): string =>
  reason === 'first_sample' && !live ? 'not measured' : SENTENCES[reason];

/** The same in as many words as it takes, where there is room for them. */
export const reasonInFull = (reason: UnknownReason, live = true): string =>
  EXPLAINED[reason] ?? reasonInWords(reason, live);
