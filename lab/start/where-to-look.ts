/** Where a visitor finds what the pipeline stored. */

import type { Line } from '../../src/cli/text-line.ts';
import type { TableName } from '../../src/tables/declarations/index.ts';
import type { Azurite } from '../azurite/start-azurite.ts';

type Storage = Pick<Azurite, 'connectionString' | 'usesDefaultPorts'>;

const TABLES: ReadonlyArray<readonly [names: ReadonlyArray<TableName>, meaning: string]> = [
  [['CallRecords'], 'begin here: one row for each call'],
  [['Participants', 'Sessions', 'Segments'], 'what belongs to a call, by its id'],
  [['MediaStreams'], 'every stream and its quality, by day'],
  [['CallsByDay', 'CallsByUser'], 'calls by their start, and by who took part'],
  [['PendingCallRecords'], 'calls that wait, and why'],
  [['Coverage'], 'listed by Graph and stored, by the hour'],
  [['DeadLetters'], 'messages given up on, and why'],
];

const NAME_COLUMNS = 18;
const TABLES_COLUMNS = 34;

export function found(part: string, where: string): Line {
  return [`  ${part.padEnd(NAME_COLUMNS)}`, where];
}

/** The whole answer, printed once. */
export function whereToLookLines(azurite: Storage, functionsUrl: string): ReadonlyArray<Line> {
  return [
    ...(azurite.usesDefaultPorts
      ? [found('Storage Explorer', 'Emulator & Attached → Emulator - Default Ports → Tables')]
      : [
          found('Storage Explorer', 'Connect → Storage account → Connection string, which is'),
          [azurite.connectionString],
        ]),
    ...TABLES.map(
      ([names, meaning]): Line => [
        `    ${names.join(', ').padEnd(TABLES_COLUMNS)}`,
        { text: meaning, style: 'quiet' },
      ],
    ),
    found('Health', `${functionsUrl}/api/health`),
    [{ text: '  All of it is kept in memory, and gone when this ends.', style: 'quiet' }],
  ];
}

/** The short answer, for the display. */
export function whereToLookNow({ usesDefaultPorts }: Storage, functionsUrl: string): string {
  const explorer = usesDefaultPorts ? 'Storage Explorer: Emulator' : 'Storage Explorer: see above';
  return `  ${explorer}   Health: ${functionsUrl}/api/health`;
}
