/** Values by network prefix: a map for each prefix length, asked from the longest to the shortest. */

import { ADDRESS_BITS, type IpAddress, maskIpv4, maskIpv6, parseIpAddress } from './ip-address.ts';

/** An address, and how many of its bits the network has; `networkOf` clears the others. */
export type Prefix = IpAddress & { readonly length: number };

/** Reads `10.1.0.0/16`, also with host bits set; undefined for what is not an address with a length. */
export function parsePrefix(text: string): Prefix | undefined {
  const [, address = '', digits] = /^(.+)\/(\d{1,3})$/.exec(text) ?? [];
  const parsed = parseIpAddress(address);
  const length = Number(digits);
  if (parsed === undefined || length < 1 || length > ADDRESS_BITS[parsed.version]) return undefined;
  return { ...parsed, length };
}

/** The address of a network with its host bits cleared. */
export function networkOf(prefix: Prefix): IpAddress {
  return prefix.version === 4
    ? { version: 4, bits: maskIpv4(prefix.bits, prefix.length) }
    : { version: 6, bits: maskIpv6(prefix.bits, prefix.length) };
}

export class PrefixTable<Value> {
  readonly #ipv4 = new LengthMaps<number, Value>(maskIpv4);
  readonly #ipv6 = new LengthMaps<bigint, Value>(maskIpv6);

  /** Adds a value, unless the prefix has one: then that is returned, and stays. */
  add(prefix: Prefix, value: Value): Value | undefined {
    return prefix.version === 4
      ? this.#ipv4.add(prefix.bits, prefix.length, value)
      : this.#ipv6.add(prefix.bits, prefix.length, value);
  }

  /** The value of the longest prefix that contains the address. */
  containing(address: IpAddress): Value | undefined {
    return address.version === 4 ? this.#ipv4.containing(address.bits) : this.#ipv6.containing(address.bits);
  }

  /**
   * The value of the prefix that begins at this address, of whatever length: of several, the longest that contains
   * `member`, or else the longest.
   */
  beginningAt(address: IpAddress, member: IpAddress | undefined): Value | undefined {
    return address.version === 4
      ? this.#ipv4.beginningAt(address.bits, member?.version === 4 ? member.bits : undefined)
      : this.#ipv6.beginningAt(address.bits, member?.version === 6 ? member.bits : undefined);
  }
}

/** The prefixes of one version of IP. */
class LengthMaps<Bits, Value> {
  readonly #mask: (bits: Bits, length: number) => Bits;
  /** The longest first. */
  #maps: ReadonlyArray<{ readonly length: number; readonly values: Map<Bits, Value> }> = [];

  constructor(mask: (bits: Bits, length: number) => Bits) {
    this.#mask = mask;
  }

  add(bits: Bits, length: number, value: Value): Value | undefined {
    const values = this.#ofLength(length);
    const before = values.get(bits);
    if (before === undefined) values.set(bits, value);
    return before;
  }

  containing(bits: Bits): Value | undefined {
    for (const { length, values } of this.#maps) {
      const value = values.get(this.#mask(bits, length));
      if (value !== undefined) return value;
    }
    return undefined;
  }

  beginningAt(bits: Bits, member: Bits | undefined): Value | undefined {
    let longest: Value | undefined;
    for (const { length, values } of this.#maps) {
      const value = values.get(bits);
      if (value === undefined) continue;
      if (member !== undefined && this.#mask(member, length) === bits) return value;
      longest ??= value;
    }
    return longest;
  }

  #ofLength(wanted: number): Map<Bits, Value> {
    const known = this.#maps.find(({ length }) => length === wanted);
    if (known !== undefined) return known.values;
    const values = new Map<Bits, Value>();
    this.#maps = [...this.#maps, { length: wanted, values }].sort((a, b) => b.length - a.length);
    return values;
  }
}
