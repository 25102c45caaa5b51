import { describe, expect, test } from 'vitest';
import { microsoftLink } from '../../src/page/call/microsoft-link.ts';
import { createStore, type Store } from '../../src/rows/store.ts';
import { callId, once, tenantId, watched } from '../store/call-in-store.ts';
import { makeOld } from '../store/earlier-layout.ts';
import { createSimulatedStore } from '../store/simulated-store.ts';
import { type Session, storeOver, storeTold } from '../told/call-record.ts';
import { pageOf, SECRET } from './page-in-test.ts';

const ADA = { name: 'Ada', platform: 'macOS', subnet: '10.99.0.0', headset: 'Buds', connection: 'wifi' };
const BEN = { name: 'Ben' };
const LOSSY = { loss: 0.25 };
const POOR_CALL: ReadonlyArray<Session> = [
  {
    caller: ADA,
    to: '2026-11-23T09:30:00Z',
    streams: [LOSSY, {}],
    failure: { stage: 'midcall', reason: 'Network lost' },
  },
  { caller: BEN, from: '2026-11-23T09:30:00Z', streams: [{}] },
];
const SENTENCE =
  '1 of 3 streams was poor: received audio of Ada on network 10.99.0.0, loss 25 %; with Buds, on macOS. 1 of 2 sessions was dropped: Network lost.';

async function poorCall(): Promise<ReturnType<typeof storeOver>> {
  const store = storeOver();
  await storeTold(store, { sessions: POOR_CALL });
  return store;
}

/** The text of a screen as it is read, without its tags. */
async function textOf(store: Store, path = `/call/${callId}`, status = 200): Promise<string> {
  const html = await pageOf(store).screen(path, status);
  return html
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll(/\s+/g, ' ');
}

describe('the screen Call', () => {
  test('has the sentence as its heading, and a lane for each participant that words tell as well', async () => {
    const store = await poorCall();
    const html = await pageOf(store).screen(`/call/${callId}`);
    expect(html).toContain(`<h1><bdi>${SENTENCE.replace(' %', '\u00a0%')}</bdi></h1>`);
    expect(html).toContain('Group call');
    const [, ada, ben] = html.split('<th scope="row">');
    expect(ada).toContain('Ada');
    // The first half of the lane, with the pattern.
    expect(ada).toContain('<rect fill="url(#poor)" x="0.0" y="4" width="240.0"');
    expect(ada).toContain('1 of 2 poor');
    expect(ada).toContain('received audio');
    expect(ada).toContain('session dropped');
    expect(ben).toContain('<rect class="there" x="240.0" y="4" width="240.0"');
    expect(ben).toContain('1 good');
    expect(ben).not.toContain('url(#poor)');
  });

  test('says of a call without a type that Graph does not say it', async () => {
    const store = storeOver();
    await storeTold(store, { type: 'unknown', sessions: POOR_CALL });
    expect(await textOf(store)).toContain('Call (Graph does not say whether in a group or peer to peer) on');
    const { screen } = pageOf(store);
    expect(await screen('/?day=2026-11-23')).toContain('Graph does not say');
  });

  test('says of each poor stream where and with what its ends were, and why; then what failed', async () => {
    const text = await textOf(await poorCall());
    expect(text).toContain(
      '10:00:00 to 10:30:00 audio loss 25 % the service (media controller) Ada network 10.99.0.0 Buds on macOS over Wi-Fi',
    );
    expect(text).toContain('10:30:00 dropped Ada Network lost');
  });

  test('says once that an end was in a tunnel', async () => {
    const store = storeOver();
    const ada = { ...ADA, connection: 'tunnel' };
    await storeTold(store, { sessions: [{ caller: ada, streams: [LOSSY] }] });
    const text = await textOf(store);
    expect(text).toContain('Buds on macOS through a tunnel, such as a VPN');
    expect(text).not.toContain('the connection was a tunnel');
  });

  test('shows versions with their times, what was received and what is stored, and the text for a ticket', async () => {
    const store = await poorCall();
    await storeTold(store, { version: 2, sessions: POOR_CALL });
    const text = await textOf(store);
    expect(text).toMatch(/Versions 1 stored [\d-]+ [\d:]+ , 2 stored/);
    expect(text).toContain('Media streams 3 received, 3 stored');
    expect(text).toContain(`Teams call: ${SENTENCE} Call id: ${callId} Time (UTC): 2026-11-23 09:00:00 to`);
    expect(text).toContain(`To see it: ./callrecords call ${callId}`);
  });

  test('shows the 50 worst participants of a large meeting, and the others by page', async () => {
    const store = storeOver();
    const sessions = Array.from({ length: 120 }, (_, index) => ({
      caller: { name: `Guest ${index}` },
      streams: [index === 119 ? LOSSY : {}],
    }));
    await storeTold(store, { sessions });
    const lanes = async (page: string) =>
      Array.from(
        (await pageOf(store).screen(`/call/${callId}${page}`)).matchAll(
          /<th scope="row"><a [^>]*><bdi>Guest (\d+)<\/bdi>/g,
        ),
        ([, n]) => n,
      );
    const first = await lanes('');
    expect([first.length, first[0]]).toEqual([50, '119']);
    expect((await lanes('?page=3')).length).toBe(20);
    expect(new Set([...first, ...(await lanes('?page=2')), ...(await lanes('?page=3'))]).size).toBe(120);
    expect(await textOf(store)).toContain('1 to 50 of 120');
    expect(await textOf(store, `/call/${callId}?page=4`, 404)).toContain('120 participants, and no page 4');
  });

  test('folds all but the worst lanes and poor streams of a large meeting, leads to the poor ones, and hides nothing of a small one', async () => {
    const store = storeOver();
    const sessions = Array.from({ length: 60 }, (_, index) => ({
      caller: { name: `Guest ${index}` },
      streams: [index < 40 ? LOSSY : {}],
    }));
    await storeTold(store, { sessions });
    const large = await pageOf(store).screen(`/call/${callId}`);
    const [before = '', folded = ''] = large.split('<summary>38 more participants</summary>');
    expect([before, folded].map((part) => part.match(/<td class="lane">/g)?.length)).toEqual([12, 38]);
    expect(large).toContain('<summary>28 more poor streams</summary>');
    expect(large).toContain('<a href="#poor-streams">Poor streams</a>');
    expect(large).toContain('<h2 id="poor-streams">40 poor streams');
    expect(large).toMatch(/<details><summary><h2>What is stored<\/h2><\/summary>/);
    const middling = storeOver();
    await storeTold(middling, { sessions: sessions.slice(0, 18) });
    expect(await pageOf(middling).screen(`/call/${callId}`)).not.toMatch(/<summary>\d/);
  });

  test('leads from a participant to their other calls, unless the page is to show no persons', async () => {
    const store = await poorCall();
    const link = /<a href="[^"]*\/person\?name=[^"]+"><bdi>Ada<\/bdi><\/a>/;
    expect(await pageOf(store).screen(`/call/${callId}`)).toMatch(link);
    const without = await pageOf(store, { withoutPersons: true }).screen(`/call/${callId}`);
    expect(without).toContain('<bdi>Ada</bdi>');
    expect(without).not.toContain('/person');
  });

  test('classifies a call that an earlier release stored as it is read', async () => {
    const store = await poorCall();
    await makeOld(store.tables);
    expect(await textOf(store)).toContain(SENTENCE);
  });

  test('shows the new version when the call is replaced while it is read', async () => {
    const { storage } = watched();
    const plain = storeOver(storage);
    await storeTold(plain, { sessions: POOR_CALL });
    const tables = once(storage, { table: 'Sessions', phase: 'before' }, () =>
      storeTold(plain, { version: 2, sessions: [{ caller: BEN, streams: [{}] }] }),
    );
    expect(await textOf(createStore({ tables, tenantId, clock: plain.clock }))).toContain(
      'The one stream was good.',
    );
  });

  test('says what to type when rows of the call are missing', async () => {
    const store = await poorCall();
    const [row] = store.tables.rows('Sessions');
    if (row === undefined) throw new Error('no session is stored');
    await store.tables.table('Sessions').delete(row);
    expect(await textOf(store, `/call/${callId}`, 500)).toContain(`./callrecords replay ${callId}`);
  });

  test.each([
    ['/call/nonsense', 400, 'The id of a call (a GUID) is expected'],
    ['/call/%252e%252e', 400, 'The id of a call (a GUID) is expected'],
    [`/call/${callId}?page=0`, 400, 'page is a number from 1'],
    [`/call/${callId}?page=1e3`, 400, 'page is a number from 1'],
    [`/call/${callId}`, 404, 'No version of call'],
    [`/call/${callId}/document`, 404, 'No version of call'],
  ])('%s is answered with %i and says why', async (path, status, text) => {
    expect(await textOf(storeOver(), path, status)).toContain(text);
  });
});

