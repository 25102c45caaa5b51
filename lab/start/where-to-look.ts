/** Where a visitor finds what the pipeline stored. */

import type { RunningStart } from '../../src/cli/deployment/running-start.ts';
import type { Parts } from './demonstration.ts';
import { shortId } from './lines.ts';
import type { Paint } from './paint.ts';

interface Places extends Parts {
  readonly functionsUrl: string;
  /** The first call that will be stored. */
  readonly callId: string;
  /** Another start that runs in this folder. */
  readonly former: Pick<RunningStart, 'pid' | 'statusUrl'> | undefined;
}

/** The launcher as this system's shells take it. */
const COMMAND = process.platform === 'win32' ? '.\\callrecords' : './callrecords';

const NAME_COLUMNS = 20;
const ITEM_COLUMNS = 42;

/** `address` opens the explorer once. */
export function explorerAddress(address: string, paint: Paint): ReadonlyArray<string> {
  return [
    place('In your browser', address),
    paint('quiet', place('', 'the explorer; this address opens it once')),
    '',
  ];
}

const place = (name: string, where: string) => `  ${name}`.padEnd(NAME_COLUMNS) + where;

export function whereToLook(places: Places, paint: Paint): ReadonlyArray<string> {
  const { azurite, graphUrl, functionsUrl, callId, former } = places;
  const item = (name: string, meaning: string) =>
    `    ${name}`.padEnd(ITEM_COLUMNS + 2) + paint('quiet', meaning);
  return [
    place('Storage emulator', `Azurite on the ports ${Object.values(azurite.ports).join(', ')}`),
    place('Simulated Graph', `${graphUrl}/v1.0`),
    place('Functions', functionsUrl),
    place('Health', `${functionsUrl}/api/health`),
    '',
    ...(former === undefined ? [] : [paint('bad', takenOver(former)), '']),
    '  In a second terminal:',
    item(`${COMMAND} page`, 'opens the explorer in another tab'),
    item(`${COMMAND} doctor`, 'checks that everything works'),
    item(`${COMMAND} status`, 'shows how the pipeline stands'),
    item(`${COMMAND} calls`, 'lists the calls of yesterday and today'),
    item(`${COMMAND} quality --by building`, 'shows where audio was poor'),
    item(`${COMMAND} call ${shortId(callId)}`, 'shows the first call of this run'),
    '',
    ...(azurite.usesDefaultPorts
      ? [place('Storage Explorer', 'Emulator & Attached → Emulator - Default Ports → Tables')]
      : [
          place('Storage Explorer', 'Connect → Storage account → Connection string, which is'),
          azurite.connectionString,
        ]),
    item('CallRecords', 'begin here: one row for each call; docs/tables.md has the others'),
    paint('quiet', '  Everything is kept in memory and is gone when this ends.'),
  ];
}

function takenOver({ pid, statusUrl }: Pick<RunningStart, 'pid' | 'statusUrl'>): string {
  return [
    `  Another npm start runs in this folder: process ${pid}, ${new URL(statusUrl).origin}.`,
    `  ${COMMAND} now asks this one, and the other again once this one has ended.`,
  ].join('\n');
}
