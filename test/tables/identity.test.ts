import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/language/json.ts';
import { firstIdentityIn, identityIn } from '../../src/tables/identity.ts';

const ada = { id: 'a1', displayName: 'Ada' };

describe('identityIn', () => {
  test.each([
    'user',
    'guest',
    'phone',
    'application',
    'applicationInstance',
    'azureCommunicationServicesUser',
    'onPremises',
    'encrypted',
    'assertedIdentity',
    'device',
    'acsUser',
    'spoolUser',
    'acsApplicationInstance',
    'somethingGraphAddsLater',
  ])('keeps the key %s as the kind', (kind) => {
    const set = {
      endpointType: null,
      '@odata.type': '#microsoft.graph.communicationsIdentitySet',
      [kind]: ada,
    };
    expect(identityIn(set)).toEqual({ kind, properties: ada });
  });

  test('takes the first member with an id, whatever stands before it', () => {
    const set = {
      'user@odata.type': { id: 'an annotation' },
      acsUser: null,
      application: { id: null, displayName: 'no id' },
      device: 'no object',
      phone: { id: '' },
      guest: { id: 'teamsvisitor:1', displayName: null },
      user: ada,
    };
    expect(identityIn(set)).toEqual({ kind: 'guest', properties: set.guest });
  });

  test('takes a display name when nobody has an id', () => {
    const guest = { id: null, displayName: 'Grace' };
    expect(identityIn({ user: null, guest })).toEqual({ kind: 'guest', properties: guest });
  });

  test.each([
    ['#microsoft.graph.userIdentity', 'user'],
    ['#microsoft.graph.callRecords.userIdentity', 'user'],
    ['#microsoft.graph.communicationsUserIdentity', 'user'],
    ['#microsoft.graph.communicationsPhoneIdentity', 'phone'],
    ['#microsoft.graph.communicationsApplicationInstanceIdentity', 'applicationInstance'],
    ['#microsoft.graph.azureCommunicationServicesUserIdentity', 'azureCommunicationServicesUser'],
    ['#microsoft.graph.identity', undefined],
    [7, undefined],
  ])('an identity without a set has the kind of its type: %s', (type, kind) => {
    expect(identityIn({ '@odata.type': type, ...ada })?.kind).toBe(kind);
  });

  test('an identity with a userPrincipalName is a user', () => {
    expect(identityIn({ ...ada, userPrincipalName: 'ada@contoso.example' })?.kind).toBe('user');
  });

  test.each<Json | undefined>([undefined, null, 'Ada', 1, true, [], [ada], {}, { user: null }, { user: {} }])(
    '%j names nobody',
    (value) => {
      expect(identityIn(value)).toBeUndefined();
    },
  );
});

describe('firstIdentityIn', () => {
  test('finds the kind in the deprecated set beside associatedIdentity', () => {
    expect(firstIdentityIn([ada, { guest: null, phone: { id: 'a1' } }])).toEqual({
      kind: 'phone',
      properties: ada,
    });
  });

  test('does not take the kind of somebody else', () => {
    expect(firstIdentityIn([ada, { phone: { id: 'a2' } }])).toEqual({ kind: undefined, properties: ada });
  });

  test('goes on to the next value when the first names nobody', () => {
    expect(firstIdentityIn([undefined, { user: null }, { user: ada }])).toEqual({
      kind: 'user',
      properties: ada,
    });
  });
});
