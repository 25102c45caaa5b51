/** Kinds of identities: collected where Graph tells them, for the ends of sessions, where it mostly does not. */

import { isJsonObject, type Json, type JsonObject, objectsIn } from '../language/json.ts';
import { type IdentityKinds, identityIn } from '../tables/identity.ts';

export interface KnownKinds {
  readonly kinds: IdentityKinds;
  /** Learns from a page of participants_v2. */
  addParticipants(participants: ReadonlyArray<JsonObject>): void;
}

/** Begins with what the record itself tells: its organizer, and the deprecated list of participants. */
export function createKnownKinds(call: JsonObject): KnownKinds {
  const kinds = new Map<string, string>();
  const learn = (value: Json | undefined) => {
    const { kind, properties } = identityIn(value) ?? {};
    const id = properties?.id;
    if (kind !== undefined && typeof id === 'string' && !kinds.has(id)) kinds.set(id, kind);
  };
  if (isJsonObject(call.organizer_v2)) learn(call.organizer_v2.identity);
  learn(call.organizer);
  for (const set of objectsIn(call.participants)) learn(set);
  return {
    kinds,
    addParticipants(participants) {
      for (const { identity } of participants) learn(identity);
    },
  };
}
