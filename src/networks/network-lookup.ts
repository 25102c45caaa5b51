/** Which network an end of a call was in. */

import type { Day } from '../language/day.ts';
import type { Store } from '../rows/store.ts';
import { parseIpAddress } from './ip-address.ts';
import type { Network } from './network.ts';
import { PrefixTable, parsePrefix } from './prefix-table.ts';
import { ImportDamaged, type NetworkImport, networksOf, readImports } from './read-imports.ts';

/** An end of a stream, as its columns have it. */
export interface NetworkEnd {
  /** Whether somebody of the own tenant is at this end: networks of others are not ours to name. */
  readonly isOwn: boolean;
  /** An address without a prefix length, as Graph sends it. */
  readonly subnet: string | undefined;
  readonly ipAddress: string | undefined;
}

export interface NetworkLookup {
  /** Whether a file counts on any day of the period. */
  readonly hasFile: boolean;
  /** Names the import that counts on a day; undefined if none does. An import that replaces it has another name. */
  importOn(day: Day): string | undefined;
  /** The network of an end on the day of its call; undefined if no row of the building file has it. */
  networkAt(day: Day, end: NetworkEnd): Network | undefined;
}

/** Rounds of reading, each of which met an import that was replaced meanwhile. */
const ROUNDS = 3;

/** Reads the networks that count on the days of a period, both included. Rejects with ImportDamaged. */
export async function readNetworks(
  store: Store,
  period: { readonly from: Day; readonly to: Day },
): Promise<NetworkLookup> {
  for (let round = 1; ; round += 1) {
    try {
      return lookupIn(await loadImports(store, period));
    } catch (error) {
      if (!(error instanceof ImportDamaged) || round === ROUNDS) throw error;
    }
  }
}

interface LoadedImport {
  readonly start: Day;
  readonly generation: string;
  readonly table: PrefixTable<Network>;
}

async function loadImports(
  store: Store,
  { from, to }: { readonly from: Day; readonly to: Day },
): Promise<ReadonlyArray<LoadedImport>> {
  const imports = await readImports(store);
  const first = countingOn(from, imports);
  const counting = imports.filter(
    (imported) => imported === first || (imported.start > from && imported.start <= to),
  );
  const loaded: Array<LoadedImport> = [];
  for (const imported of counting) {
    const { start, generation } = imported;
    loaded.push({ start, generation, table: await load(store, imported) });
  }
  return loaded;
}

async function load(store: Store, imported: NetworkImport): Promise<PrefixTable<Network>> {
  const table = new PrefixTable<Network>();
  for await (const network of networksOf(store, imported)) {
    const prefix = parsePrefix(network.prefix);
    if (prefix === undefined)
      throw new ImportDamaged(`the networks from ${imported.start}: ${network.prefix} is not a prefix`);
    table.add(prefix, network);
  }
  return table;
}

/** The latest of those that began; before the first one there is nothing better than that. */
function countingOn<Import extends { readonly start: Day }>(
  day: Day,
  imports: ReadonlyArray<Import>,
): Import | undefined {
  return imports.findLast(({ start }) => start <= day) ?? imports[0];
}

function lookupIn(imports: ReadonlyArray<LoadedImport>): NetworkLookup {
  return {
    hasFile: imports.length > 0,

    importOn: (day) => countingOn(day, imports)?.generation,

    networkAt(day, { isOwn, subnet = '', ipAddress = '' }) {
      const table = isOwn ? countingOn(day, imports)?.table : undefined;
      if (table === undefined) return undefined;
      const member = parseIpAddress(ipAddress);
      const beginning = parseIpAddress(subnet);
      const bySubnet = beginning && table.beginningAt(beginning, member);
      return bySubnet ?? (member && table.containing(member));
    },
  };
}
