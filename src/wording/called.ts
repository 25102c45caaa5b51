/** How a participant is called in a line of text. */

/** Who took part, as far as a row says so. */
export interface Participant {
  readonly name: string | undefined;
  readonly kind: string | undefined;
  readonly id: string | undefined;
}

/** A name, or what stands for it: `Mei D'Arcy`, `(phone +442079460436)`, `(unknown)`. */
export function called({ name, kind, id }: Participant): string {
  if (name !== undefined) return name;
  const known = [kind, id].filter((part) => part !== undefined).join(' ');
  return `(${known === '' ? 'unknown' : known})`;
}
