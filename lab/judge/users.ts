/** The users whom a record names as its participants, and the texts that tell who they are. */

export interface User {
  readonly id: string;
  /** As Graph sends it; several users can have the same. */
  readonly displayName: string;
  readonly userPrincipalName: string;
}

interface SentRecord {
  readonly participants_v2: ReadonlyArray<{ readonly identity?: { readonly user?: User | null } | null }>;
}

/** None of a record that there is not. */
export function usersIn(record: object | undefined): ReadonlyArray<User> {
  const { participants_v2: participants = [] } = (record ?? {}) as Partial<SentRecord>;
  return participants.flatMap(({ identity }) => identity?.user ?? []);
}

/**
 * By id: the texts that tell of this user and of no other, in lower case. A name only as a whole JSON text: a headset may be
 * called after its owner, and stays.
 */
export function tellingTexts(users: ReadonlyArray<User>): ReadonlyMap<string, ReadonlySet<string>> {
  const byId = Map.groupBy(users, ({ id }) => id.toLowerCase());
  const idsByName = Map.groupBy(users, ({ displayName }) => displayName);
  const isOfOne = (name: string) => new Set(idsByName.get(name)?.map(({ id }) => id)).size === 1;
  return new Map(
    Array.from(byId, ([id, same]) => {
      const texts = same.flatMap(({ displayName, userPrincipalName }) => [
        userPrincipalName,
        ...(displayName && isOfOne(displayName) ? [JSON.stringify(displayName)] : []),
      ]);
      return [id, new Set([id, ...texts.filter(Boolean).map((text) => text.toLowerCase())])];
    }),
  );
}
