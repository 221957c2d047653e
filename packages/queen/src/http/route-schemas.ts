import { PROBLEM_CONTENT_TYPE, ProblemSchema } from '@rbee/contract';

/** A JSON answer in a route's description. */
export const describedAs = (description: string, schema: object) => ({
  description,
  content: { 'application/json': { schema } },
});

/** An answer in a route's description that is not JSON. */
export const textAs = (description: string, contentType: string) => ({
  description,
  content: { [contentType]: { schema: { type: 'string' } } },
});

/** What every route may answer instead ([H5]). */
export const PROBLEM_RESPONSES = {
  default: { description: 'Refused', content: { [PROBLEM_CONTENT_TYPE]: { schema: ProblemSchema } } },
};
