import { PROBLEM_CONTENT_TYPE, ProblemSchema } from '@rbee/contract';

/** OpenAPI description of a route; every route can refuse a request ([H5]). `more` has its parameters and its body. */
export const describe = (
  tag: 'access' | 'hives' | 'history' | 'queen' | 'stream',
  summary: string,
  response: Readonly<Record<number, object>>,
  more: object = {},
) => ({
  summary,
  tags: [tag],
  response: {
    ...response,
    default: contentOf('The request is refused.', PROBLEM_CONTENT_TYPE, ProblemSchema),
  },
  ...more,
});

const contentOf = (description: string, contentType: string, schema: object) => ({
  description,
  content: { [contentType]: { schema } },
});

/** OpenAPI description of a JSON response. */
export const json = (description: string, schema: object) =>
  contentOf(description, 'application/json', schema);

/** OpenAPI description of a response that is not JSON. */
export const text = (description: string, contentType: string) =>
  contentOf(description, contentType, { type: 'string' });

/** OpenAPI description of a response without a body. */
export const empty = (description: string) => ({ description, type: 'null' });

/** OpenAPI description of query parameters. */
export const query = (properties: object) => ({ querystring: { type: 'object', properties } });

const repeatable = (description: string) => ({
  type: 'array',
  items: { type: 'string' },
  description: `${description} May be repeated.`,
});

/** OpenAPI description of the query parameters of a filter ([S9], [Q]). */
export const FILTER_PARAMETERS = {
  hive: repeatable('Only hives with this id.'),
  group: repeatable('Only workers of this group, and hives that have one.'),
  model: repeatable('Only workers that serve this model, and hives that have one.'),
};
