import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/language/json.ts';
import { createSessionParticipants } from '../../src/store/session-participants.ts';

const ada = { '@odata.type': '#microsoft.graph.userIdentity', id: 'ada', displayName: 'Ada' };
const ben = { id: 'ben', displayName: 'Ben' };

function person(associatedIdentity: JsonObject, more: JsonObject = {}): JsonObject {
  return { '@odata.type': '#microsoft.graph.callRecords.participantEndpoint', associatedIdentity, ...more };
}

function participants(
  type: string | undefined,
  sessions: ReadonlyArray<JsonObject>,
  kinds: ReadonlyMap<string, string> = new Map(),
) {
  const collected = createSessionParticipants(type === undefined ? {} : { type }, kinds);
  for (const session of sessions) collected.addSessions([session]);
  return collected.participants();
}

describe('participants from sessions', () => {
  test('are caller and callee of a peer-to-peer call', () => {
    expect(participants('peerToPeer', [{ caller: person(ada), callee: person(ben) }])).toEqual([
      { identity: { user: ada } },
      { identity: ben },
    ]);
  });

  test.each(['groupCall', 'unknown', 'kindOfTomorrow', undefined])(
    'are only callers when the type is %s',
    (type) => {
      expect(participants(type, [{ caller: person(ada), callee: person(ben) }])).toEqual([
        { identity: { user: ada } },
      ]);
    },
  );

  test('are named once, however many sessions they have, in the order of their first', () => {
    const sessions = [ada, ben, ada, ben].map((who) => ({ caller: person(who) }));
    expect(participants('groupCall', sessions)).toEqual([{ identity: { user: ada } }, { identity: ben }]);
  });

  test('have what any of their sessions tells', () => {
    const sessions = [
      { caller: person({ id: 'ada', displayName: null }) },
      { caller: person({ ...ada, tenantId: 't' }) },
    ];
    expect(participants('groupCall', sessions)).toEqual([{ identity: { user: { ...ada, tenantId: 't' } } }]);
  });

  test('have the kind that is known for their id', () => {
    const kinds = new Map([['ben', 'onPremises']]);
    expect(participants('groupCall', [{ caller: person(ben) }], kinds)).toEqual([
      { identity: { onPremises: ben } },
    ]);
  });

  test('are read from the deprecated identity where the new one is missing', () => {
    const phone = { id: '+15555550123', displayName: null };
    const caller = { identity: { user: null, phone } };
    expect(participants('groupCall', [{ caller }])).toEqual([{ identity: { phone } }]);
  });

  test('with a name and no id are told apart by the name', () => {
    const sessions = ['Grace', 'Guest', 'Grace'].map((displayName) => ({
      caller: person({ id: null, displayName }),
    }));
    expect(participants('groupCall', sessions)).toHaveLength(2);
  });

  test.each([
    ['a service endpoint', { '@odata.type': '#microsoft.graph.callRecords.serviceEndpoint' }],
    [
      'a bot',
      { userAgent: { '@odata.type': '#microsoft.graph.callRecords.serviceUserAgent', role: 'customBot' } },
    ],
  ])('are not %s', (_what, endpoint) => {
    expect(participants('groupCall', [{ caller: person(ben, endpoint) }])).toEqual([]);
  });

  test.each([
    ['null', null],
    ['absent', undefined],
    ['no object', 'caller'],
    ['nobody', { associatedIdentity: null, identity: { user: null } }],
    ['malformed', { associatedIdentity: [7], userAgent: 'x' }],
  ])('are nobody when the end is %s', (_what, caller) => {
    expect(participants('groupCall', [{ caller }, {}])).toEqual([]);
  });
});