describe('the document of a call', () => {
  test('is a file of lines, each an answer of Graph as it was sent, read row by row while it is written', async () => {
    const store = createSimulatedStore();
    const id = store.startCall({ kind: 'meeting', participants: 200 });
    await store.store(id);
    const response = await pageOf(store).request(`/${SECRET}/call/${id}/document`);
    expect(response.status).toBe(200);
    expect(response.headers.get('Content-Type')).toMatch(/^text\/plain/);
    expect(response.headers.get('X-Content-Type-Options')).toBe('nosniff');
    expect(response.headers.get('Content-Disposition')).toBe(`attachment; filename="call-${id}.jsonl"`);
    const lines = (await response.text())
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { id?: string });
    expect(lines.length).toBeGreaterThan(1);
    expect(lines[0]?.id).toBe(id);
  });

  test('that is damaged is not sent, and the page says what to type', async () => {
    const store = await poorCall();
    const [row] = store.tables.rows('CallRecordDocuments');
    if (row === undefined) throw new Error('no document is stored');
    await store.tables.table('CallRecordDocuments').delete(row);
    expect(await textOf(store, `/call/${callId}/document`, 500)).toContain(`./callrecords replay ${callId}`);
  });
});

test.each([
  ['https://teams.microsoft.com/l/meetup-join/x', true],
  ['https://teams.live.com/meet/1', true],
  ['http://teams.microsoft.com/l/meetup-join/x', false],
  ['https://teams.microsoft.com.evil.example/', false],
  ['https://evil.example/teams.microsoft.com', false],
  ['https://user@teams.microsoft.com/', false],
  ['https://teams.microsoft.com:8443/', false],
  ['javascript:alert(1)//teams.microsoft.com', false],
  ['nothing', false],
  [undefined, false],
])('the join address %s becomes a link: %s', (address, isLink) => {
  expect(microsoftLink(address)).toBe(isLink ? address : undefined);
});
