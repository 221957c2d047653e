import { PROBLEM_CONTENT_TYPE, ProblemSchema } from '@rbee/contract';

/** OpenAPI description of a JSON response. */
export const describedAs = (description: string, schema: object) => ({
  description,
  content: { 'application/json': { schema } },
});

/** OpenAPI description of a response that is not JSON. */
export const textAs = (description: string, contentType: string) => ({
  description,
  content: { [contentType]: { schema: { type: 'string' } } },
});

/** OpenAPI description of a query parameter that may be repeated. */
export const repeatable = (description: string) => ({
  type: 'array',
  items: { type: 'string' },
  description: `${description} May be repeated.`,
});

/** OpenAPI description of the refusals of every route ([H5]). */
export const PROBLEM_RESPONSES = {
  default: {
    description: 'The request is refused.',
    content: { [PROBLEM_CONTENT_TYPE]: { schema: ProblemSchema } },
  },
};
