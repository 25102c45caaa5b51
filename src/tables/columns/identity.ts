/** Columns of an identity: the one member of an identity set that has content. Paths lead to the set. */

import { graphColumns } from '../graph-column.ts';

/** Keys of identity sets. The last four are undeclared, but Graph sends them. */
export const identityKinds: ReadonlyArray<string> = [
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
  'spoolApplicationInstance',
];

/** Those that are nobody: what many use. */
export const sharedIdentityKinds: ReadonlyArray<string> = [
  'application',
  'applicationInstance',
  'device',
  'acsApplicationInstance',
  'spoolApplicationInstance',
];

export const identityColumns = graphColumns({
  DisplayName: {
    type: 'String',
    person: true,
    identityIn: '',
    property: 'displayName',
    meaning: 'Display name.',
  },
  UserPrincipalName: {
    type: 'String',
    person: true,
    identityIn: '',
    property: 'userPrincipalName',
    meaning: 'Sign-in name in Microsoft Entra ID.',
  },
  IdentityKind: {
    type: 'String',
    identityIn: '',
    property: 'kind',
    knownValues: identityKinds,
    meaning: 'What kind of identity it is.',
  },
  IdentityId: {
    type: 'String',
    person: true,
    identityIn: '',
    property: 'id',
    meaning: 'Id of the identity: an object id for a user, a number for a phone, other texts for guests.',
  },
  IdentityTenantId: {
    type: 'String',
    identityIn: '',
    property: 'tenantId',
    meaning: "The identity's home tenant.",
  },
});

/** What some kinds of identity tell beyond that. */
export const identityDetailColumns = graphColumns({
  Email: {
    type: 'String',
    person: true,
    identityIn: '',
    property: 'email',
    meaning: 'Mail address of a guest.',
  },
  IdentityIpAddress: {
    type: 'String',
    person: true,
    identityIn: '',
    property: 'ipAddress',
    meaning: 'IP address that the identity signed in from.',
  },
  ApplicationType: {
    type: 'String',
    identityIn: '',
    property: 'applicationType',
    meaning: 'Type of an application.',
  },
  IsHidden: {
    type: 'Boolean',
    identityIn: '',
    property: 'hidden',
    meaning: 'Whether an application is hidden from the other participants.',
  },
  AzureCommunicationServicesResourceId: {
    type: 'String',
    identityIn: '',
    property: 'azureCommunicationServicesResourceId',
    meaning: 'Azure Communication Services resource that a user of it belongs to.',
  },
  EndpointType: {
    type: 'String',
    from: 'endpointType',
    knownValues: ['default', 'voicemail', 'skypeForBusiness', 'skypeForBusinessVoipPhone'],
    meaning: 'What the identity was reached at.',
  },
  IdentitySet: {
    type: 'String',
    person: true,
    from: '',
    as: 'json',
    meaning: 'The whole identity set as JSON, with members beside the one that these columns show.',
  },
});

/** The columns in which a row names somebody: a participant, or who was at an end of a session or segment. */
export const namingColumns = [
  { id: 'IdentityId', kind: 'IdentityKind', set: 'IdentitySet' },
  { id: 'CallerIdentityId', kind: 'CallerIdentityKind', set: 'CallerIdentitySet' },
  { id: 'CalleeIdentityId', kind: 'CalleeIdentityKind', set: 'CalleeIdentitySet' },
] as const;

/** Paths lead to the endpoint. */
export const endIdentityColumns = graphColumns({
  IdentitySet: {
    type: 'String',
    person: true,
    from: '',
    as: 'furtherIdentities',
    meaning:
      'All identities as JSON, where they have ids or mail addresses that these columns do not show: those of a user whose telephone it is.',
  },
});
