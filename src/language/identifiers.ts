/** Ids as they are once checked: a branded string can only come from one of the parsers below. */

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** A call's id (Graph's `callRecord.id`): a GUID in lower case, so that one call has one spelling in keys. */
export type CallId = Branded<'CallId'>;

/** A Microsoft Entra tenant's id: a GUID in lower case. */
export type TenantId = Branded<'TenantId'>;

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Returns the GUID in lower case, or undefined for anything that is not one. */
export function parseGuid(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length !== 36) return undefined;
  const lower = value.toLowerCase();
  return GUID.test(lower) ? lower : undefined;
}

/**
 * An id in the form in which ids are compared and keys are made: Graph, directories and users write GUIDs and addresses in
 * either case. The lower case of a sigma depends on what stands beside it, which an id in a text must not.
 */
export function comparableId(id: string): string {
  return id.toLowerCase().replaceAll('ς', 'σ');
}

/**
 * The id of who joins by Skype for Business on premises: their SIP address, which mostly is the sign-in name. Microsoft
 * does not say which id `onPremises` has, and no sample shows one.
 */
export function sipAddress(signInName: string): string {
  return `sip:${signInName}`;
}

/** What a SIP address is besides; undefined for another id. */
export function addressOfSip(id: string): string | undefined {
  return /^sip:/i.test(id) ? id.slice('sip:'.length) : undefined;
}

/** Returns the call id, or undefined for anything that is not a GUID. */
export function parseCallId(value: unknown): CallId | undefined {
  return parseGuid(value) as CallId | undefined;
}

/** Returns the tenant id, or undefined for anything that is not a GUID. */
export function parseTenantId(value: unknown): TenantId | undefined {
  return parseGuid(value) as TenantId | undefined;
}
