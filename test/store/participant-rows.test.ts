import { expect, test } from 'vitest';
import { participantRows } from '../../src/store/participant-rows.ts';
import { rowContext, tenantId } from './call-in-parts.ts';

const context = rowContext();

test('participants are numbered by position, going on from the pages before', () => {
  const rows = participantRows(context, [{ id: 'same' }, { id: 'same' }], 130);
  expect(rows.map(({ rowKey }) => rowKey)).toEqual([
    `${tenantId}_v3r1-0123456789ab_00130`,
    `${tenantId}_v3r1-0123456789ab_00131`,
  ]);
});

test.each([
  ['user', { id: 'a1', displayName: 'Ada', tenantId: 't1', userPrincipalName: 'ada@contoso.example' }],
  ['guest', { id: 'teamsvisitor:8f2d', displayName: null, email: 'grace@fabrikam.example' }],
  ['phone', { id: '+15555550123', displayName: null }],
  ['application', { id: 'app', displayName: 'Recorder', applicationType: 'bot', hidden: true }],
  ['acsUser', { id: '8:acs:1_2', displayName: 'ACS', azureCommunicationServicesResourceId: 'r' }],
  ['kindOfTomorrow', { id: 'k', displayName: 'K' }],
])('a %s keeps its kind, id and details', (kind, identity) => {
  const set = { phone: null, spoolUser: null, endpointType: 'default', [kind]: identity };
  const [row] = participantRows(context, [{ id: identity.id, identity: set }], 0);
  const expected = {
    IdentityKind: kind,
    IdentityId: identity.id,
    DisplayName: identity.displayName,
    IdentityTenantId: 'tenantId' in identity ? identity.tenantId : null,
    UserPrincipalName: 'userPrincipalName' in identity ? identity.userPrincipalName : null,
    Email: 'email' in identity ? identity.email : null,
    ApplicationType: 'applicationType' in identity ? identity.applicationType : null,
    IsHidden: 'hidden' in identity ? identity.hidden : null,
    AzureCommunicationServicesResourceId:
      'azureCommunicationServicesResourceId' in identity
        ? identity.azureCommunicationServicesResourceId
        : null,
    EndpointType: 'default',
  };
  for (const [column, value] of Object.entries(expected)) {
    expect({ [column]: row?.cells[column]?.value ?? null }).toEqual({ [column]: value });
  }
  expect(JSON.parse(String(row?.cells.IdentitySet?.value))).toEqual(set);
});

test('a row says whether it comes from the list of participants or from the sessions', () => {
  expect(participantRows(context, [{}], 0)[0]?.cells.Source?.value).toBe('participants_v2');
  expect(participantRows(context, [{}], 0, 'sessions')[0]?.cells.Source?.value).toBe('sessions');
});
