import { expect, test } from 'vitest';
import type { GraphClient } from '../../../src/adapters/graph/client.ts';
import type { ListedPage } from '../../../src/ports/graph.ts';
import {
  type Answer,
  answers,
  CALL,
  failureOf,
  GRAPH,
  NO_SIGNAL,
  OTHER_CALL,
  record,
  scriptedGraph,
} from './scripted-graph.ts';

const HOUR = { from: new Date('2026-11-23T08:00:00Z'), to: new Date('2026-11-23T09:00:00Z') };
const NEXT = `${GRAPH}/communications/callRecords?$skiptoken=2`;
const VERSION = { version: 1n, lastModifiedDateTime: '2026-11-23T08:30:00.1234567Z' };

async function listed(graph: GraphClient, link?: string): Promise<ReadonlyArray<ListedPage>> {
  const pages: Array<ListedPage> = [];
  for await (const page of graph.callRecordList.pages(HOUR, link, NO_SIGNAL)) pages.push(page);
  return pages;
}

const listing = (values: ReadonlyArray<unknown>, next?: string): Answer => ({
  body: { value: values, ...(next === undefined ? {} : { '@odata.nextLink': next }) },
});

test('an hour is asked for by its start times, and nothing but versions comes', async () => {
  const graph = scriptedGraph(answers(listing([record()])));
  expect(await listed(graph)).toEqual([
    {
      calls: [{ callId: CALL, version: expect.objectContaining(VERSION) }],
      unreadable: 0,
      nextLink: undefined,
    },
  ]);
  const { pathname, searchParams } = new URL(graph.sent[0]?.url ?? '');
  expect(pathname).toBe('/v1.0/communications/callRecords');
  expect(Object.fromEntries(searchParams)).toEqual({
    $filter: 'startDateTime ge 2026-11-23T08:00:00.000Z and startDateTime lt 2026-11-23T09:00:00.000Z',
    $select: 'id,version,lastModifiedDateTime',
  });
});

test('every page is asked for with up to 1,000 calls, which Graph documents for lists', async () => {
  const graph = scriptedGraph(answers(listing([record()], NEXT), listing([])));
  await listed(graph);
  const preferred = graph.sent.map(({ headers }) => headers.prefer);
  expect(preferred).toEqual(Array(2).fill('include-unknown-enum-members, odata.maxpagesize=1000'));
});

test('pages are followed, and a listing goes on from a link', async () => {
  const graph = scriptedGraph(
    answers(listing([record()], NEXT), listing([record({ id: OTHER_CALL })]), listing([])),
  );
  const pages = await listed(graph);
  expect(pages.map(({ calls }) => calls.map(({ callId }) => callId))).toEqual([[CALL], [OTHER_CALL]]);
  expect(pages.map(({ nextLink }) => nextLink)).toEqual([NEXT, undefined]);
  await listed(graph, NEXT);
  expect(graph.sent.map(({ url }) => url).slice(1)).toEqual([NEXT, NEXT]);
});

test('requests leave at most twice a second, whichever listing they belong to', async () => {
  const graph = scriptedGraph((_, number) => listing([], number % 5 === 0 ? undefined : `${NEXT}${number}`));
  for (let hour = 0; hour < 10; hour += 1) await listed(graph);
  const times = graph.sent.map(({ at }) => at.getTime());
  expect(times).toHaveLength(50);
  for (const [index, time] of times.entries()) {
    const inTwentySeconds = times.filter((other) => other > time - 20_000 && other <= time);
    expect(inTwentySeconds.length).toBeLessThan(40);
    if (index > 0) expect(time - (times[index - 1] ?? 0)).toBeGreaterThanOrEqual(500);
  }
});

test('a listing that was held back at the gate is followed no sooner for that', async () => {
  const graph = scriptedGraph((_, number) => listing([], number < 4 ? `${NEXT}${number}` : undefined));
  graph.gate.closedUntil = new Date(graph.clock.now().getTime() + 15_000);
  await listed(graph);
  const times = graph.sent.map(({ at }) => at.getTime());
  expect(times).toHaveLength(4);
  for (const [index, time] of times.slice(1).entries()) {
    expect(time - (times[index] ?? 0)).toBeGreaterThanOrEqual(500);
  }
});

test('an entry without version is a call all the same, and what names no call is counted', async () => {
  const graph = scriptedGraph(
    answers(
      listing([
        record({ version: 'two' }),
        record({ id: 'no-guid' }),
        null,
        'text',
        record({ id: OTHER_CALL }),
      ]),
    ),
  );
  expect(await listed(graph)).toEqual([
    {
      calls: [
        { callId: CALL, version: undefined },
        { callId: OTHER_CALL, version: expect.objectContaining(VERSION) },
      ],
      unreadable: 3,
      nextLink: undefined,
    },
  ]);
});

test('a throttled listing does not hold back the tenant, and says until when it must wait', async () => {
  const graph = scriptedGraph(() => ({ status: 429, headers: { 'Retry-After': '120' } }));
  const failure = await failureOf(listed(graph));
  expect(failure.kind).toBe('throttled');
  expect(failure.retryAt).toEqual(new Date(graph.clock.now().getTime() + 120_000));
  expect(graph.gate.held).toEqual([]);
});

test.each([
  ['another origin', 'https://graph.microsoft.com.attacker.invalid/v1.0/communications/callRecords'],
  ['another path', 'http://127.0.0.1:4280/beta/communications/callRecords'],
  ['nowhere', 'communications/callRecords?$skiptoken=2'],
])('the token never follows a link to %s, from Graph or from a row', async (_, link) => {
  const graph = scriptedGraph(answers(listing([], link)));
  expect((await failureOf(listed(graph))).kind).toBe('malformed');
  expect((await failureOf(listed(graph, link))).kind).toBe('malformed');
  expect(graph.sent).toHaveLength(1);
});

test('a list ends with an empty page that links to itself', async () => {
  const graph = scriptedGraph(answers(listing([record()], NEXT), listing([], NEXT)));
  expect((await listed(graph)).flatMap(({ calls }) => calls)).toHaveLength(1);
});

test('a list that goes round is not followed for ever, and is not taken for whole', async () => {
  const graph = scriptedGraph(() => listing([record()], NEXT));
  expect((await failureOf(listed(graph))).kind).toBe('malformed');
  expect(graph.sent).toHaveLength(2);
});
