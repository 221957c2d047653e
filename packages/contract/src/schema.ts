import { Type } from '#schemas';
import { LIMITS } from './limits.ts';
import { TIMESTAMP_PATTERN } from './timestamp-pattern.ts';

/** A time: RFC 3339 with an offset and at most 12 fractional digits. */
export const timestamp = (description: string) =>
  Type.String({
    description,
    maxLength: 64,
    pattern: TIMESTAMP_PATTERN,
    'x-expected': 'an RFC 3339 time with an offset, such as 2025-10-30T20:15:30Z',
  });

/** u32: a whole number from 0 to 4294967295. */
export const u32 = (description: string) => Type.Integer({ description, minimum: 0, maximum: 4_294_967_295 });

/** u64, limited to the exact range of JSON numbers: a whole number from 0 to 2^53-1. */
export const u64 = (description: string) =>
  Type.Integer({ description, minimum: 0, maximum: Number.MAX_SAFE_INTEGER });

/** A finite number of at least 0. */
export const f64 = (description: string) => Type.Number({ description, minimum: 0 });

/** A percentage: a number from 0 to 100. */
export const percent = (description: string) => Type.Number({ description, minimum: 0, maximum: 100 });

/** Free text of at most `LIMITS.maxTextChars` characters. */
export const text = (description: string) => Type.String({ description, maxLength: LIMITS.maxTextChars });

/** A value or null. */
export const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/**
 * What is known of some fields, by the name of the field. A name is 1 to `LIMITS.maxNameChars` printable characters of ASCII:
 * the queen keeps names, too.
 */
export const byField = <T extends Type.TSchema>(about: T, description: string) =>
  Type.Record(Type.String({ pattern: `^[!-~]{1,${LIMITS.maxNameChars}}$` }), about, {
    description,
    maxProperties: LIMITS.maxUnknownFields,
    additionalProperties: false,
    'x-expected':
      `an object of at most ${LIMITS.maxUnknownFields} fields, ` +
      `with names of 1 to ${LIMITS.maxNameChars} printable ASCII characters`,
  });
