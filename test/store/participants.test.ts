import { expect, test } from 'vitest';
import { CALL, GRAPH, record } from '../adapters/graph/scripted-graph.ts';
import { PARTICIPANTS, SESSIONS, storeScripted, VERSION } from './scripted-store.ts';
import { createSimulatedStore } from './simulated-store.ts';

const service = { '@odata.type': '#microsoft.graph.callRecords.serviceEndpoint' };

function end(id: string, displayName: string | null = null): object {
  const associatedIdentity = { id, displayName };
  return { '@odata.type': '#microsoft.graph.callRecords.participantEndpoint', associatedIdentity };
}

async function participantsOf(bodies: Readonly<Record<string, object>>) {
  const store = createSimulatedStore();
  await storeScripted(store, bodies);
  const rows = store.tables.rows('Participants').map(({ cells }) => ({
    id: cells.IdentityId?.value,
    name: cells.DisplayName?.value,
    source: cells.Source?.value,
  }));
  const [head] = store.tables.rows('CallRecords');
  const { ParticipantCount, ParticipantsReceived } = head?.cells ?? {};
  return { store, rows, count: ParticipantCount?.value, received: ParticipantsReceived?.value };
}

test.each([
  ['empty', []],
  ['absent', undefined],
  ['null', null],
])(
  'the participants of a peer-to-peer call are the ends of its sessions when participants_v2 is %s',
  async (_how, none) => {
    const sessions = [{ id: 's', caller: end('ada', 'Ada'), callee: end('ben', 'Ben'), segments: [] }];
    const { store, rows, count, received } = await participantsOf({
      [SESSIONS]: record({ type: 'peerToPeer', sessions }),
      [PARTICIPANTS]: record({ type: 'peerToPeer', sessions: undefined, participants_v2: none }),
    });
    expect(rows).toEqual([
      { id: 'ada', name: 'Ada', source: 'sessions' },
      { id: 'ben', name: 'Ben', source: 'sessions' },
    ]);
    expect({ count, received }).toEqual({ count: 2, received: 0 });
    const found = store.tables.rows('CallsByUser').map(({ partitionKey }) => partitionKey.split('_')[1]);
    expect(found).toEqual(['ada', 'ben']);
  },
);

test('the participants of a meeting are the callers on all pages of its sessions, each once', async () => {
  const page2 = `${GRAPH}/communications/callRecords/${CALL}/page2`;
  const first = [
    { id: 's1', caller: end('ada'), callee: service },
    { id: 's2', caller: { ...end('bot'), userAgent: { role: 'customBot' } }, callee: service },
    { id: 's3', caller: service, callee: end('eve') },
  ];
  const { rows, count, received } = await participantsOf({
    [SESSIONS]: record({ sessions: first, 'sessions@odata.nextLink': page2 }),
    [PARTICIPANTS]: record({ sessions: undefined, participants_v2: [] }),
    '/page2': {
      value: [
        { id: 's4', caller: end('ada', 'Ada'), segments: [] },
        { id: 's5', caller: end('ben'), segments: [] },
      ],
    },
    [VERSION]: record(),
  });
  expect(rows).toEqual([
    { id: 'ada', name: 'Ada', source: 'sessions' },
    { id: 'ben', name: undefined, source: 'sessions' },
  ]);
  expect({ count, received }).toEqual({ count: 2, received: 0 });
});

test('the participants that Graph lists are all there is, when it lists any', async () => {
  const { rows } = await participantsOf({
    [SESSIONS]: record({ sessions: [{ id: 's', caller: end('ada') }] }),
    [PARTICIPANTS]: record({ sessions: undefined, participants_v2: [{ identity: { user: { id: 'ben' } } }] }),
  });
  expect(rows).toEqual([{ id: 'ben', name: undefined, source: 'participants_v2' }]);
});

test('the ends of sessions and streams have the kind that the list of participants tells', async () => {
  const segments = [{ id: 'segment', media: [{ streams: [{ streamId: 'stream' }] }] }];
  const { store } = await participantsOf({
    [SESSIONS]: record({
      sessions: [{ id: 's', caller: end('+15555550123'), callee: end('ada'), segments }],
    }),
    [PARTICIPANTS]: record({
      sessions: undefined,
      participants_v2: [
        { identity: { phone: { id: '+15555550123' } } },
        { identity: { guest: { id: 'ada' } } },
      ],
    }),
  });
  for (const table of ['Sessions', 'Segments', 'MediaStreams'] as const) {
    const [row] = store.tables.rows(table);
    expect(row?.cells.CallerIdentityKind?.value, table).toBe('phone');
    expect(row?.cells.CalleeIdentityKind?.value, table).toBe('guest');
  }
});

test('every end in a simulated meeting whose participants are listed has a kind', async () => {
  const store = createSimulatedStore();
  await store.store(store.startCall({ kind: 'meeting' }));
  const callers = store.tables.rows('Sessions').filter(({ cells }) => cells.CallerIdentityId !== undefined);
  expect(callers.length).toBeGreaterThan(0);
  for (const { cells } of callers) expect(cells.CallerIdentityKind?.value).toBeDefined();
});
