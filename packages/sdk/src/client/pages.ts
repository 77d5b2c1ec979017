/** All pages of a list, up to a limit. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** Empty after the last page. */
  readonly next: string;
}

const maxPageSize = 1000;

export async function collect<Item>(
  limit: number,
  fetch: (page: { readonly pageSize: number; readonly pageToken: string }) => Promise<Page<Item>>,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  for (let pageToken = ""; items.length < limit; ) {
    const page = await fetch({ pageSize: Math.min(maxPageSize, limit - items.length), pageToken });
    items.push(...page.items);
    pageToken = page.next;
    if (pageToken === "") break;
  }
  return items.slice(0, limit);
}
