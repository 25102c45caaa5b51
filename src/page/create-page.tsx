/** The explorer as a web application: which requests it answers, with which headers, and what it says when it cannot. */

import { type Context, Hono } from 'hono';
import { compress } from 'hono/compress';
import type { Child } from 'hono/jsx';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { CallReplaced } from '../calls/read-call.ts';
import { explainStoredFailure } from '../failures/explain-stored-failure.ts';
import type { Day } from '../language/day.ts';
import type { Store } from '../rows/store.ts';
import { safeText } from '../wording/safe-text.ts';
import { callsTableStyle } from './calls-table.tsx';
import { Frame } from './frame.tsx';
import { hourMarkStyle } from './hour-mark.tsx';
import { ICON } from './icon.ts';
import { Message, type Told } from './message.tsx';
import { NotThere, type Query, type ReadStatus, UTC, type View, WrongAddress } from './screen.ts';
import { screens } from './screens.ts';
import { STYLE } from './style.ts';

export interface PageOptions {
  readonly store: Store;
  /** The name of the storage account. */
  readonly account: string;
  /** Days and times are by the clocks of this zone. */
  readonly zone: string;
  /** PAGE_WITHOUT_PERSONS. */
  readonly withoutPersons: boolean;
  /** The day that the printed address leads to; without it, Day chooses. */
  readonly opensWith?: Day | undefined;
  /** What the Host header must be: `127.0.0.1:4284`. */
  readonly host: string;
  /** Opens the page once. */
  readonly token: string;
  /** The first part of every path of the page: whoever does not know it sees nothing. */
  readonly secret: string;
  /** A text with its commands as users type them for this deployment. */
  command(typed: string): string;
  readonly readStatus: ReadStatus;
  /** Hears of errors that are faults of the program. */
  report(error: unknown): void;
}

/** Opens the page once, in the address that is printed. */
export const TOKEN_PATH = '/open/';
const ICON_PATH = '/icon.svg';
const STYLE_PATH = '/style.css';

/**
 * `form-action`: filters are forms. Styles come from a path of the page; nothing is inline, and nothing runs.
 */
const HEADERS: Readonly<Record<string, string>> = {
  Allow: 'GET, HEAD',
  'Content-Security-Policy':
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
};

export function createPage(options: PageOptions): Hono {
  const { secret, token, withoutPersons, report } = options;
  const shown = screens.filter(({ isAboutPersons }) => !(withoutPersons && isAboutPersons));
  const style = [STYLE, callsTableStyle, hourMarkStyle, ...shown.map((screen) => screen.style ?? '')].join(
    '\n',
  );
  let isOpened = false;

  const page = new Hono();
  page.use(compress());
  page.use(async (context, next) => {
    await next();
    for (const [name, value] of Object.entries(HEADERS)) context.res.headers.set(name, value);
  });
  page.use(async (context, next) => {
    const refused = refusalOf(context, options.host);
    if (refused === undefined) await next();
    else context.res = await alone(context, refused);
  });
  page.get(STYLE_PATH, (context) => context.body(style, 200, { 'Content-Type': 'text/css; charset=utf-8' }));
  page.get(ICON_PATH, (context) => context.body(ICON, 200, { 'Content-Type': 'image/svg+xml' }));
  page.get(`${TOKEN_PATH}:token`, async (context) => {
    if (context.req.param('token') !== token) return await alone(context, NOT_OURS);
    // Only a look: some programs ask so about links before they open them.
    if (context.req.raw.method === 'HEAD') return context.body(null, 204);
    if (isOpened) return await alone(context, OPENED_BEFORE);
    isOpened = true;
    return context.redirect(addressOf(`/${secret}/`, { day: options.opensWith }));
  });
  for (const screen of screens) {
    page.get(`/${secret}${screen.path}`, async (context) => {
      const view = viewOf(context, options);
      const frame = {
        screens: shown,
        current: screen,
        view,
        otherTimes: otherTimesOf(context),
      };
      const framed = async (status: number, title: string, content: Child) =>
        await html(
          context,
          status,
          <Frame {...frame} title={title}>
            {content}
          </Frame>,
        );
      try {
        if (!shown.includes(screen)) throw new NotThere(LEFT_OUT);
        const answer = await screen.show(view);
        if (answer instanceof Response) return answer;
        if (answer.refreshSeconds !== undefined) context.header('Refresh', String(answer.refreshSeconds));
        return await framed(200, answer.title, answer.content);
      } catch (error) {
        const told = toldOf(error, options);
        if (told.isFault) report(error);
        return await framed(told.status, told.title, <Message told={told} again={sameAddress(context)} />);
      }
    });
  }
  page.notFound((context) => alone(context, NOT_OURS));
  page.onError((error, context) => {
    report(error);
    return alone(context, FAULT);
  });
  return page;
}

