export { createQueenClient, type QueenClient } from './queen-client.ts';
export { QueenError, type QueenErrorKind } from './queen-error.ts';
export type { ListQuery, PageQuery } from './query.ts';
export type { QueenClientOptions, RequestOptions } from './request.ts';
