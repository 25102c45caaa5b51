/** Graph's identities and identity sets, declared and undeclared kinds alike. */

import { isJsonObject, type Json, type JsonObject } from '../language/json.ts';

/** One identity with its kind: the key it had in its set (user, guest, phone, acsUser, …), if that is known. */
export interface Identity {
  readonly kind: string | undefined;
  readonly properties: JsonObject;
}

/**
 * The identity in a value that is an identity or an identity set; undefined when it names none.
 * Of a set it is the first member with an id: Graph fills one member and sends the others as null.
 * Failing that, the first with a display name: some anonymous joiners have nothing else.
 */
export function identityIn(value: Json | undefined): Identity | undefined {
  if (!isJsonObject(value)) return undefined;
  if (names(value.id) || names(value.displayName)) return { kind: kindOf(value), properties: value };
  return memberNamedBy(value, 'id') ?? memberNamedBy(value, 'displayName');
}

/** Kinds by id, as far as they were told elsewhere. */
export type IdentityKinds = ReadonlyMap<string, string>;

/**
 * The first of several values that names an identity. Its kind may stand in a later one only, as in endpoints that
 * have associatedIdentity (an identity without a kind) and the deprecated identity (a set); failing that, it is the
 * one that is known for the id.
 */
export function firstIdentityIn(
  values: ReadonlyArray<Json | undefined>,
  knownKinds?: IdentityKinds,
): Identity | undefined {
  const identities = values.map(identityIn).filter((identity) => identity !== undefined);
  const [first, ...others] = identities;
  if (first === undefined || first.kind !== undefined) return first;
  const twin = others.find(
    ({ kind, properties }) => kind !== undefined && properties.id === first.properties.id,
  );
  const { id } = first.properties;
  const known = typeof id === 'string' ? knownKinds?.get(id) : undefined;
  return { kind: twin?.kind ?? known, properties: first.properties };
}

/** An id by which somebody is named, and the kind of identity that it is of, where Graph says so. */
export interface NamingId {
  readonly id: string;
  readonly kind: string | undefined;
}

/**
 * All ids in an identity, an identity set, or the identities of an endpoint, by the names that they have there. A guest is
 * also named by the mail address, which may be all that Graph says of them.
 */
export function idsIn(value: Json | undefined, kind?: string): ReadonlyArray<NamingId> {
  if (!isJsonObject(value)) return [];
  const own = [value.id, value.email].filter(names);
  if (own.length > 0 || kind !== undefined) return own.map((id) => ({ id, kind: kind ?? kindOf(value) }));
  return Object.entries(value).flatMap(([name, member]) => {
    const isOfEndpoint = name === 'associatedIdentity' || name === 'identity';
    return name.includes('@') ? [] : idsIn(member, isOfEndpoint ? undefined : name);
  });
}

function memberNamedBy(set: JsonObject, property: 'id' | 'displayName'): Identity | undefined {
  for (const [kind, member] of Object.entries(set)) {
    if (kind.includes('@') || !isJsonObject(member)) continue;
    if (names(member[property])) return { kind, properties: member };
  }
  return undefined;
}

function names(value: Json | undefined): value is string {
  return typeof value === 'string' && value !== '';
}

const TYPE_NAME = /^#?microsoft\.graph\.(?:callRecords\.)?(?:communications)?(\w+)Identity$/;

/** `#microsoft.graph.communicationsGuestIdentity` is a guest; only users have a userPrincipalName. */
function kindOf(identity: JsonObject): string | undefined {
  const type = identity['@odata.type'];
  const name = typeof type === 'string' ? TYPE_NAME.exec(type)?.[1] : undefined;
  if (name !== undefined) return name.charAt(0).toLowerCase() + name.slice(1);
  return names(identity.userPrincipalName) ? 'user' : undefined;
}
