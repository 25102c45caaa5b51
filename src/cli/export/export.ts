/** `export`: writes calls as files for Power BI, Excel, DuckDB and others. */

import { keepHeapSmall } from '../../adapters/small-heap.ts';
import { type ExportedDay, exportDays } from '../../export/export-days.ts';
import { OtherKind } from '../../export/exported-kind.ts';
import { type ExportedTableName, exportedTableNames } from '../../export/exported-tables.ts';
import { fileFormats } from '../../export/formats.ts';
import type { FileOutcome, WrittenFile } from '../../export/write-files.ts';
import { periodText } from '../../language/period.ts';
import { FilesFailure } from '../../ports/files.ts';
import { counted } from '../../wording/values.ts';
import { storeCommand } from '../command.ts';
import { asDay, callDayOptions, periodIn } from '../days.ts';
import { AskedWrongly, EXIT, Unreachable } from '../exit.ts';
import { oneOf } from '../formats.ts';
import { jsonOption, type List, printList, remark } from '../list.ts';
import type { Format } from '../syntax.ts';
import { type Destination, destination, explainFilesFailure } from './destination.ts';

const tableList: Format<ReadonlyArray<ExportedTableName>> = {
  expected: `one or several, joined by commas, of ${exportedTableNames.join(', ')}`,
  read(text) {
    const named = new Set(text.split(','));
    const tables = exportedTableNames.filter((name) => named.has(name));
    return tables.length === named.size ? tables : undefined;
  },
};

export const exportCommand = storeCommand({
  name: 'export',
  summary: 'writes calls as Parquet, CSV or JSON lines, a file for each table and day',
  options: {
    ...callDayOptions,
    format: {
      takes: 'format',
      description: `${fileFormats.join(', ')}`,
      format: oneOf(fileFormats),
      isRequired: true,
    },
    out: {
      takes: 'place',
      description: 'a folder, or the URL of a blob container',
      format: destination,
      isRequired: true,
    },
    table: { takes: 'tables', description: `only these, joined by commas (default: all)`, format: tableList },
    'without-persons': { description: 'leaves out the columns that can tell who a person is' },
    excel: { description: 'CSV that Excel opens: byte order mark, and no text runs as a formula' },
    'dry-run': { description: 'says what would be written, and writes nothing' },
    ...jsonOption,
  },
  details: `Files are TABLE/day=DAY/part-0.FORMAT. Tables: ${exportedTableNames.join(', ')}. Only current rows are
exported, with the building of each end; calls that retention deletes or is about to, or that are to be excluded or erased are left out. Each call is counted; a file is put in place at once, and only when every call of
its day is whole. The next run writes only days that have changed; a day whose calls are all gone loses its files. One place
holds one format, with or without persons. Types, questions to ask, and how to run this every night: docs/reports.md. Exit
code 1 when a day could not be exported whole, or no call was found.`,
  check({ options }) {
    const excelForOthers = options.excel && options.format !== 'csv';
    return excelForOthers ? ['--excel goes with --format csv'] : [];
  },

  async run({ terminal, clock, store }, { options }) {
    keepHeapSmall();
    const period = periodIn('UTC', clock.now(), options, options);
    const { out, format, excel, 'dry-run': isDryRun, 'without-persons': withoutPersons } = options;
    let read = 0;
    const advanced = (rows: number) => {
      const before = read;
      read += rows;
      if (Math.floor(read / SAID_EVERY_ROWS) === Math.floor(before / SAID_EVERY_ROWS)) return;
      terminal.say(`… ${counted(read, 'row')} read\n`);
    };
    const days: Array<ExportedDay> = [];
    async function* exported(): AsyncGenerator<ReadonlyArray<ExportedDay>> {
      const found = exportDays(store, out.open(), {
        from: asDay(period.from),
        to: asDay(period.to),
        tables: options.table ?? exportedTableNames,
        kind: { format, excel, withoutPersons },
        isDryRun,
        advanced,
      });
      for await (const day of found) {
        days.push(day);
        yield [day];
      }
    }
    try {
      const progress = (days: number) => `${counted(days, 'day')} so far`;
      await printList(terminal, options, dayList(isDryRun), exported(), progress);
    } catch (error) {
      throw told(error, out);
    }
    await remark(terminal, options, conclusion(days, { isDryRun, period: periodText(period) }));
    const isWhole = days.every(({ damage }) => damage === undefined) && isFound(days);
    return isWhole ? EXIT.done : EXIT.foundWrong;
  },
});

/** Some thousand a second. */
const SAID_EVERY_ROWS = 100_000;

function told(error: unknown, out: Destination): unknown {
  if (error instanceof FilesFailure) return new Unreachable(explainFilesFailure(error, out));
  if (!(error instanceof OtherKind)) return error;
  return new AskedWrongly(`${out.name}: ${error.message}. Give another --out, or delete what is there`);
}

const dayList = (isDryRun: boolean): List<ExportedDay> => ({
  columns: [
    { title: 'day (UTC)', text: ({ day }) => day },
    { title: 'calls', align: 'right', text: ({ calls }) => calls.toLocaleString('en-GB') },
    { title: 'rows written', align: 'right', text: rowsText },
    { title: 'files', text: ({ files }) => filesText(files, isDryRun) },
    { title: 'remarks', text: (day) => remarksOf(day).join('; ') },
  ],
  properties: [
    'Day',
    'Calls',
    'LeftOut',
    'Rows',
    'Written',
    'Unchanged',
    'Removed',
    'IsKept',
    'IsOpen',
    'Summary',
    'Damage',
  ],
  object: (day) => ({
    Day: day.day,
    Calls: day.calls,
    LeftOut: day.leftOut === 0 ? undefined : day.leftOut,
    Rows: rowsOf(day),
    Written: tablesThatAre('written', day),
    Unchanged: tablesThatAre('unchanged', day),
    Removed: tablesThatAre('removed', day),
    IsKept: day.isKept,
    IsOpen: day.openness !== undefined,
    Summary: day.noSummary,
    Damage: day.damage?.message,
  }),
});

