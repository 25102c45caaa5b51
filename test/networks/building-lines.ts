/** Building files as administrators have them, made of what a test is about. */

import { type BuildingFilePage, readBuildingFile } from '../../src/networks/building-file.ts';
import type { Network } from '../../src/networks/network.ts';

const CELLS = {
  NetworkIP: '10.1.0.0',
  NetworkName: 'Berlin Wi-Fi',
  NetworkRange: '16',
  BuildingName: 'Berlin 1',
  OwnershipType: 'Contoso',
  BuildingType: 'Office',
  BuildingOfficeType: 'RE',
  City: 'Berlin',
  ZipCode: '10115',
  Country: 'Germany',
  State: 'BE',
  Region: 'EMEA',
  InsideCorp: '1',
  ExpressRoute: '0',
  VPN: '0',
} as const;

export const HEADING = Object.keys(CELLS).join(',');

/** The cells of a row, those of Berlin but for these. */
export function cells(own: Partial<Record<keyof typeof CELLS, string>> = {}): ReadonlyArray<string> {
  return Object.values({ ...CELLS, ...own });
}

/** A line of comma-separated values. */
export function row(own: Partial<Record<keyof typeof CELLS, string>> = {}): string {
  return cells(own).join(',');
}

type Piece = string | Uint8Array;

async function* bytesOf(pieces: ReadonlyArray<Piece>): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield typeof piece === 'string' ? Buffer.from(piece) : piece;
}

export interface WholeFile {
  readonly networks: ReadonlyArray<Network>;
  /** `line: text` */
  readonly mistakes: ReadonlyArray<string>;
  readonly hasHeading: boolean;
}

/** Reads a file that comes in one piece or several. */
export async function read(file: Piece | ReadonlyArray<Piece>, most?: number): Promise<WholeFile> {
  const pages: Array<BuildingFilePage> = [];
  const pieces = typeof file === 'string' || file instanceof Uint8Array ? [file] : file;
  for await (const page of readBuildingFile(bytesOf(pieces), most)) pages.push(page);
  return {
    networks: pages.flatMap(({ networks }) => networks),
    mistakes: pages.flatMap(({ mistakes }) => mistakes.map(({ line, text }) => `${line}: ${text}`)),
    hasHeading: pages.some(({ hasHeading }) => hasHeading),
  };
}
