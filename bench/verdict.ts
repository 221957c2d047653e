/** A target, and whether it was met. */
export interface Verdict {
  readonly holds: boolean;
  readonly sentence: string;
}

/** Verdicts as a Markdown list. */
export const verdictLines = (verdicts: readonly Verdict[]): readonly string[] =>
  verdicts.map(({ holds, sentence }) => `- ${holds ? 'holds' : '**does not hold**'}: ${sentence}`);

/** Exit status of a program that is to hold them all. */
export const statusOf = (verdicts: readonly Verdict[]): number =>
  verdicts.every(({ holds }) => holds) ? 0 : 1;
