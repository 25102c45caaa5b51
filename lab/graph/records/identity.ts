/** How Graph writes who somebody is: identity, identitySet and communicationsIdentitySet. */

import type { ParticipantBase } from './call-record.ts';
import type { Person } from './people.ts';

/** graph.identity is an open type: every kind of person adds properties of its own. */
export interface Identity {
  readonly '@odata.type'?: string;
  readonly id: string;
  readonly displayName: string | null;
  readonly tenantId?: string;
  readonly userPrincipalName?: string;
  readonly ipAddress?: string | null;
  readonly email?: string | null;
  readonly applicationType?: string | null;
  readonly hidden?: boolean;
  readonly azureCommunicationServicesResourceId?: string | null;
}

/** The keys of a communicationsIdentitySet, the four that no schema declares included (seen in Microsoft's samples). */
type IdentityKey =
  | 'acsUser'
  | 'spoolUser'
  | 'phone'
  | 'guest'
  | 'encrypted'
  | 'onPremises'
  | 'acsApplicationInstance'
  | 'spoolApplicationInstance'
  | 'applicationInstance'
  | 'application'
  | 'device'
  | 'azureCommunicationServicesUser'
  | 'assertedIdentity'
  | 'user';

export interface CommunicationsIdentitySet extends Readonly<Record<IdentityKey, Identity | null>> {
  readonly endpointType: 'default' | 'voicemail' | 'skypeForBusiness' | 'skypeForBusinessVoipPhone' | null;
}

const NOBODY: CommunicationsIdentitySet = {
  endpointType: null,
  acsUser: null,
  spoolUser: null,
  phone: null,
  guest: null,
  encrypted: null,
  onPremises: null,
  acsApplicationInstance: null,
  spoolApplicationInstance: null,
  applicationInstance: null,
  application: null,
  device: null,
  azureCommunicationServicesUser: null,
  assertedIdentity: null,
  user: null,
};

function communicationsIdentity(person: Person): Partial<CommunicationsIdentitySet> {
  const { id, displayName } = person;
  switch (person.kind) {
    case 'user': {
      const { tenantId, userPrincipalName } = person;
      return {
        user: {
          '@odata.type': '#microsoft.graph.userIdentity',
          id,
          displayName,
          tenantId,
          userPrincipalName,
        },
      };
    }
    case 'anonymous':
      return {
        guest: {
          '@odata.type': '#microsoft.graph.communicationsGuestIdentity',
          id,
          displayName,
          email: person.email,
        },
      };
    case 'phone':
      return {
        phone: { '@odata.type': '#microsoft.graph.communicationsPhoneIdentity', id, displayName },
        assertedIdentity: person.assertedUserId === null ? null : { id: person.assertedUserId, displayName },
      };
    case 'communicationServices': {
      const { azureCommunicationServicesResourceId, undeclaredKey } = person;
      const identity: Identity = {
        '@odata.type': '#microsoft.graph.azureCommunicationServicesUserIdentity',
        id,
        displayName,
        azureCommunicationServicesResourceId,
      };
      return undeclaredKey ? { acsUser: { id, displayName } } : { azureCommunicationServicesUser: identity };
    }
    case 'onPremises':
      return { onPremises: { id, displayName }, endpointType: person.endpointType };
    case 'application': {
      const { applicationType, hidden } = person;
      return {
        application: {
          '@odata.type': '#microsoft.graph.communicationsApplicationIdentity',
          id,
          displayName,
          applicationType,
          hidden,
        },
      };
    }
    case 'applicationInstance': {
      const { tenantId, hidden, endpointType } = person;
      return {
        applicationInstance: {
          '@odata.type': '#microsoft.graph.communicationsApplicationInstanceIdentity',
          id,
          displayName,
          tenantId,
          hidden,
        },
        endpointType,
      };
    }
    case 'device':
      return { device: { id, displayName } };
    case 'encrypted':
      return {
        encrypted: { '@odata.type': '#microsoft.graph.communicationsEncryptedIdentity', id, displayName },
      };
  }
}

/** A participant or organizer. Its id is a user's GUID, a phone number, `teamsvisitor:…`: whatever its kind uses. */
export function participantBase(person: Person): ParticipantBase {
  const units = person.kind === 'user' ? person.administrativeUnitIds : [];
  return {
    id: person.id,
    identity: { ...NOBODY, ...communicationsIdentity(person) },
    administrativeUnitInfos: units.map((id) => ({ id })),
  };
}

/** participantEndpoint.associatedIdentity: the bare identity. A user's address is told only where the client tells it. */
export function associatedIdentity(person: Person, ipAddress: string | null): Identity {
  const { id, displayName } = person;
  if (person.kind !== 'user') return { id, displayName };
  const { tenantId, userPrincipalName } = person;
  return {
    '@odata.type': '#microsoft.graph.userIdentity',
    id,
    displayName,
    tenantId,
    userPrincipalName,
    ...(ipAddress === null ? {} : { ipAddress }),
  };
}

/** The identitySet of the deprecated organizer, participants and identity. */
export function deprecatedIdentitySet(person: Person): object {
  const { endpointType, azureCommunicationServicesUser, assertedIdentity, ...set } =
    participantBase(person).identity;
  return set;
}
