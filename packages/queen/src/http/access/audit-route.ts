import type { AuditLog } from '@rbee/access';
import { AuditPageSchema, LIMITS, ROUTES } from '@rbee/contract';
import type { FastifyInstance } from 'fastify';
import Negotiator from 'negotiator';
import { RefusalError } from '../../problem.ts';
import { describe, json, query } from '../route-schemas.ts';
import { type AccessContext, askedIn } from './access-route.ts';

const NDJSON = 'application/x-ndjson';

const page = json('A page of the audit log, the newest entry first.', AuditPageSchema);
const lines = { [NDJSON]: { schema: { type: 'string', description: 'All entries, the oldest first.' } } };

const schema = describe(
  'access',
  'Read who did what',
  { 200: { ...page, content: { ...page.content, ...lines } } },
  query({
    limit: { type: 'integer', minimum: 1, maximum: LIMITS.maxPageSize, default: LIMITS.defaultPageSize },
    cursor: { type: 'string', description: '`next_cursor` of the previous page.' },
  }),
);

/** GET: who did what, when and from where, as a page or as a whole in NDJSON ([A9]). */
export function addAuditRoute(app: FastifyInstance, context: AccessContext): void {
  app.get(ROUTES.audit, { schema }, async (request, reply) => {
    const { audit } = askedIn(context, request, reply).access;
    const { accept } = request.headers;
    if (new Negotiator({ headers: { accept } }).mediaType(['application/json', NDJSON]) === NDJSON) {
      return context.parts.answers.send(request, reply, NDJSON, linesOf(audit));
    }
    return audit.page(pageQuery(request.query as Readonly<Record<string, unknown>>));
  });
}

function* linesOf(audit: AuditLog): Generator<string, undefined> {
  for (const entry of audit.all()) yield `${JSON.stringify(entry)}\n`;
}

function pageQuery(raw: Readonly<Record<string, unknown>>): { limit: number; cursor?: number } {
  const limit = raw['limit'] === undefined ? LIMITS.defaultPageSize : wholeIn(raw['limit']);
  if (limit === undefined || limit < 1 || limit > LIMITS.maxPageSize) {
    throw bad(`limit must be a whole number from 1 to ${LIMITS.maxPageSize}.`);
  }
  if (raw['cursor'] === undefined) return { limit };
  const cursor = wholeIn(raw['cursor']);
  if (cursor === undefined) throw bad('cursor must be the next_cursor of the previous page.');
  return { limit, cursor };
}

const wholeIn = (value: unknown): number | undefined =>
  typeof value === 'string' && /^\d{1,10}$/.test(value) ? Number(value) : undefined;

const bad = (detail: string): RefusalError => new RefusalError({ code: 'bad_request', detail });
