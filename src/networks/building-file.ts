/**
 * Checks the building file of Microsoft's Call Quality Dashboard, as administrators have it: one network a line, comma-
 * or tab-separated, without a heading, 15 columns of which the last may be absent.
 * https://learn.microsoft.com/microsoftteams/cqd-upload-tenant-building-data
 */

import { checkRow, headingMistakes, isHeading, type Mistake, SAVE_AS_UTF8 } from './building-row.ts';
import { fileRows } from './file-rows.ts';
import type { Network } from './network.ts';
import { PrefixTable } from './prefix-table.ts';

/** What some lines of the file say. */
export interface BuildingFilePage {
  readonly networks: ReadonlyArray<Network>;
  readonly mistakes: ReadonlyArray<Mistake>;
  /** The first line has the names of the columns, and was skipped. */
  readonly hasHeading: boolean;
}

/** As many as the dashboard takes. */
export const MOST_NETWORKS = 1_000_000;

/** How the zip file begins that an Excel workbook is. */
const ZIP = 'PK\u0003\u0004';

/** Reads and checks a file of at most so many networks, page by page. The file is right if no page has a mistake. */
export async function* readBuildingFile(
  bytes: AsyncIterable<Uint8Array>,
  most = MOST_NETWORKS,
): AsyncGenerator<BuildingFilePage, void, undefined> {
  const lineOf = new PrefixTable<number>();
  let isFirst = true;
  let room = most;
  for await (const page of fileRows(bytes)) {
    const first = isFirst ? page.slice(0, 1) : [];
    isFirst = false;
    if (first.some(({ text }) => text.startsWith(ZIP))) {
      return yield only({ line: 1, text: `an Excel workbook: ${SAVE_AS_UTF8}` });
    }
    const heading = first.filter(isHeading);
    const rows = page.slice(heading.length);
    const beyond = rows[room];
    const checked = rows.slice(0, room).map((row) => checkRow(row, lineOf));
    room -= checked.length;
    yield {
      networks: checked.flatMap(({ network = [] }) => network),
      mistakes: [...heading.flatMap(headingMistakes), ...checked.flatMap(({ mistakes }) => mistakes)],
      hasHeading: heading.length > 0,
    };
    if (beyond !== undefined) {
      const text = `more than ${most.toLocaleString('en-GB')} networks; the lines below are not read`;
      return yield only({ line: beyond.line, text });
    }
  }
  if (room === most) yield only({ line: 1, text: 'no network in the file' });
}

function only(mistake: Mistake): BuildingFilePage {
  return { networks: [], mistakes: [mistake], hasHeading: false };
}
