/** A list and how to narrow it ([S9], [Q]): within one field any of the values, across fields all. */
export interface ListQuery {
  readonly hive?: string | readonly string[] | undefined;
  readonly group?: string | readonly string[] | undefined;
  readonly model?: string | readonly string[] | undefined;
  /** Items on a page; the queen's default is 100 and her largest page 1000. */
  readonly limit?: number | undefined;
}

/** What workers are looked for, for a request to be served ([R5]). */
export interface WorkersQuery extends PageQuery {
  /** Only those that are, or are not, available ([R2]). */
  readonly available?: boolean | undefined;
  /** Only those that could still take so much GPU memory, MiB. */
  readonly free_vram_mb?: number | undefined;
}

/** One page of a list ([Q]). */
export interface PageQuery extends ListQuery {
  /** `next_cursor` of the page before. */
  readonly cursor?: string | undefined;
}

/** The query as it stands in an address, its question mark included; empty for an empty query. */
export function queryText(query: WorkersQuery): string {
  const { hive, group, model, available, free_vram_mb, limit, cursor } = query;
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries({
    hive,
    group,
    model,
    available,
    free_vram_mb,
    limit,
    cursor,
  })) {
    if (value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) parameters.append(name, String(one));
  }
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}
