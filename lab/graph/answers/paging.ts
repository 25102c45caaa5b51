/** Server-driven paging: opaque skip tokens, absolute nextLinks. */

import { type Entities, entitiesOf } from '../call-record-content.ts';
import { badRequest } from '../operation-result.ts';

/** Where a page begins and how long it may be. A token keeps the size, since the Prefer header may not come again. */
export interface PagePosition<Start extends string | number> {
  readonly start: Start;
  readonly size: number;
}

/** @throws GraphError 400 for a token that this server did not make. */
export function pagePosition<Start extends string | number>(
  token: string | null,
  first: PagePosition<Start>,
): PagePosition<Start> {
  if (token === null) return first;
  try {
    const [start, size] = JSON.parse(Buffer.from(token, 'base64url').toString('utf8')) as Array<unknown>;
    if (typeof start === typeof first.start && typeof size === 'number')
      return { start: start as Start, size };
  } catch {
    // Falls through to the refusal: a token is opaque, so every way of breaking it is the same.
  }
  throw badRequest('Invalid skip token.');
}

/** The address of the page that begins at `next`; other query options stay as they were. */
export function nextLink(
  address: string,
  parameters: Iterable<readonly [string, string]>,
  next: PagePosition<string | number>,
): string {
  const kept = [...parameters].filter(([name]) => name !== '$skiptoken');
  const token = Buffer.from(JSON.stringify([next.start, next.size])).toString('base64url');
  const options = [...kept, ['$skiptoken', token] as const];
  return `${address}?${options.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')}`;
}

export function pageOf(entities: Entities, { start, size }: PagePosition<number>) {
  const end = start + size;
  const items = [...entitiesOf(entities, start, end)];
  return { items, next: end < entities.count ? { start: end, size } : undefined };
}
