/** How somebody is called in a line for people. */

/** Who somebody is, as far as a row says so. */
export interface Somebody {
  readonly name: string | undefined;
  readonly kind: string | undefined;
  readonly id: string | undefined;
}

/** A name, or what stands for it: `Mei D'Arcy`, `(phone +442079460436)`, `(nobody named)`. */
export function called({ name, kind, id }: Somebody): string {
  if (name !== undefined) return name;
  const known = [kind, id].filter((part) => part !== undefined).join(' ');
  return `(${known === '' ? 'nobody named' : known})`;
}
