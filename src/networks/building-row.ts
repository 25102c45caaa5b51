/** One row of a building file: the network it describes, or everything that is wrong with it. */

import type { FileRow } from './file-rows.ts';
import { ADDRESS_BITS, ipAddressText, parseIpAddress } from './ip-address.ts';
import type { Network } from './network.ts';
import { networkOf, type Prefix, type PrefixTable } from './prefix-table.ts';

/** What is wrong with a line of the file; the first line is 1. */
export interface Mistake {
  readonly line: number;
  readonly text: string;
}

export interface CheckedRow {
  /** Undefined if something is wrong. */
  readonly network?: Network;
  readonly mistakes: ReadonlyArray<Mistake>;
}

const COLUMNS = [
  'NetworkIP',
  'NetworkName',
  'NetworkRange',
  'BuildingName',
  'OwnershipType',
  'BuildingType',
  'BuildingOfficeType',
  'City',
  'ZipCode',
  'Country',
  'State',
  'Region',
  'InsideCorp',
  'ExpressRoute',
  'VPN',
] as const;
type ColumnName = (typeof COLUMNS)[number];

/** With VPN, or without. */
const COLUMN_COUNTS: ReadonlyArray<number> = [COLUMNS.length, COLUMNS.length - 1];

/** What stands for bytes that are not UTF-8. */
const REPLACEMENT = '\ufffd';

/** What to do about a file of another kind. */
export const SAVE_AS_UTF8 = 'in Excel, save the file as "CSV UTF-8"';

/** Whether the first row has the names of the columns, of which the first is often called Network. */
export function isHeading({ cells }: FileRow): boolean {
  return /^network(ip)?$/.test(bare(cells?.[0]) ?? '');
}

/** A heading may call columns what it likes, but none by the name of another. */
export function headingMistakes({ line, cells = [] }: FileRow): ReadonlyArray<Mistake> {
  return cells.flatMap((cell, index) => {
    const named = COLUMNS.find((column) => bare(column) === bare(cell));
    const expected = COLUMNS[index];
    return named === undefined || named === expected
      ? []
      : [{ line, text: `column ${index + 1} is ${named}, expected ${expected ?? 'no further column'}` }];
  });
}

/** `Network IP` is NetworkIP. */
function bare(name: string | undefined): string | undefined {
  return name?.replace(/[^a-z]/gi, '').toLowerCase();
}

/** Checks a row. `lineOf` has the lines of the networks above it; its own is added. */
export function checkRow({ line, text, cells }: FileRow, lineOf: PrefixTable<number>): CheckedRow {
  const wrong = (...texts: ReadonlyArray<string>) => ({
    mistakes: texts.map((mistake) => ({ line, text: mistake })),
  });
  if (cells === undefined) {
    return wrong(
      'a quote (") is wrong: a text that has quotes stands in quotes itself, and its own are written twice',
    );
  }
  if (cells.length === 1 && text.includes(';')) {
    return wrong('separated by semicolons, not by commas or tabs: in Excel, save the file as "Unicode Text"');
  }
  if (!COLUMN_COUNTS.includes(cells.length)) {
    return wrong(
      `columns: ${cells.length}, expected ${COLUMNS.length}, or ${COLUMNS.length - 1} without VPN`,
    );
  }
  const values = Object.fromEntries(COLUMNS.map((column, index) => [column, cells[index] ?? ''])) as Record<
    ColumnName,
    string
  >;
  const prefix = readPrefix(values);
  const before = typeof prefix === 'string' ? undefined : lineOf.add(prefix, line);
  const network = networkIn(values);
  const texts = [
    ...(text.includes(REPLACEMENT) ? [`characters that are not UTF-8: ${SAVE_AS_UTF8}`] : []),
    ...(typeof prefix === 'string' ? [prefix] : []),
    ...(before === undefined ? [] : [`${network.prefix} is in line ${before} already`]),
    ...notBoolean(values),
  ];
  return texts.length === 0 ? { network, mistakes: [] } : wrong(...texts);
}

/** The prefix, or what is wrong with it. */
function readPrefix({ NetworkIP, NetworkRange }: Record<ColumnName, string>): Prefix | string {
  const address = parseIpAddress(NetworkIP);
  if (address === undefined) return `NetworkIP is ${shown(NetworkIP)}, which is not an IP address`;
  const most = ADDRESS_BITS[address.version];
  const length = /^\d{1,3}$/.test(NetworkRange) ? Number(NetworkRange) : 0;
  if (length < 1 || length > most) {
    return `NetworkRange is ${shown(NetworkRange)}, expected a number from 1 to ${most}`;
  }
  const prefix: Prefix = { ...address, length };
  const network = networkOf(prefix);
  return network.bits === address.bits
    ? prefix
    : `${NetworkIP}/${length} has bits behind the prefix: the network is ${ipAddressText(network)}/${length}`;
}

function notBoolean(values: Record<ColumnName, string>): ReadonlyArray<string> {
  const required = (['InsideCorp', 'ExpressRoute'] as const).filter(
    (column) => !/^[01]$/.test(values[column]),
  );
  const all = /^[01]?$/.test(values.VPN) ? required : [...required, 'VPN' as const];
  return all.map((column) => `${column} is ${shown(values[column])}, expected 0 or 1`);
}

function networkIn(values: Record<ColumnName, string>): Network {
  return {
    prefix: `${values.NetworkIP}/${Number(values.NetworkRange)}`,
    name: values.NetworkName,
    building: values.BuildingName,
    ownership: values.OwnershipType,
    buildingType: values.BuildingType,
    officeType: values.BuildingOfficeType,
    city: values.City,
    zipCode: values.ZipCode,
    country: values.Country,
    state: values.State,
    region: values.Region,
    isInsideCorp: values.InsideCorp === '1',
    hasExpressRoute: values.ExpressRoute === '1',
    isVpn: values.VPN === '1',
  };
}

const LONGEST_SHOWN = 60;

function shown(value: string): string {
  if (value === '') return 'empty';
  return value.length > LONGEST_SHOWN ? `"${value.slice(0, LONGEST_SHOWN)}…"` : `"${value}"`;
}
