/** How Graph writes who a participant is: identity and communicationsIdentitySet. */

import { nulls } from './call-record.ts';

/** What an identity set says of one person: values under some of its keys. */
export type IdentitySet = Readonly<Record<string, object | string | null>>;

/** All keys, the four that no schema declares included (seen in Microsoft's samples). */
const NO_IDENTITIES: IdentitySet = nulls([
  'endpointType',
  ...['acsUser', 'spoolUser', 'phone', 'guest', 'encrypted', 'onPremises'],
  ...['acsApplicationInstance', 'spoolApplicationInstance', 'applicationInstance', 'application', 'device'],
  ...['azureCommunicationServicesUser', 'assertedIdentity', 'user'],
]);

/** Who takes part in a call. */
export interface Person {
  readonly kind:
    | 'user'
    | 'anonymous'
    | 'phone'
    | 'communicationServices'
    | 'onPremises'
    | 'application'
    | 'applicationInstance'
    | 'device'
    | 'encrypted';
  /** A user's GUID, a phone number, `teamsvisitor:…`: whatever the kind uses. */
  readonly id: string;
  readonly displayName: string | null;
  readonly identities: IdentitySet;
  readonly administrativeUnitIds?: ReadonlyArray<string>;
  /** The number of a user of the tenant's own directory; guests have none. */
  readonly employee?: number;
  /** The resource of Azure Communication Services that the person belongs to. */
  readonly communicationServiceId?: string;
}

/** graph.identity is an open type: each kind of person adds properties of its own. */
export function identity(
  type: string,
  { id, displayName }: Pick<Person, 'id' | 'displayName'>,
  properties: object = {},
): object {
  return { '@odata.type': `#microsoft.graph.${type}`, id, displayName, ...properties };
}

/** A participant or organizer. */
export function participantBase({ id, identities, administrativeUnitIds = [] }: Person): object {
  return {
    id,
    identity: { ...NO_IDENTITIES, ...identities },
    administrativeUnitInfos: administrativeUnitIds.map((unit) => ({ id: unit })),
  };
}

/** participantEndpoint.associatedIdentity: the bare identity. A user's address is told only where the client tells it. */
export function associatedIdentity(person: Person, ipAddress: string | null): object {
  const { kind, id, displayName, identities } = person;
  if (kind !== 'user') return { id, displayName };
  return { ...(identities.user as object), ...(ipAddress === null ? {} : { ipAddress }) };
}
