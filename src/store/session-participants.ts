/** Participants from the ends of sessions, for a call whose list of participants is empty. */

import { isJsonObject, type Json, type JsonObject } from '../language/json.ts';
import { firstIdentityIn, type Identity, type IdentityKinds } from '../tables/identity.ts';
import { userKeyPart } from '../tables/keys.ts';

/**
 * Participants as Graph's FAQ makes them where participants_v2 is empty: the callers of all sessions, in a
 * peer-to-peer call the callees too. Each identity once; services and bots do not count.
 * https://learn.microsoft.com/graph/callrecords-api-faq#how-can-i-list-all-participants-who-attended-a-call
 */
export interface SessionParticipants {
  addSessions(sessions: ReadonlyArray<JsonObject>): void;
  /** Entries like those of participants_v2, in the order in which the sessions named them. */
  participants(): ReadonlyArray<JsonObject>;
}

export function createSessionParticipants(call: JsonObject, kinds: IdentityKinds): SessionParticipants {
  const ends = call.type === 'peerToPeer' ? (['caller', 'callee'] as const) : (['caller'] as const);
  const found = new Map<string, Identity>();
  return {
    addSessions(sessions) {
      for (const session of sessions) {
        for (const end of ends) {
          const identity = personAt(session[end], kinds);
          if (identity === undefined) continue;
          const key = keyOf(identity);
          // Telemetry of a later session may know the name or the kind that the first one lacks.
          found.set(key, richer(found.get(key), identity));
        }
      }
    },
    participants: () => Array.from(found.values(), toParticipant),
  };
}

function personAt(endpoint: Json | undefined, kinds: IdentityKinds): Identity | undefined {
  if (!isJsonObject(endpoint) || isService(endpoint)) return undefined;
  return firstIdentityIn([endpoint.associatedIdentity, endpoint.identity], kinds);
}

/** A service has a role, as its user agent's type says; the type of the endpoint may be left out. */
function isService({ '@odata.type': type, userAgent }: JsonObject): boolean {
  if (typeof type === 'string' && type.endsWith('.serviceEndpoint')) return true;
  return isJsonObject(userAgent) && typeof userAgent.role === 'string';
}

/** Ids are alike in all sessions, kinds need not be told in all; some anonymous joiners have a name only. */
function keyOf({ properties: { id, displayName } }: Identity): string {
  return typeof id === 'string' && id !== '' ? `id ${userKeyPart(id)}` : `name ${String(displayName)}`;
}

function richer(before: Identity | undefined, now: Identity): Identity {
  if (before === undefined) return now;
  const known = Object.entries(before.properties).filter(([, value]) => value !== null);
  return {
    kind: before.kind ?? now.kind,
    properties: { ...now.properties, ...Object.fromEntries(known) },
  };
}

/** Without the id of an entry in participants_v2: there is none. */
function toParticipant({ kind, properties }: Identity): JsonObject {
  return { identity: kind === undefined ? properties : { [kind]: properties } };
}
