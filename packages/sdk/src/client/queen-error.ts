import type { Problem } from '@rbee/contract';
import type { Refusal } from '../http/index.ts';

/**
 * `refused`: the queen answered and said no ([H5]); `unreachable`: there was no answer, or it broke off;
 * `unexpected`: an answer came that no queen of this wire gives.
 */
export type QueenErrorKind = 'refused' | 'unreachable' | 'unexpected';

interface QueenErrorInit {
  readonly kind: QueenErrorKind;
  readonly refusal?: Refusal | undefined;
  readonly cause?: unknown;
}

/** Why a question to the queen was not answered; the message is one sentence. */
export class QueenError extends Error {
  override readonly name = 'QueenError';
  readonly kind: QueenErrorKind;
  /** HTTP status of the refusal; null when it is none. */
  readonly status: number | null;
  /** The refusal's stable code (`docs/errors.md`); null when it has none. A later queen may have others. */
  readonly code: string | null;
  /** The whole refusal as the queen wrote it; null when it is none that this version knows. */
  readonly problem: Problem | null;

  constructor(message: string, { kind, refusal, cause }: QueenErrorInit) {
    super(message, { cause });
    this.kind = kind;
    this.status = refusal?.status ?? null;
    this.code = refusal?.code ?? null;
    this.problem = refusal?.problem ?? null;
  }
}