/** A page without navigation, for requests that may be those of somebody else. */
async function alone(context: Context, told: Told): Promise<Response> {
  return await html(
    context,
    told.status,
    <Frame title={told.title}>
      <Message told={told} />
    </Frame>,
  );
}

/** All text from outside is on a page once it is written: here it loses what turns lines around. */
async function html(context: Context, status: number, content: unknown): Promise<Response> {
  const text = safeText(`<!doctype html>${await String(content)}`);
  return context.html(text, status as ContentfulStatusCode);
}

function refusalOf({ req }: Context, host: string): Told | undefined {
  if (!['GET', 'HEAD'].includes(req.raw.method)) return ONLY_READS;
  if (req.header('Host') !== host) return FOREIGN_HOST;
  const origin = req.header('Origin');
  const site = req.header('Sec-Fetch-Site');
  const isOurs = origin === undefined || origin === `http://${host}`;
  return isOurs && (site === undefined || site === 'none' || site === 'same-origin')
    ? undefined
    : FOREIGN_ORIGIN;
}

const LEFT_OUT =
  'PAGE_WITHOUT_PERSONS leaves out the screen that lists the calls of one person. To have it, start the page without this setting.';
const REOPEN = './callrecords page';
const ONLY_READS: Told = {
  status: 405,
  title: 'This page only reads',
  text: 'It answers GET and HEAD, and changes nothing.',
};
const FOREIGN_HOST: Told = {
  status: 421,
  title: 'This is not the address of the page',
  text: 'The page answers at the address that was printed and at no other name.',
};
const FOREIGN_ORIGIN: Told = {
  status: 403,
  title: 'Another site asked for this page',
  text: 'Links from other sites do not open it. Paste the printed address into the address bar of the browser.',
};
const NOT_OURS: Told = {
  status: 404,
  title: 'This address does not open the page',
  text: 'It is mistyped, or belongs to a page that has ended.',
  remedies: [{ text: 'For an address that opens one, type:', command: REOPEN }],
};
const OPENED_BEFORE: Told = {
  status: 410,
  title: 'This address was used before',
  text: 'The printed address opens the page once; the tab that it opened still works.',
  remedies: [{ text: 'For another tab, type:', command: REOPEN }],
};
const FAULT: Told = {
  status: 500,
  title: 'The page has a fault',
  text: 'This should not happen. The terminal that serves the page shows what failed.',
  isFault: true,
};

/** What to tell of an error that ended a screen. */
function toldOf(error: unknown, { account, command }: PageOptions): Told {
  if (error instanceof WrongAddress)
    return { status: 400, title: 'This address is not right', text: error.message };
  if (error instanceof NotThere)
    return { status: 404, title: 'Not found', text: error.message, remedies: error.remedies };
  if (error instanceof CallReplaced) {
    return {
      status: 409,
      title: 'The call was stored again meanwhile',
      text: 'A newer version took its place while it was read.',
      mayPass: true,
    };
  }
  const stored = explainStoredFailure(error, account);
  if (stored === undefined) return FAULT;
  const { text, kind } = stored;
  const remedies = stored.remedies.map((remedy) => ({
    ...remedy,
    ...(remedy.command === undefined ? {} : { command: command(remedy.command) }),
  }));
  return kind === 'damaged'
    ? { status: 500, title: 'What is stored is damaged', text, remedies }
    : { status: 503, title: 'Storage cannot be read', text, remedies, mayPass: true };
}

function viewOf(context: Context, options: PageOptions): View {
  const { store, account, zone, secret, withoutPersons, command, readStatus } = options;
  const { req } = context;
  const showsUtc = req.query(UTC.name) === UTC.value;
  return {
    store,
    account,
    zone,
    showsUtc,
    showsPersons: !withoutPersons,
    param: (name) => req.param(name) ?? '',
    query: (name) => req.query(name) || undefined,
    href: (path, query = {}) =>
      addressOf(`/${secret}${path}`, { ...query, ...(showsUtc ? { [UTC.name]: UTC.value } : {}) }),
    command,
    readStatus,
  };
}

function sameAddress({ req }: Context): string {
  return addressOf(req.path, req.query());
}

/** The same screen with UTC shown, or no longer. */
function otherTimesOf({ req }: Context): string {
  const { [UTC.name]: shown, ...others } = req.query();
  return addressOf(req.path, { ...others, ...(shown === UTC.value ? {} : { [UTC.name]: UTC.value }) });
}

function addressOf(path: string, query: Query): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
  return search.size === 0 ? path : `${path}?${search}`;
}
