/** What `npm start` plays, on one host: the story and calls of every kind, or the records of a folder. */

import { createAzureTables } from '../../src/adapters/storage/tables.ts';
import { systemClock } from '../../src/adapters/system.ts';
import { openStorage } from '../../src/app.ts';
import { isWithoutPersons } from '../../src/cli/page/without-persons.ts';
import { toDateTime } from '../../src/language/date-time.ts';
import { type Day, dayOf } from '../../src/language/day.ts';
import { DAY_MS } from '../../src/language/milliseconds.ts';
import type { Store } from '../../src/rows/store.ts';
import { counted } from '../../src/wording/values.ts';
import { webhookTransport } from '../graph/webhook-transport.ts';
import type { NotKept } from '../judge/not-kept.ts';
import { Random } from '../random.ts';
import { pause, playCalls } from './background.ts';
import { importBuildings } from './causes/import-buildings.ts';
import { shownCauses } from './causes/shown-causes.ts';
import { freePort, type Hosts, originOf, type Parts, type Scenario, type Stage } from './demonstration.ts';
import { serveExplorer } from './explorer.ts';
import { hostEnvironment, hostSettings } from './host-environment.ts';
import { pipelineEventIn } from './host-log.ts';
import { startHostProcess } from './host-process.ts';
import type { Paint } from './paint.ts';
import { adopt, movedIntoView, readRecords } from './records.ts';
import { CannotRun } from './run-to-verdict.ts';
import type { OwnStartFile } from './start-file.ts';
import { KEEP_DAYS, storeNotKept } from './store-not-kept.ts';
import { STORY } from './story.ts';
import type { StartOptions } from './syntax.ts';
import { explorerAddress, whereToLook } from './where-to-look.ts';

/**
 * The last call's record can be read after 5 s at the latest and changes for 8 s more; the rest is for waits after a
 * 404 and for slow machines.
 */
const SETTLED_WITHIN_SECONDS = 120;

/** The calls are dated over yesterday, so that there is a whole day to sum up. */
const HOURS_A_DAY = 24;
/** The days of the calls that are stored before and kept are listed, too: a day that never is has no summary. */
const BACKFILL_DAYS = '5';
const RETAIN_SCHEDULE = '*/5 * * * * *';

/** Seeds are typed again. */
const SEEDS = 1_000_000;

/** The port that Functions tools use. */
const USUAL_PORT = 7071;

/** What differs between the story and the records of a folder. */
interface Show extends Pick<Scenario, 'what' | 'story' | 'tenant'>, Pick<Hosts, 'play'> {
  readonly settings: Readonly<Record<string, string>>;
  readonly firstCall: string;
  readonly opensWith: Day;
  /** Before the functions start. Resolves with what was stored and may not be kept. */
  prepare(parts: Parts, store: Store): Promise<ReadonlyArray<NotKept>>;
  conclude(parts: Parts, store: Store, paint: Paint): Promise<ReadonlyArray<string>>;
}

/** @throws {AskedWrongly} if the records of a folder cannot be played, or the environment says it wrongly. */
export async function npmStart(options: StartOptions, startFile: OwnStartFile): Promise<Scenario> {
  const now = systemClock.now();
  const withoutPersons = isWithoutPersons(process.env);
  const { calls, records, seed = now.getTime() % SEEDS, exit } = options;
  const show = records === undefined ? theStory(now, { seed, calls }) : await theRecords(now, records);
  return {
    seed,
    ...show,
    exit,
    settledWithinSeconds: SETTLED_WITHIN_SECONDS,
    usesUsualPorts: true,
    transport: webhookTransport,
    async startHosts(parts, tell, announce) {
      const port = options.port === undefined ? await freePort(USUAL_PORT) : await portAskedFor(options.port);
      const functionsUrl = originOf(port);
      const storage = { connectionString: parts.azurite.connectionString };
      const { store, queue } = openStorage({ tenantId: parts.tenant.tenantId, storage });
      await Promise.all([createAzureTables(storage).createAll(), queue.create()]);
      const page = await serveExplorer({ store, queue }, { opensWith: show.opensWith, withoutPersons });
      announce((paint) => explorerAddress(page.address, paint));
      const settings = {
        ...hostSettings(parts, functionsUrl),
        BACKFILL_DAYS,
        START_NONCE: startFile.nonce,
        PAGE_WITHOUT_PERSONS: String(withoutPersons),
        ...show.settings,
      };
      try {
        const notKept = await show.prepare(parts, store);
        const host = await startHostProcess(hostEnvironment(settings, port, process.env), (line) => {
          const event = pipelineEventIn(line);
          if (event !== undefined) tell(event);
        });
        startFile.answersAt({ statusUrl: `${functionsUrl}/api/status`, settings });
        return {
          failed: host.failed,
          notKept,
          whereToLook: (paint) =>
            whereToLook({ ...parts, functionsUrl, callId: show.firstCall, former: startFile.former }, paint),
          play: show.play,
          conclude: (paint) => show.conclude(parts, store, paint),
          async stop() {
            await page.close();
            await host.stop();
          },
        };
      } catch (error) {
        await page.close();
        throw error;
      }
    },
  };
}

