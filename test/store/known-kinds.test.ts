import { expect, test } from 'vitest';
import type { JsonObject } from '../../src/language/json.ts';
import { createKnownKinds } from '../../src/store/known-kinds.ts';
import { sessionPageRows } from '../../src/store/session-page-rows.ts';
import { rowContext } from './call-in-parts.ts';

function kindsIn(call: JsonObject, ...participants: ReadonlyArray<JsonObject>) {
  const known = createKnownKinds(call);
  known.addParticipants(participants);
  return Object.fromEntries(known.kinds);
}

test('kinds are told by participants, by the organizer, and by the deprecated properties', () => {
  const call = {
    organizer_v2: { id: 'o', identity: { user: { id: 'o' } } },
    organizer: { user: { id: 'old' } },
    participants: [{ phone: { id: '+15555550123' } }, null, { encrypted: null }],
  };
  expect(
    kindsIn(
      call,
      { identity: { guest: { id: 'teamsvisitor:1' }, user: null } },
      { identity: null },
      { identity: { application: { displayName: 'without an id' } } },
      {},
    ),
  ).toEqual({ o: 'user', old: 'user', '+15555550123': 'phone', 'teamsvisitor:1': 'guest' });
});

test('the first kind told for an id counts', () => {
  expect(kindsIn({}, { identity: { acsUser: { id: 'x' } } }, { identity: { user: { id: 'x' } } })).toEqual({
    x: 'acsUser',
  });
});

const session = {
  caller: { associatedIdentity: { id: '+15555550123', displayName: null } },
  callee: { associatedIdentity: { id: 'stranger' } },
  segments: [{ media: [{ streams: [{ streamId: '1' }] }] }],
};

test('the ends of sessions, segments and streams have the kind that is known for their id', () => {
  const context = { ...rowContext(), identityKinds: new Map([['+15555550123', 'phone']]) };
  const page = sessionPageRows(context, [session], 0);
  for (const [row] of [page.sessions, page.segments, page.mediaStreams]) {
    expect(row?.cells.CallerIdentityKind?.value).toBe('phone');
    expect(row?.cells.CalleeIdentityId?.value).toBe('stranger');
    expect(row?.cells.CalleeIdentityKind).toBeUndefined();
  }
});

test('a kind that the end itself tells is not replaced', () => {
  const context = { ...rowContext(), identityKinds: new Map([['a', 'guest']]) };
  const caller = { associatedIdentity: { id: 'a' }, identity: { user: { id: 'a' } } };
  expect(sessionPageRows(context, [{ caller }], 0).sessions[0]?.cells.CallerIdentityKind?.value).toBe('user');
});
