/** Reads a building file for a command, and says what is wrong with it. */

import { createReadStream } from 'node:fs';
import { readBuildingFile } from '../../networks/building-file.ts';
import type { Mistake } from '../../networks/building-row.ts';
import { type CompressedNetworks, createNetworkCompressor } from '../../networks/compressed-networks.ts';
import { counted } from '../../wording/values.ts';
import { AskedWrongly } from '../exit.ts';
import { anyText } from '../formats.ts';
import { type Form, type List, printList, remark } from '../list.ts';
import { pathFault } from '../path-fault.ts';
import type { Terminal } from '../terminal.ts';

/** The operand of the commands that read a building file. */
export const fileOperand = {
  name: 'file',
  description: 'the building file of the Call Quality Dashboard (CSV or TSV)',
  format: anyText,
  count: 'one',
} as const;

/** What is said of the file in the help of both commands. */
export const ABOUT_THE_FILE = `The file is the one that Microsoft's Call Quality Dashboard takes: comma- or tab-separated, in UTF-8, 15 columns
(VPN, the last one, may be absent): NetworkIP, NetworkName, NetworkRange, BuildingName, OwnershipType, BuildingType,
BuildingOfficeType, City, ZipCode, Country, State, Region, InsideCorp, ExpressRoute, VPN. A first line with these names is
skipped. A longer prefix inside a shorter one wins; the same prefix twice is a mistake. IPv6 is read as well.`;

interface ReadFile extends CompressedNetworks {
  readonly mistakes: ReadonlyArray<Mistake>;
}

/** The networks of a file. If the file has mistakes, prints all of them and resolves with undefined. */
export async function checkedFile(
  terminal: Terminal,
  form: Form,
  path: string,
): Promise<CompressedNetworks | undefined> {
  const { mistakes, ...networks } = await readFile(terminal, path);
  if (mistakes.length === 0) return networks;
  const listed = form.json || form.csv ? mistakes : together(mistakes);
  await printList(terminal, form, mistakeList, [listed]);
  const lines = new Set(mistakes.map(({ line }) => line)).size;
  await remark(
    terminal,
    form,
    `${counted(mistakes.length, 'mistake')} in ${counted(lines, 'line')} of ${path}.\n`,
  );
  return undefined;
}

async function readFile(terminal: Terminal, path: string): Promise<ReadFile> {
  return await terminal.during(async (show) => {
    const compressor = createNetworkCompressor();
    const mistakes: Array<Mistake> = [];
    let read = 0;
    try {
      for await (const page of readBuildingFile(createReadStream(path))) {
        if (page.hasHeading) terminal.say('Line 1 has the names of the columns and was skipped.\n');
        compressor.add(page.networks);
        mistakes.push(...page.mistakes);
        read += page.networks.length;
        show(`${counted(read, 'network')} of ${path} checked`);
      }
    } catch (error) {
      throw unreadable(error, path) ?? error;
    }
    return { ...compressor.end(), mistakes };
  });
}

function unreadable(error: unknown, path: string): AskedWrongly | undefined {
  const reason = pathFault(error);
  return reason === undefined ? undefined : new AskedWrongly(`${path} ${reason}`);
}

/** For users: what is wrong with many lines is said once, of the first of them. */
function together(mistakes: ReadonlyArray<Mistake>): ReadonlyArray<Mistake> {
  const byText = Map.groupBy(mistakes, ({ text }) => text);
  return [...byText.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [{ ...first, text: first.text + alsoIn(others) }],
  );
}

/** More lines are counted and not named. */
const MOST_LINES_NAMED = 5;

/** `; also in line 3`, `; also in 9 lines: 3, 4, 5, 6, 7, …` */
function alsoIn(others: ReadonlyArray<Mistake>): string {
  const [only, another] = others;
  if (only === undefined) return '';
  if (another === undefined) return `; also in line ${only.line}`;
  const named = others.slice(0, MOST_LINES_NAMED).map(({ line }) => line);
  const rest = others.length > named.length ? ', …' : '';
  return `; also in ${others.length.toLocaleString('en-GB')} lines: ${named.join(', ')}${rest}`;
}

const mistakeList: List<Mistake> = {
  columns: [
    { title: 'line', align: 'right', text: ({ line }) => String(line) },
    { title: 'mistake', text: ({ text }) => text },
  ],
  properties: ['Line', 'Mistake'],
  object: ({ line, text }) => ({ Line: line, Mistake: text }),
};
