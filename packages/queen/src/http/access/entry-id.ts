import type { FastifyRequest } from 'fastify';
import { RefusalError } from '../../problem.ts';

/** Description of the parameter `:id` of a path. */
export const idParameter = {
  params: { type: 'object', properties: { id: { type: 'string', maxLength: 64 } }, required: ['id'] },
};

/** Ids of sessions, accounts, tokens and invites. */
const ID = /^[\w-]{1,64}$/;

/** The `:id` of a path. Throws a refusal if nothing can have it. */
export function idIn({ params }: Pick<FastifyRequest, 'params'>): string {
  const { id } = params as { readonly id: string };
  if (ID.test(id)) return id;
  throw new RefusalError({ code: 'entry_not_found', detail: 'There is no entry with this id.' });
}

/** The refusal for an id that nothing of its kind has. */
export const entryNotFound = (kind: string, id: string): RefusalError =>
  new RefusalError({ code: 'entry_not_found', detail: `There is no ${kind} with the id ${id}.` });
