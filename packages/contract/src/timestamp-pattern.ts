/** Pattern (ECMA-262) of times on the wire: RFC 3339 with an offset. It does not check that the month has the day. */
export const TIMESTAMP_PATTERN =
  '^\\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])[Tt ](?:[01]\\d|2[0-3]):[0-5]\\d:(?:[0-5]\\d|60)(?:\\.\\d{1,12})?(?:[Zz]|[+-](?:[01]\\d|2[0-3]):[0-5]\\d)$';
