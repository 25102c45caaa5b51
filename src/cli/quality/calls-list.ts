/** `quality --value`: the calls behind a line, each with the poor streams that the line counts. */

import type { Store } from '../../rows/store.ts';
import { type CallBehind, type CallsBehindQuestion, callsBehind } from '../../summaries/calls-behind.ts';
import type { ReadRows } from '../../tables/table.ts';
import { numeral } from '../../wording/values.ts';
import { callList } from '../calls/call-list.ts';
import type { List } from '../list.ts';

/** All of them, the latest first, as they are looked into. */
export async function* everyCallBehind(
  store: Store,
  question: CallsBehindQuestion,
): AsyncGenerator<ReadRows<CallBehind>> {
  let before: string | undefined;
  do {
    const part = await callsBehind(store, { ...question, before });
    yield { rows: part.calls, unreadable: part.unreadable };
    before = part.before;
  } while (before !== undefined);
}

/** `columns`: of the terminal; undefined where a program reads. */
export function callsBehindList(columns: number | undefined): List<CallBehind> {
  const list = callList('UTC', columns);
  return {
    columns: [
      ...list.columns.map(({ text, style, ...column }) => ({
        ...column,
        text: ({ call }: CallBehind) => text(call),
        style: ({ call }: CallBehind) => style?.(call),
      })),
      { title: 'poor here', align: 'right', text: ({ poorStreams }) => numeral(poorStreams) },
    ],
    properties: [...list.properties, 'PoorStreamsHere'],
    object: ({ call, poorStreams }) => ({ ...list.object(call), PoorStreamsHere: poorStreams }),
  };
}
