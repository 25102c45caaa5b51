/** IP addresses as numbers, and the networks that prefixes of them name. */

import { isIPv4, isIPv6 } from 'node:net';

/** An address as its bits; an IPv4 address in the form of IPv6 (`::ffff:192.0.2.1`) is the IPv4 address. */
export type IpAddress =
  | { readonly version: 4; readonly bits: number }
  | { readonly version: 6; readonly bits: bigint };

/** Bits of an address of each version. */
export const ADDRESS_BITS = { 4: 32, 6: 128 } as const;

/** Undefined for any other text. A zone (`fe80::1%eth0`) means something on one machine only: it is no part of it. */
export function parseIpAddress(text: string): IpAddress | undefined {
  if (isIPv4(text)) return { version: 4, bits: ipv4Bits(text) };
  if (!isIPv6(text) || text.includes('%')) return undefined;
  const bits = ipv6Bits(text);
  return bits >> 32n === IPV4_MAPPED
    ? { version: 4, bits: Number(bits & 0xffff_ffffn) }
    : { version: 6, bits };
}

/** The bits of an IPv4 address with those behind the first `length` (1 to 32) cleared. */
export function maskIpv4(bits: number, length: number): number {
  return (bits & (-1 << (32 - length))) >>> 0;
}

/** The same for IPv6 (1 to 128). */
export function maskIpv6(bits: bigint, length: number): bigint {
  const host = BigInt(128 - length);
  return (bits >> host) << host;
}

/** RFC 4291, 2.5.5.2: the 96 bits before an IPv4 address. */
const IPV4_MAPPED = 0xffffn;

function ipv4Bits(text: string): number {
  return text.split('.').reduce((bits, octet) => bits * 256 + Number(octet), 0);
}

function ipv6Bits(text: string): bigint {
  const [start = '', end] = text.split('::', 2);
  const first = groupsOf(start);
  const last = end === undefined ? [] : groupsOf(end);
  const zeros = Array.from({ length: 8 - first.length - last.length }, () => 0);
  return [...first, ...zeros, ...last].reduce((bits, group) => (bits << 16n) | BigInt(group), 0n);
}

/** Groups of 16 bits; the last 32 bits may be written as an IPv4 address. */
function groupsOf(text: string): ReadonlyArray<number> {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    if (!group.includes('.')) return [Number.parseInt(group, 16)];
    const bits = ipv4Bits(group);
    return [bits >>> 16, bits & 0xffff];
  });
}

/** The usual notation; groups of zeros are not shortened. */
export function ipAddressText({ version, bits }: IpAddress): string {
  if (version === 4) return [24, 16, 8, 0].map((shift) => (bits >>> shift) & 0xff).join('.');
  const groups = Array.from({ length: 8 }, (_, index) => (bits >> BigInt(112 - 16 * index)) & 0xffffn);
  return groups.map((group) => group.toString(16)).join(':');
}