function theStory(now: Date, drawn: { readonly seed: number; readonly calls: number | undefined }): Show {
  const { seed } = drawn;
  const yesterday = dayOf(toDateTime(new Date(now.getTime() - DAY_MS)));
  return {
    what: `Seed ${seed}: npm start -- --seed ${seed} shows the same calls.`,
    story: STORY,
    tenant: { datedOver: { from: Date.parse(yesterday), hours: HOURS_A_DAY } },
    settings: { KEEP_DAYS: `${KEEP_DAYS}`, RETAIN_SCHEDULE },
    firstCall: callOfAct(seed, 0),
    opensWith: yesterday,
    async prepare(parts, store) {
      const notKept = await storeNotKept(parts, { seed, withheldId: callOfAct(seed, STORY.length - 1) });
      await importBuildings(store, yesterday);
      return notKept;
    },
    play: (stage) => playStory(stage, drawn),
    conclude: ({ tenant }, store, paint) => shownCauses(store, tenant, yesterday, paint),
  };
}

const RECORD_SECONDS = 0.5;

async function theRecords(now: Date, folder: string): Promise<Show> {
  const records = (await readRecords(folder)).map((record) => movedIntoView(record, now));
  const latest = Math.max(...records.map(({ startDateTime }) => Date.parse(startDateTime)));
  return {
    what: `The calls are ${counted(records.length, 'record')} of ${folder}.`,
    story: [],
    settings: {},
    firstCall: records[0]?.id ?? '',
    opensWith: dayOf(toDateTime(new Date(latest))),
    prepare: async () => [],
    async play(stage) {
      for (const record of records) {
        adopt(stage.tenant, record);
        if (!(await pause(stage, RECORD_SECONDS))) return;
      }
    },
    conclude: async () => [],
  };
}

async function portAskedFor(asked: number): Promise<number> {
  const port = await freePort(asked);
  if (asked !== 0 && port !== asked) {
    throw new CannotRun(
      `Another program listens on port ${asked}: choose another --port, or 0 for any free one.`,
    );
  }
  return port;
}

/** From one act to the next: time to read its line, with all that begin inside half a minute. */
const ACT_SECONDS = 2.5;
/** About a hundred calls a minute: the display keeps moving and can still be read. */
const MEAN_GAP_SECONDS = 0.6;

/** The id of the call that an act is about: known before it happens. */
export function callOfAct(seed: number, number: number): string {
  return Random.seeded(seed).fork('act', number).guid();
}

/**
 * Plays the acts that fit into so many calls, then calls of the background. Resolves when all calls have begun,
 * or at once when the signal is aborted.
 */
export async function playStory(
  stage: Stage,
  { calls = Number.POSITIVE_INFINITY, seed }: { readonly calls?: number | undefined; readonly seed: number },
): Promise<void> {
  const { tenant, clock, tell } = stage;
  let left = calls;
  const begun = (act: number, callId = callOfAct(seed, act)) => {
    tell({ type: 'actBegun', at: clock.now(), act, callId });
    return callId;
  };
  for (const [number, act] of STORY.entries()) if (act.begin === undefined) begun(number);
  for (const [number, act] of STORY.entries()) {
    if (act.begin === undefined || act.calls > left) continue;
    left -= act.calls;
    const callId = begun(number);
    act.begin(tenant, callId, clock.now());
    if (!(await pause(stage, ACT_SECONDS))) return;
  }
  await playCalls(stage, Random.seeded(seed).fork('background'), {
    calls: left,
    meanGapSeconds: MEAN_GAP_SECONDS,
  });
}
