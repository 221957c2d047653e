import { type Check, createCheck } from '@rbee/contract';
import { RefusalError, wrongShape } from '../../problem.ts';
import { parseJson } from '../../sample/index.ts';
import { UNSUPPORTED_MEDIA_TYPE } from '../error-handler.ts';

/** The schema of a body, for `/docs`, with its check. */
export interface BodyCheck<Body> {
  readonly schema: object;
  readonly check: Check<Body>;
}

/** The check of a schema of the contract. */
export const bodyCheck = <Schema extends Parameters<typeof createCheck>[0]>(
  schema: Schema,
): { readonly schema: Schema; readonly check: ReturnType<typeof createCheck<Schema>> } => ({
  schema,
  check: createCheck(schema),
});

/** The value of a body as the parser of this folder leaves it. Throws a refusal, which never quotes the body. */
export function readJsonBody<Body>(bytes: unknown, { check }: BodyCheck<Body>): Body {
  if (!Buffer.isBuffer(bytes)) throw new RefusalError(UNSUPPORTED_MEDIA_TYPE);
  const parsed = parseJson(bytes);
  if (!parsed.ok) throw new RefusalError(parsed.refusal);
  const { value } = parsed;
  if (check.is(value)) return value;
  throw new RefusalError(wrongShape(check.mismatch(value) ?? { pointer: '', expected: 'of another shape' }));
}
