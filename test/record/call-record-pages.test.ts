import { expect, test } from 'vitest';
import { withoutCollections, withoutPaging, withSegments } from '../../src/record/call-record-pages.ts';

test('a record without its collections keeps everything else', () => {
  const record = {
    '@odata.context': 'c',
    id: '1',
    sessions: [],
    'sessions@odata.nextLink': 'n',
    'sessions@odata.context': 'c',
    participants_v2: [],
    'participants_v2@odata.context': 'c',
    participants: ['deprecated'],
    sessionsOfTomorrow: 1,
    'organizer_v2@odata.context': 'c',
  };
  expect(withoutCollections(record)).toEqual({
    '@odata.context': 'c',
    id: '1',
    participants: ['deprecated'],
    sessionsOfTomorrow: 1,
    'organizer_v2@odata.context': 'c',
  });
});

test('an entity without paging keeps its types and all that is unknown', () => {
  const entity = {
    '@odata.context': 'c',
    '@odata.nextLink': 'n',
    '@odata.count': 2,
    '@odata.type': '#t',
    '@odata.contextOfTomorrow': 'x',
    'segments@odata.context': 'c',
    'segments@odata.nextLink': 'n',
    'segments@odata.count': 2,
    'version@odata.type': '#Int64',
    nextLink: 'own',
  };
  expect(withoutPaging(entity)).toEqual({
    '@odata.type': '#t',
    '@odata.contextOfTomorrow': 'x',
    'version@odata.type': '#Int64',
    nextLink: 'own',
  });
});

test('a session with all its segments no longer leads to more of them', () => {
  const session = { id: 's', segments: [1], 'segments@odata.nextLink': 'n', 'segments@odata.context': 'c' };
  expect(withSegments(session, [{ id: 'a' }, { id: 'b' }])).toEqual({
    id: 's',
    segments: [{ id: 'a' }, { id: 'b' }],
    'segments@odata.context': 'c',
  });
});
