/** A stored document, put together from its raw rows without the program's own reader. */

import { gunzipSync } from 'node:zlib';
import type { StoredRow } from '../../../src/tables/cell.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/** The record that the rows hold, with all its participants and sessions; rows in any order. Throws when damaged. */
export function recordIn(rows: ReadonlyArray<StoredRow>): JsonObject {
  const inOrder = rows.toSorted((a, b) => (a.rowKey < b.rowKey ? -1 : 1));
  const text = gunzipSync(Buffer.concat(inOrder.flatMap(bytesOf))).toString('utf8');
  const lines = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { readonly request: string; readonly body: JsonObject });
  const opening = lines.find(({ request }) => request === 'record')?.body ?? {};
  const members = (request: string, collection: string) =>
    lines
      .filter((line) => line.request === request)
      .flatMap(({ body }) => (body[collection] ?? body.value ?? []) as ReadonlyArray<unknown>);
  return withoutAnnotations({
    ...opening,
    participants_v2: members('participants', 'participants_v2'),
    sessions: [...((opening.sessions ?? []) as ReadonlyArray<unknown>), ...members('sessions', 'sessions')],
  }) as JsonObject;
}

function bytesOf({ cells }: StoredRow): ReadonlyArray<Uint8Array> {
  return Object.keys(cells)
    .filter((column) => /^Bytes\d\d$/.test(column))
    .sort()
    .flatMap((column) => {
      const value = cells[column]?.value;
      return value instanceof Uint8Array ? [value] : [];
    });
}

/** Without what only says how it was asked for. */
export function withoutAnnotations(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutAnnotations);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([name]) => !/@odata\.(?:context|nextLink|count)$/.test(name));
  return Object.fromEntries(kept.map(([name, part]) => [name, withoutAnnotations(part)]));
}
