/** Lists of the API, read page after page. */
export interface Page<Item> {
  readonly nodes: readonly Item[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/** The fields that a page needs beside its items. */
export const pageInfoFields = "pageInfo { hasNextPage endCursor }";

/** Largest page that the API gives. */
export const pageSizeMax = 100;

/** Every item; `readPage` gets the cursor to start after, null for the first page. */
export async function* allItems<Item>(
  readPage: (after: string | null) => Promise<Page<Item>>,
): AsyncGenerator<Item, void, void> {
  let after: string | null = null;
  for (;;) {
    const { nodes, pageInfo }: Page<Item> = await readPage(after);
    yield* nodes;
    if (!pageInfo.hasNextPage || pageInfo.endCursor === null) return;
    after = pageInfo.endCursor;
  }
}