function rowsOf({ files }: ExportedDay): number {
  return files.reduce((sum, { rows }) => sum + rows, 0);
}

function rowsText(day: ExportedDay): string {
  const rows = rowsOf(day);
  if (rows > 0) return rows.toLocaleString('en-GB');
  const isUnchanged = day.files.length > 0 && day.files.every(({ outcome }) => outcome === 'unchanged');
  return isUnchanged ? 'unchanged' : '–';
}

function tablesThatAre(outcome: FileOutcome, { files }: ExportedDay): ReadonlyArray<string> {
  return files.filter((file) => file.outcome === outcome).map(({ table }) => table);
}

const OUTCOMES_TO_COME = { written: 'to write', unchanged: 'unchanged', removed: 'to remove' } as const;

/** `5 written, 1 unchanged`; `5 to write, 1 unchanged` of a dry run. */
function filesText(files: ReadonlyArray<WrittenFile>, isDryRun: boolean): string {
  const outcomes = Map.groupBy(files, ({ outcome }) => outcome);
  return (['written', 'unchanged', 'removed'] as const)
    .filter((outcome) => outcomes.has(outcome))
    .map((outcome) => `${outcomes.get(outcome)?.length} ${isDryRun ? OUTCOMES_TO_COME[outcome] : outcome}`)
    .join(', ');
}

function remarksOf({ leftOut, isKept, openness, noSummary, damage }: ExportedDay): ReadonlyArray<string> {
  return [
    ...(damage === undefined ? [] : [damage.message]),
    ...(leftOut === 0 ? [] : [`${counted(leftOut, 'call')} left out`]),
    ...(isKept ? [] : ['not kept any more']),
    ...(openness === 'open' ? ['open'] : []),
    ...(openness === 'beforeListing' ? ['from before listing began'] : []),
    ...(noSummary === 'none' ? ['no summary yet'] : []),
    ...(noSummary === 'outdated' ? ['no summary until the day is summed up again'] : []),
    ...(noSummary === 'beingWritten' ? ['its summary is being written'] : []),
  ];
}

/** A call of the period that was asked for. */
function isFound(days: ReadonlyArray<ExportedDay>): boolean {
  return days.some(({ isAsked, calls, leftOut }) => isAsked && calls + leftOut > 0);
}

function conclusion(
  days: ReadonlyArray<ExportedDay>,
  { isDryRun, period }: { readonly isDryRun: boolean; readonly period: string },
): string {
  const leftOut = days.reduce((sum, day) => sum + day.leftOut, 0);
  const lines = [''];
  const asked = days.filter(({ isAsked }) => isAsked);
  const notKept = asked.filter(({ isKept }) => !isKept);
  if (!isFound(days)) {
    const hint = notKept.length === asked.length ? '' : ' Which days have calls: ./callrecords coverage';
    lines.push(`No call is stored of ${period}, UTC.${hint}`);
  } else if (isDryRun) lines.push(`Nothing was written: this was a dry run.`);
  if (notKept.length > 0) {
    lines.push(
      `Calls of ${counted(notKept.length, 'day')} are not kept any more (KEEP_DAYS): retention has deleted them or is about to. Which days are kept: ./callrecords retention`,
    );
  }
  const renewed = days.filter(({ isAsked }) => !isAsked);
  if (renewed.length > 0) {
    lines.push(
      `${counted(renewed.length, 'day')} more: this release leaves out more of persons than the one that wrote the files.`,
    );
  }
  const open = days.filter(({ openness }) => openness === 'open');
  if (open.length > 0) {
    lines.push(
      `Calls may still come of ${counted(open.length, 'day')} that ${open.length === 1 ? 'is' : 'are'} open. Export again later: only what has changed is written. How far they are: ./callrecords coverage`,
    );
  }
  if (leftOut > 0) {
    lines.push(
      `${counted(leftOut, 'call')} left out: a person is to be excluded or erased from ${leftOut === 1 ? 'it' : 'them'}, which the timer forget does from an hour after it was asked. Export again then. How far they are: ./callrecords forget and ./callrecords exclude list`,
    );
  }
  const damaged = days.find(({ damage }) => damage !== undefined);
  if (damaged !== undefined) {
    lines.push(
      `Calls are not whole, or cannot be read. Their days were not written; files that are there stay as they were, but for those from before a person was taken out: they are removed. Delete the row that a remark names, if it names one; another program or an operator wrote or changed it. To restore the calls: ./callrecords verify --from ${damaged.day} --to ${damaged.day}`,
    );
  }
  const removed = days.filter(
    (day) =>
      day.damage === undefined && tablesThatAre('removed', day).some((table) => table !== 'QualitySummaries'),
  );
  if (removed.length > 0 && !isDryRun) {
    lines.push(
      `${counted(removed.length, 'day')} lost the files: all calls of them are deleted, about to be, or left out.`,
    );
  }
  return lines.length === 1 ? '' : lines.map((line) => `${line}\n`).join('');
}
