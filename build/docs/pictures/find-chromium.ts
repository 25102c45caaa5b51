/** Finds a Chromium on this machine; none is downloaded. */

import { existsSync } from 'node:fs';

/** Where Debian, Ubuntu and macOS have one; the variable CHROMIUM names any other. */
const PLACES = [
  process.env.CHROMIUM ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** What starts it, for playwright; undefined where there is none. */
export function findChromium() {
  const executablePath = PLACES.find((path) => path !== '' && existsSync(path));
  // As root, as CI is, Chromium's own sandbox does not start.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return executablePath === undefined ? undefined : { executablePath, args };
}
